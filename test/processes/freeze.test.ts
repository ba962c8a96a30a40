import { describe, expect, test } from 'vitest';
import { withSwarm } from './swarm.ts';

/** Lines in which a robot's way onto the pad is found. */
const RECENT = 12;

describe.each(['controller', 'robots'] as const)('SIGSTOP on a pad with guard: %s', (guard) => {
  test('the robot on the pad sleeps through its lease', async () => {
    await withSwarm({ name: `freeze-${guard}`, guard, robots: 4, speed: 2000 }, async (swarm) => {
      swarm.startAll();
      await swarm.entries(1);
      // Once awake while another one is on the pad, once while nobody is.
      for (const moment of ['occupied', 'any']) {
        const sleeper = await swarm.someoneInside();
        // Between two steps: in the middle of one, the thaw finds its remaining outputs first.
        await swarm.line(
          'it charges',
          ({ from, phase }) => from === sleeper && phase === 'charging',
          swarm.mark() - RECENT,
        );
        const asleep = await swarm.freeze(sleeper);
        const others = swarm.busyBut(sleeper);
        const isNext = ({ event, from }: { event: string; from: string }) =>
          event === 'enter' && others.includes(from);
        const next = await swarm.line('another robot enters', isNext, asleep);
        if (moment === 'any')
          await swarm.line(
            'it leaves',
            ({ event, from }) => event === 'exit' && from === next.from,
            asleep,
          );
        swarm.thaw(sleeper);
        const first = await swarm.line('a sign of life', ({ from }) => from === sleeper, asleep);
        expect(first).toMatchObject({ event: 'exit', reason: 'lease-over' });
        await swarm.entries(1, swarm.busy, asleep);
      }
      expect(swarm.judge()).toEqual([]);
    });
  });

  test('the leader sleeps until there is another', async () => {
    const options = { robots: 4, guard, tireless: ['r4'] };
    await withSwarm({ name: `freeze-leader-${guard}`, ...options }, async (swarm) => {
      swarm.startAll();
      await swarm.entries(1);
      const leader = 'r4';
      await swarm.line('r4 leads', ({ leader: who }) => who === leader, 0);
      const asleep = await swarm.freeze(leader);
      await swarm.line(
        'another leads',
        ({ event, leader: who }) => event === 'leader' && who !== leader,
        asleep,
      );
      await swarm.entries(1, swarm.busyBut(leader), asleep);
      const awake = swarm.mark();
      swarm.thaw(leader);
      await swarm.line('it leads again', ({ leader: who }) => who === leader, awake);
      await swarm.entries(1, swarm.busy, awake);
      expect(swarm.judge()).toEqual([]);
    });
  });
});
