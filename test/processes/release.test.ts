/** A person takes the pad from the robot that is on it, over MQTT, with real processes. */
import { connectAsync } from 'mqtt';
import { expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { withSwarm } from './swarm.ts';

interface Reply {
  readonly status: string;
  readonly error: string | null;
  readonly transaction: string | null;
}

test.each(['controller', 'robots'] as const)('a pad guarded by %s is released', async (guard) => {
  // A charge takes thirteen seconds, so that whoever leaves earlier was told to.
  const name = `release-${guard}`;
  const options = {
    name,
    guard,
    robots: 3,
    telemetry: true,
    traceFrames: true,
    speed: 150,
    battery: () => 30,
  };
  await withSwarm(options, async (swarm) => {
    const client = await connectAsync(swarm.broker.url);
    try {
      const replies: Reply[] = [];
      client.on('message', (_, payload) => replies.push(JSON.parse(payload.toString())));
      await client.subscribeAsync('roost/processes/+/+/cmd/release/reply');
      swarm.startAll();
      const robot = await swarm.someoneInside();
      const others = swarm.robots.filter((id) => id !== robot);
      const since = swarm.mark();
      const asks = { by: 'alice', reason: 'it hangs' };
      const ask = (whom: string, more: object) =>
        client.publishAsync(
          `roost/processes/${whom}/cmd/release`,
          JSON.stringify({ ...asks, ...more, transaction: whom }),
        );
      if (guard === 'controller') await ask('pads/p1', {});
      else for (const id of swarm.robots) await ask(`robots/${id}`, { pad: 'p1' });
      const expected = guard === 'controller' ? 1 : swarm.robots.length;
      await until('all have answered', () => replies.length === expected, swarm.patienceMs);
      expect(replies.filter(({ status }) => status === 'ok')).toHaveLength(1);
      for (const { status, error } of replies)
        if (status !== 'ok') expect(error).toMatch(/^r\d does not lead: ask r\d$/);

      const exit = await swarm.line(`${robot} leaves`, ({ event }) => event === 'exit', since);
      expect([exit.from, exit.reason]).toEqual([robot, 'released']);
      const mint = await swarm.line('a new token', ({ event }) => event === 'mint', since);
      expect(mint.reason).toBe('released');
      const enter = await swarm.line('the next enters', ({ event }) => event === 'enter', since);
      expect(others).toContain(enter.from);
      expect(enter.fence![0]).toBeGreaterThan(exit.fence![0]);
      expect(swarm.judge({ robots: [robot, enter.from] })).toEqual([]);
    } finally {
      await client.endAsync(true);
    }
  });
});
