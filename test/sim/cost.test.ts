/** What an entry costs in frames on a broadcast medium, and a swarm at rest (protocol.md section 10). */
import { expect, test } from 'vitest';
import { APART } from '../../sim/run/tally.ts';
import { eagerBody } from '../../sim/world/body.ts';
import { Chance } from '../../sim/world/chance.ts';
import { makeStage } from './stage.ts';

const SEED = 3;

interface Cost {
  readonly entries: number;
  readonly framesPerEntry: number;
  readonly text: string;
}

/**
 * Five robots that want the pad again before the four others were on it, at three hops of 0.23 ms each, and
 * need no time on it; more than a thousand entries.
 */
function costOfEntries(loss: number, forMs: number): Cost {
  const chance = new Chance(SEED, 'pauses');
  const stage = makeStage({
    seed: SEED,
    robots: 5,
    weather: { loss },
    makeBody: (host) => eagerBody(host, () => chance.between(0.5, 2.5)),
  });
  const { tally, swarm } = stage;
  stage.run(4000);
  const before = new Map(tally.frames);
  const entriesBefore = tally.entries;
  stage.run(forMs);
  expect(swarm.failure).toBeNull();
  const entries = tally.entries - entriesBefore;
  const parts: string[] = [];
  let frames = 0;
  for (const [kind, count] of tally.frames) {
    const sent = count - (before.get(kind) ?? 0);
    if (APART.has(kind) || sent === 0) continue;
    parts.push(`${kind} ${(sent / entries).toFixed(2)}`);
    frames += sent;
  }
  const framesPerEntry = frames / entries;
  const text = `${framesPerEntry.toFixed(2)} (${parts.join(', ')}) over ${entries} entries`;
  return { entries, framesPerEntry, text };
}

/** A swarm in which everybody has charged once and nobody wants the pad any more, for a minute. */
function costOfRest(robots: number): { beats: number; frames: number } {
  const stage = makeStage({
    seed: 4,
    robots,
    makeBody: (host) => eagerBody(host, () => Number.POSITIVE_INFINITY),
  });
  const { tally, swarm } = stage;
  stage.run(20_000);
  expect(tally.entriesOf.every((entries) => entries > 0)).toBe(true);
  const count = () => ({
    frames: [...tally.frames.values()].reduce((sum, sent) => sum + sent, 0),
    beats: tally.frames.get('beat') ?? 0,
  });
  const before = count();
  stage.run(60_000);
  expect(swarm.failure).toBeNull();
  const after = count();
  return { beats: after.beats - before.beats, frames: after.frames - before.frames };
}

test('a contended entry costs at most 4.2 frames without loss', () => {
  const cost = costOfEntries(0, 4000);
  console.log('frames per contended entry, no loss:', cost.text);
  expect(cost.entries).toBeGreaterThan(1000);
  expect(cost.framesPerEntry).toBeLessThanOrEqual(4.2);
});

test('a contended entry costs at most 6.5 frames at 10 % loss', () => {
  const cost = costOfEntries(0.1, 60_000);
  console.log('frames per contended entry, 10 % loss:', cost.text);
  expect(cost.entries).toBeGreaterThan(1000);
  expect(cost.framesPerEntry).toBeLessThanOrEqual(6.5);
});

test.each([3, 9, 32])('an idle swarm of %i robots costs two frames a beat', (robots) => {
  const { beats, frames } = costOfRest(robots);
  expect(frames / beats).toBeLessThanOrEqual(2.01);
  // A minute of slow beats.
  expect(beats).toBeGreaterThan(40);
  expect(beats).toBeLessThanOrEqual(51);
});
