/** Counts frames: per entry under contention, and per beat at rest. */
import type { MessageKind } from '../../src/protocol/message.ts';
import { eagerBody } from './bodies.ts';
import { CALM } from './medium.ts';
import { World } from './world.ts';

/** Not counted for an entry: beats and their answers, elections, and joining. */
const APART: ReadonlySet<MessageKind> = new Set([
  'beat',
  'hold',
  'election',
  'answer',
  'claim',
  'vote',
  'coordinator',
  'hello',
  'welcome',
]);

export interface Cost {
  readonly entries: number;
  readonly framesPerEntry: number;
  readonly byKind: Readonly<Record<string, number>>;
  readonly text: string;
}

/** Five robots that always want the pad and need no time on it; some thousand entries. */
export async function costOfEntries(options: {
  loss: number;
  guard: 'controller' | 'robots';
}): Promise<Cost> {
  const world = new World({
    seed: 3,
    robots: 5,
    guard: options.guard,
    weather: { ...CALM, loss: options.loss },
    makeBody: (host) => eagerBody(host, () => host.world.chance.between(1, 5)),
  });
  world.startAll();
  await world.run(4000);
  const before = new Map(world.frames);
  const entriesBefore = world.checks.totalEntries;
  await world.run(options.loss > 0 ? 60_000 : 4000);
  const entries = world.checks.totalEntries - entriesBefore;
  const byKind: Record<string, number> = {};
  let frames = 0;
  for (const [kind, count] of world.frames) {
    const sent = count - (before.get(kind) ?? 0);
    if (APART.has(kind) || sent === 0) continue;
    byKind[kind] = sent / entries;
    frames += sent;
  }
  const framesPerEntry = frames / entries;
  const parts = Object.entries(byKind).map(([kind, share]) => `${kind} ${share.toFixed(2)}`);
  return {
    entries,
    framesPerEntry,
    byKind,
    text: `${framesPerEntry.toFixed(2)} (${parts.join(', ')}) over ${entries} entries`,
  };
}

/** A swarm in which everybody has charged once and nobody wants the pad any more, for a minute. */
export async function idleCost(robots: number): Promise<{ beats: number; frames: number }> {
  const world = new World({
    seed: 4,
    robots,
    makeBody: (host) => eagerBody(host, () => Number.MAX_SAFE_INTEGER),
  });
  world.startAll();
  await world.run(20_000);
  if (world.checks.entries.size !== robots) throw new Error('not everybody has charged');
  const total = () => [...world.frames.values()].reduce((sum, count) => sum + count, 0);
  const before = { frames: total(), beats: world.frames.get('beat') ?? 0 };
  await world.run(60_000);
  return {
    beats: (world.frames.get('beat') ?? 0) - before.beats,
    frames: total() - before.frames,
  };
}
