import { expect, test } from 'vitest';
import { startMosquitto } from '../support/mosquitto.ts';
import { until } from '../support/until.ts';
import { withSwarm } from './swarm.ts';

test('a broker that is killed and comes back', async () => {
  await withSwarm({ name: 'broker', telemetry: true }, async (swarm) => {
    swarm.startAll();
    await swarm.entries(1);
    for (let time = 0; time < 2; time += 1) {
      const inside = await swarm.someoneInside();
      const gone = swarm.mark();
      await swarm.broker.kill();
      const isOut = (line: { event: string; from: string }) =>
        line.event === 'exit' && line.from === inside;
      const exit = await swarm.line(`${inside} is out`, isOut, gone);
      // Without a renewal it has left by itself, within its lease.
      const lease = swarm.lines().findLast(({ from, until: end }) => from === inside && end)!;
      expect(exit.mono).toBeLessThanOrEqual(lease.until! + 50);
      const back = swarm.mark();
      await swarm.broker.restart();
      await swarm.entries(1, swarm.busy, back);
    }
    expect(swarm.judge()).toEqual([]);
    for (const id of swarm.members) expect(swarm.life(id).isAlive()).toBe(true);
  });
});

test('a broker that is not there yet', async () => {
  await withSwarm({ name: 'no-broker', robots: 3 }, async (swarm) => {
    await swarm.broker.kill();
    swarm.startAll();
    const said = `no broker listens at ${swarm.broker.url}`;
    for (const id of swarm.members)
      await until(`${id} says so`, () => swarm.life(id).log().includes(said), swarm.patienceMs);
    await swarm.broker.restart();
    await swarm.entries(1, swarm.busy, 0);
    expect(swarm.judge()).toEqual([]);
  });
});

test('a broker that refuses', async () => {
  const strict = await startMosquitto({ users: { swarm: 'right' } });
  try {
    await withSwarm({ name: 'refused', robots: 3 }, async (swarm) => {
      const r1 = swarm.start('r1', { broker: strict.url });
      const said = /refused the connection: .*(user|password)/;
      await until('it says why', () => said.test(r1.log()), swarm.patienceMs);
      expect(r1.isAlive()).toBe(true);
      r1.signal('SIGTERM');
      expect(await r1.ended).toEqual({ code: 0, signal: null });
    });
  } finally {
    await strict.dispose();
  }
});
