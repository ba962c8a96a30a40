import { describe, expect, test } from 'vitest';
import { byTime } from './judge.ts';
import { withSwarm } from './swarm.ts';

/** What no calm swarm needs once it has settled. */
const UNREST: ReadonlySet<string> = new Set(['mint', 'election']);

describe('a calm swarm', () => {
  test('five robots share a pad', async () => {
    await withSwarm({ name: 'calm', speed: 3000 }, async (swarm) => {
      swarm.startAll();
      // Ten rounds of five charges of 0.6 s each.
      await swarm.entries(10, swarm.robots, 0);
      expect(swarm.judge()).toEqual([]);
      const lines = byTime(swarm.lines());
      const first = lines.findIndex(({ event }) => event === 'enter');
      const unrest = lines.slice(first).filter(({ event }) => UNREST.has(event));
      expect(unrest).toEqual([]);
    });
  });
});
