import { describe, expect, test } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { type Swarm, type SwarmOptions, withSwarm } from './swarm.ts';

/** Some members reach the broker through a proxy that a test can cut and delay. */
async function withProxy(
  options: SwarmOptions,
  behind: readonly string[],
  scenario: (swarm: Swarm, proxy: TcpProxy) => Promise<void>,
): Promise<void> {
  await withSwarm(options, async (swarm) => {
    const proxy = await startTcpProxy(swarm.broker.port);
    try {
      const broker = `mqtt://127.0.0.1:${proxy.port}`;
      for (const id of swarm.members) swarm.start(id, behind.includes(id) ? { broker } : {});
      await swarm.entries(1);
      await scenario(swarm, proxy);
      expect(swarm.judge()).toEqual([]);
    } finally {
      await proxy.close();
    }
  });
}

describe.each(['controller', 'robots'] as const)('a partition, guard: %s', (guard) => {
  // The highest rank is cut off too, and leads when it is back.
  const behind = ['r1', 'r5'];

  test('takes away the robot on the pad, and the leader', async () => {
    await withProxy({ name: `cut-inside-${guard}`, guard }, behind, async (swarm, proxy) => {
      await swarm.line('r5 leads', () => swarm.leader() === 'r5', 0);
      await swarm.someoneInside(['r1']);
      const cut = swarm.mark();
      proxy.blackhole();
      // It has to leave when its lease is over, and everybody else goes on.
      await swarm.line('r1 is out', ({ event, from }) => event === 'exit' && from === 'r1', cut);
      await swarm.entries(2, ['r2', 'r3', 'r4'], cut);
      const healed = swarm.mark();
      proxy.heal();
      await swarm.line('r5 leads again', ({ leader }) => leader === 'r5', healed);
      await swarm.entries(1, swarm.busy, healed);
    });
  });

  test('takes away a minority beside the robot on the pad', async () => {
    await withProxy({ name: `cut-outside-${guard}`, guard }, behind, async (swarm, proxy) => {
      await swarm.someoneInside(['r2', 'r3', 'r4']);
      const cut = swarm.mark();
      proxy.cut();
      await swarm.entries(2, ['r2', 'r3', 'r4'], cut);
      const late = swarm.lines().slice(cut);
      const inside = late.filter(({ event, from }) => event === 'enter' && behind.includes(from));
      expect(inside).toEqual([]);
      const healed = swarm.mark();
      proxy.heal();
      await swarm.entries(1, swarm.busy, healed);
    });
  });
});

test('members whose frames are late by several slots get in all the same', async () => {
  await withProxy({ name: 'late' }, ['r1', 'r5', 'p1'], async (swarm, proxy) => {
    for (const delayMs of [40, 150, 0]) {
      for (const connection of proxy.connections) connection.delayMs = delayMs;
      await swarm.entries(2);
    }
  });
});

test('the pad is cut off', async () => {
  await withProxy({ name: 'cut-pad' }, ['p1'], async (swarm, proxy) => {
    const inside = await swarm.someoneInside();
    const cut = swarm.mark();
    proxy.blackhole();
    const isOut = (line: { event: string; from: string }) =>
      line.event === 'exit' && line.from === inside;
    await swarm.line(`${inside} is out`, isOut, cut);
    const healed = swarm.mark();
    proxy.heal();
    await swarm.entries(1, swarm.busy, healed);
  });
});
