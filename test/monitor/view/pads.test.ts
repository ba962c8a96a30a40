/** Who is on a pad and who waits for it, as a transcript. */
import { expect, test } from 'vitest';
import { Stage } from './stage.ts';

test('a robot asks, enters and leaves; the next one follows', () => {
  const stage = new Stage().online('r1', 'r2', 'r3', 'p1');
  stage.at(1).event('r1', 'body', { phase: 'requesting', battery: 34 });
  stage.event('r1', 'request', { pad: 'p1', epoch: 1, number: [1, 1], urgency: 0 });
  expect(stage.pads()).toBe('p1: free; token ?; ? r1!0');

  stage.at(2).event('p1', 'admit', { pad: 'p1', epoch: 1, fence: [1, 2], robot: 'r1' });
  expect(stage.pads()).toBe('p1: free; token ?; ? r1!0');
  stage.enter('r1', 'p1', [1, 2]).event('r1', 'body', { phase: 'approaching', battery: 34 });
  expect(stage.pads()).toBe('p1: r1 [1,2]; token r1; nobody waits');
  expect(stage.view.robots.r1).toMatchObject({ pad: 'p1', wait: null, entries: 1, battery: 34 });

  stage.at(3).event('r2', 'request', { pad: 'p1', epoch: 1, number: [1, 1], urgency: 2 });
  stage.event('r1', 'renew', { pad: 'p1', epoch: 1, fence: [1, 2], until: 5000 });
  stage.at(4.5).event('r1', 'body', { phase: 'working', battery: 90 });
  stage.event('r1', 'exit', { pad: 'p1', epoch: 1, fence: [1, 2], reason: 'done' });
  stage.event('r1', 'token', { pad: 'p1', epoch: 1, fence: [1, 3], to: 'r2', queue: ['r3'] });
  expect(stage.pads()).toBe('p1: free; token r2; 1 r2!2 in 0 s, 2 r3 in 3 s');

  stage.enter('r2', 'p1', [1, 4]);
  expect(stage.pads()).toBe('p1: r2 [1,4]; token r2; 1 r3 in 3 s');
  expect(stage.at(6).view.figures).toMatchObject({
    entries: 2,
    entriesInAll: 2,
    waitP50Ms: 1000,
    waitP99Ms: 1500,
  });
});
