/** What an entry costs in frames on a broadcast medium (protocol.md section 10). */
import { expect, test } from 'vitest';
import { costOfEntries } from './cost.ts';

test('a contended entry costs at most 4.2 frames without loss', async () => {
  const cost = await costOfEntries({ loss: 0, guard: 'controller' });
  console.log('frames per contended entry, no loss:', cost.text);
  expect(cost.entries).toBeGreaterThan(1000);
  expect(cost.framesPerEntry).toBeLessThanOrEqual(4.2);
});

test('a contended entry costs at most 6.5 frames at 10 % loss', async () => {
  const cost = await costOfEntries({ loss: 0.1, guard: 'controller' });
  console.log('frames per contended entry, 10 % loss:', cost.text);
  expect(cost.entries).toBeGreaterThan(1000);
  expect(cost.framesPerEntry).toBeLessThanOrEqual(6.5);
});

test('an idle swarm costs two frames a beat, whatever its size', async () => {
  const { idleCost } = await import('./cost.ts');
  for (const robots of [3, 9, 32]) {
    const { beats, frames } = await idleCost(robots);
    expect(beats, `${robots} robots`).toBeGreaterThan(40);
    expect(frames / beats, `${robots} robots`).toBeLessThanOrEqual(2.01);
    // A minute of slow beats.
    expect(beats, `${robots} robots`).toBeLessThanOrEqual(51);
  }
});
