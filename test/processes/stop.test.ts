import { expect, test } from 'vitest';
import { byTime } from './judge.ts';
import { withSwarm } from './swarm.ts';

/** Longer than any process takes to start. */
const LONG_LEASE = '{ profile: lan, leaseMs: 10000 }';

test('a robot that is killed on the pad and started again frees it at once', async () => {
  const options = { robots: 3, timing: LONG_LEASE, speed: 600 };
  await withSwarm({ name: 'restart', ...options }, async (swarm) => {
    swarm.startAll();
    const robot = await swarm.someoneInside();
    await swarm.kill(robot);
    const killed = swarm.mark();
    swarm.start(robot, { set: [`robots.${robot}.board.virtual.battery=90`] });
    const free = await swarm.line('the pad is free', ({ event }) => event === 'release', killed);
    expect(free).toMatchObject({ from: 'p1', robot, reason: 'restarted' });
    const lease = swarm.lines().findLast(({ from, until }) => from === robot && until)!;
    expect(free.mono).toBeLessThan(lease.until! - 1000);
    await swarm.entries(1, swarm.busyBut(robot), killed);
    expect(swarm.judge({ robots: [] })).toEqual([]);
  });
});

test('SIGTERM: a robot on the pad leaves it first', async () => {
  await withSwarm({ name: 'sigterm', tireless: ['r4', 'r5'], speed: 2000 }, async (swarm) => {
    swarm.startAll();
    await swarm.entries(1);
    const robot = await swarm.someoneInside();
    const since = swarm.mark();
    const life = swarm.life(robot);
    life.signal('SIGTERM');
    expect(await life.ended).toEqual({ code: 0, signal: null });
    const own = byTime(swarm.lines().slice(since)).filter(({ from }) => from === robot);
    const last = own.filter(({ event }) => event === 'exit' || event === 'stop');
    expect(last).toMatchObject([
      { event: 'exit', reason: 'done' },
      // Which of two pending signals comes first is up to the kernel.
      { event: 'stop', reason: expect.stringMatching(/^SIG(TERM|INT)$/) },
    ]);
    const free = await swarm.line('the pad is free', ({ event }) => event === 'release', since);
    expect(free).toMatchObject({ robot, reason: 'released' });
    await swarm.entries(1, swarm.busyBut(robot), since);

    // A holder that rests hands its token to the leader: nobody has to miss it first.
    swarm.start(robot);
    await swarm.line('r5 leads', () => swarm.leader() === 'r5', 0);
    const holder = await swarm.idleHolder();
    const idle = swarm.mark();
    swarm.life(holder).signal('SIGTERM');
    expect(await swarm.life(holder).ended).toEqual({ code: 0, signal: null });
    await swarm.line(
      'it passes the token',
      ({ event, from }) => event === 'token' && from === holder,
      idle,
    );
    await swarm.entries(1, swarm.busyBut(holder), idle);
    expect(swarm.judge()).toEqual([]);
  });
});

test('a second signal cuts the leaving short', async () => {
  // Slow enough that undocking takes 125 ms: time for the second signal.
  const options = {
    robots: 3,
    speed: 4,
    timing: 'lan',
    battery: (index: number) => 20 + 30 * index,
  };
  await withSwarm({ name: 'two-signals', ...options }, async (swarm) => {
    swarm.startAll();
    await swarm.line('r1 charges', ({ from, phase }) => from === 'r1' && phase === 'charging', 0);
    const since = swarm.mark();
    const r1 = swarm.life('r1');
    r1.signal('SIGTERM');
    r1.signal('SIGINT');
    expect(await r1.ended).toEqual({ code: 0, signal: null });
    const own = byTime(swarm.lines().slice(since)).filter(({ from }) => from === 'r1');
    const ends = own.filter(({ event }) => event === 'exit' || event === 'stop');
    expect(ends).toMatchObject([
      { event: 'exit', reason: 'stopped' },
      // Which of two pending signals comes first is up to the kernel.
      { event: 'stop', reason: expect.stringMatching(/^SIG(TERM|INT)$/) },
    ]);
    // It may still stand there: nothing is released before its lease is over.
    const free = await swarm.line('the pad is free', ({ event }) => event === 'release', since);
    expect(free).toMatchObject({ robot: 'r1', reason: 'lease-over' });
  });
});
