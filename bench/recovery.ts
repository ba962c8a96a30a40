/**
 * Recovery: how long until a robot that wants the pad gets it after others were killed with kill -9,
 * with leases of 2 s. Bodies need no time and want only what they are told, so every run of a case
 * begins alike.
 *
 * Without a robot on the pad the aim is three beats plus one election; after that robot was killed, its
 * lease's end plus 0.2 s; a restart frees the pad at once (docs: recovery).
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { LAN_TIMING } from '../src/radio/timing.ts';
import { judge } from '../test/processes/judge.ts';
import { monoMs, type Swarm } from '../test/processes/swarm.ts';
import { progress, withContenders } from './contenders.ts';
import { type Figure, figure } from './figures.ts';

const ROBOTS = 5;
const RUNS = 7;
const LEADER = 'r5';
const HOLDER = 'r1';
const NEXT = 'r2';
const WITHIN_MS = 15_000;

/** What is measured in milliseconds, by name. */
type Times = Map<string, number[]>;

export async function recovery(): Promise<Figure[]> {
  const times: Times = new Map();
  await withContenders('told', { name: 'recovery', robots: ROBOTS }, async (swarm) => {
    swarm.startAll();
    for (let run = 1; run <= RUNS; run += 1) {
      await killIdle(swarm, times, 'after kill -9 of the idle holder', [HOLDER]);
      await killIdle(swarm, times, 'after kill -9 of the leader', [LEADER]);
      await killIdle(swarm, times, 'after kill -9 of leader and idle holder', [HOLDER, LEADER]);
      await killInside(swarm, times);
      progress(`recovery ${run}/${RUNS}`);
    }
    check(swarm);
  });
  // A longer lease, so that a process can start within it on a slow machine.
  const slow = { name: 'restart', robots: ROBOTS, timing: '{ profile: lan, leaseMs: 10000 }' };
  await withContenders('told', slow, async (swarm) => {
    swarm.startAll();
    for (let run = 1; run <= RUNS; run += 1) {
      await restartInside(swarm, times);
      progress(`restart ${run}/${RUNS}`);
    }
    check(swarm);
  });
  return [
    ...[...times].map(([name, values]) => figure(`recovery ${name}`, 'ms', values)),
    figure('recovery bound without a robot on the pad', 'ms', [boundMs(ROBOTS)]),
  ];
}

/** Three beats plus one election of so many robots, in the profile that is measured. */
export function boundMs(robots: number): number {
  const { beatMs, slotMs } = LAN_TIMING;
  // Each higher rank has a slot to be first, two more for the answer, two for the votes.
  const electionMs = (robots - 1) * slotMs + (robots - 1 + 2) * slotMs + 2 * slotMs;
  return 3 * beatMs + electionMs;
}

function check(swarm: Swarm): void {
  const wrong = judge(swarm.lines(), { robots: [HOLDER] });
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

function note(times: Times, name: string, ms: number): void {
  times.set(name, [...(times.get(name) ?? []), ms]);
}

/** The highest rank leads, and the holder has the token and rests. */
async function settle(swarm: Swarm): Promise<void> {
  const since = swarm.mark();
  for (const id of swarm.members) if (!swarm.lives.get(id)?.isAlive()) swarm.start(id);
  if (swarm.leader() !== LEADER)
    await swarm.line(
      `${LEADER} leads`,
      ({ event, leader, from }) => event === 'leader' && leader === LEADER && from === NEXT,
      since,
      60_000,
    );
  await enterAndLeave(swarm, HOLDER);
  // Anywhere in the slow beat of an idle swarm.
  await sleep(1500 + Math.random() * 1200);
}

async function enter(swarm: Swarm, robot: string): Promise<number> {
  const since = swarm.mark();
  swarm.life(robot).tell('want');
  const isIt = ({ event, from }: { event: string; from: string }) =>
    event === 'enter' && from === robot;
  return (await swarm.line(`${robot} enters`, isIt, since, WITHIN_MS)).mono;
}

async function leave(swarm: Swarm, robot: string): Promise<void> {
  const since = swarm.mark();
  swarm.life(robot).tell('leave');
  const isIt = ({ event, from }: { event: string; from: string }) =>
    event === 'exit' && from === robot;
  await swarm.line(`${robot} leaves`, isIt, since, WITHIN_MS);
}

async function enterAndLeave(swarm: Swarm, robot: string): Promise<void> {
  await enter(swarm, robot);
  await leave(swarm, robot);
}

/** Nobody is on the pad; some are killed, and at once another robot wants it. */
async function killIdle(
  swarm: Swarm,
  times: Times,
  name: string,
  victims: readonly string[],
): Promise<void> {
  await settle(swarm);
  const killedAtMs = monoMs();
  await swarm.kill(...victims);
  note(times, name, (await enter(swarm, NEXT)) - killedAtMs);
  await leave(swarm, NEXT);
}

/** The robot on the pad is killed while another one waits. */
async function killInside(swarm: Swarm, times: Times): Promise<void> {
  await settle(swarm);
  await enter(swarm, HOLDER);
  const next = enter(swarm, NEXT);
  await sleep(200 + Math.random() * 800);
  await swarm.kill(HOLDER);
  const enteredAtMs = await next;
  const until = swarm
    .lines()
    .findLast(({ from, event }) => from === HOLDER && (event === 'enter' || event === 'renew'))!;
  note(times, 'after kill -9 on the pad, past the end of the lease', enteredAtMs - until.until!);
  await leave(swarm, NEXT);
}

/** The robot on the pad is killed and started again at once. */
async function restartInside(swarm: Swarm, times: Times): Promise<void> {
  await settle(swarm);
  await enter(swarm, HOLDER);
  await swarm.kill(HOLDER);
  const since = swarm.mark();
  const startedAtMs = monoMs();
  swarm.start(HOLDER);
  const free = await swarm.line('the pad is free', ({ event }) => event === 'release', since);
  if (free.reason !== 'restarted') throw new Error(`the pad was freed by ${free.reason}`);
  const boot = swarm.lines().findLast(({ from, event }) => from === HOLDER && event === 'boot')!;
  note(times, 'after a restart on the pad, from the start of the process', free.mono - startedAtMs);
  note(times, 'after a restart on the pad, from its boot', free.mono - boot.mono);
}
