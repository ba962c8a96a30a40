import { describe, expect, test } from 'vitest';
import { type Swarm, withSwarm } from './swarm.ts';

/** The swarm goes on without these, and with them when they are back. */
async function killAndRestart(swarm: Swarm, ...ids: string[]): Promise<void> {
  const before = swarm.mark();
  await swarm.kill(...ids);
  await swarm.entries(1, swarm.busyBut(...ids), before);
  const again = swarm.mark();
  for (const id of ids) swarm.start(id);
  await swarm.entries(1, swarm.busy, again);
}

describe.each(['controller', 'robots'] as const)('kill -9 on a pad with guard: %s', (guard) => {
  // Two robots that never charge leave the pad free now and then, so that the token can rest.
  const options = { robots: 5, guard, tireless: ['r4', 'r5'] };

  test('of the idle holder, and of the leader', async () => {
    await withSwarm({ name: `kill-idle-${guard}`, ...options }, async (swarm) => {
      swarm.startAll();
      await swarm.entries(1);
      await killAndRestart(swarm, await swarm.idleHolder());

      await swarm.line('r5 leads', () => swarm.leader() === 'r5', 0);
      const before = swarm.mark();
      await killAndRestart(swarm, 'r5');
      await swarm.line('r4 leads', (line) => line.leader === 'r4', before);
      await swarm.line('r5 takes over', (line) => line.leader === 'r5', before);
      expect(swarm.judge()).toEqual([]);
    });
  });

  test('of the robot on the pad, of leader and holder at once', async () => {
    await withSwarm({ name: `kill-inside-${guard}`, ...options }, async (swarm) => {
      swarm.startAll();
      await swarm.entries(1);
      await killAndRestart(swarm, await swarm.someoneInside());

      await swarm.line('r5 leads', () => swarm.leader() === 'r5', 0);
      await killAndRestart(swarm, await swarm.someoneInside(), 'r5');
      await killAndRestart(swarm, await swarm.idleHolder(), swarm.leader()!);
      expect(swarm.judge()).toEqual([]);
    });
  });
});

describe('a pad with a controller', () => {
  test('is restarted after kill -9, with a robot on it and without', async () => {
    await withSwarm({ name: 'kill-pad', robots: 3 }, async (swarm) => {
      swarm.startAll();
      await swarm.entries(1);
      for (const moment of ['occupied', 'free']) {
        if (moment === 'occupied') await swarm.someoneInside();
        else await swarm.idleHolder();
        const before = swarm.mark();
        await swarm.kill('p1');
        swarm.start('p1');
        await swarm.entries(1, swarm.busy, before);
      }
      expect(swarm.judge()).toEqual([]);
    });
  });
});
