/**
 * L3: after a crash, admissions resume within the bound that docs/protocol.md states as a formula of
 * the timing profile. Here without loss; each case over several seeds, the worst one counts.
 */
import { expect, test } from 'vitest';
import { TIMING_PROFILES } from '../../src/protocol/timing.ts';
import type { HarnessBody } from './bodies.ts';
import type { Host } from './host.ts';
import { World } from './world.ts';

const { beatMs, slotMs, leaseMs } = TIMING_PROFILES.lan;
const ROBOTS = 5;
const SEEDS = 12;

/** Silence becomes suspicion after two beats and a slot, and a beat more where delays vary. */
const detectionMs = 3 * beatMs + slotMs;
/** Stagger and answer window of the second highest rank, and three claims at the most. */
const electionMs = (ROBOTS + 2) * slotMs + 6 * slotMs;

/** A body that wants the pad when the test says so, and stays on it until it is told to leave. */
class ToldBody implements HarnessBody {
  readonly undockMs = 0;
  private place: 'away' | 'docked' = 'away';
  private batteryPercent = 80;
  private readonly host: Host;

  constructor(host: Host) {
    this.host = host;
  }

  report = () => ({ place: this.place, batteryPercent: this.batteryPercent, fault: null });

  command = (command: { do: string }): void => {
    if (command.do === 'approach') this.become({ place: 'docked' });
    if (command.do === 'leave') this.become({ place: 'away' });
  };

  drop = (): void => {};

  /** Runs low, or is full. */
  become(change: { place?: 'away' | 'docked'; batteryPercent?: number }): void {
    const life = this.host.currentLife;
    this.host.world.schedule.after(0, () =>
      this.host.act(life, () => {
        Object.assign(this, change);
        this.host.driver?.feed({ type: 'body', report: this.report() });
      }),
    );
  }
}

async function settled(seed: number): Promise<World> {
  const world = new World({ seed, robots: ROBOTS, makeBody: (host) => new ToldBody(host) });
  world.startAll();
  await world.run(8000);
  return world;
}

const body = (host: Host): ToldBody => host.body as ToldBody;

/** Milliseconds from now until `host` is admitted. */
async function waitOf(world: World, host: Host, limitMs: number): Promise<number> {
  const start = world.schedule.nowMs;
  world.checks.resetEntries();
  while (!world.checks.entries.has(host.index)) {
    if (world.schedule.nowMs - start > limitMs) return Number.POSITIVE_INFINITY;
    await world.run(1);
  }
  expect(world.checks.violations).toEqual([]);
  return world.schedule.nowMs - start;
}

/** Gives the idle token to a robot, by letting it charge once. */
async function giveToken(world: World, host: Host): Promise<void> {
  body(host).become({ batteryPercent: 20 });
  await waitOf(world, host, 5000);
  body(host).become({ batteryPercent: 100 });
  await world.run(4000);
}

async function worst(measure: (seed: number) => Promise<number>): Promise<number> {
  let most = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) most = Math.max(most, await measure(seed));
  return most;
}

const told = (what: string, ms: number, boundMs: number): void =>
  console.log(`recovery, ${what}: ${ms.toFixed(0)} ms at most, bound ${boundMs.toFixed(0)} ms`);

test('of an idle holder that dies', async () => {
  const bound = detectionMs + electionMs;
  const ms = await worst(async (seed) => {
    const world = await settled(seed);
    const [first, second] = world.robots as [Host, Host];
    await giveToken(world, first);
    first.crash('killed');
    body(second).become({ batteryPercent: 20 });
    return waitOf(world, second, 10_000);
  });
  told('idle holder', ms, bound);
  expect(ms).toBeLessThanOrEqual(bound);
});

test('of a leader that dies with the idle token', async () => {
  const bound = detectionMs + electionMs;
  const ms = await worst(async (seed) => {
    const world = await settled(seed);
    const leader = world.robots.at(-1)!;
    const [first] = world.robots as [Host];
    await giveToken(world, leader);
    leader.crash('killed');
    body(first).become({ batteryPercent: 20 });
    return waitOf(world, first, 10_000);
  });
  told('leader that holds', ms, bound);
  expect(ms).toBeLessThanOrEqual(bound);
});

test('of a leader that dies while another holds the token: nobody waits for it', async () => {
  const ms = await worst(async (seed) => {
    const world = await settled(seed);
    const [first, second] = world.robots as [Host, Host];
    await giveToken(world, first);
    world.robots.at(-1)!.crash('killed');
    body(second).become({ batteryPercent: 20 });
    return waitOf(world, second, 10_000);
  });
  told('leader that does not hold', ms, slotMs);
  expect(ms).toBeLessThanOrEqual(slotMs);
});

test('of leader and idle holder that die together', async () => {
  const bound = 2 * detectionMs + electionMs;
  const ms = await worst(async (seed) => {
    const world = await settled(seed);
    const [first, second] = world.robots as [Host, Host];
    await giveToken(world, first);
    first.crash('killed');
    world.robots.at(-1)!.crash('killed');
    body(second).become({ batteryPercent: 20 });
    return waitOf(world, second, 10_000);
  });
  told('leader and holder', ms, bound);
  expect(ms).toBeLessThanOrEqual(bound);
});

test('of a robot that dies on the pad: its lease, and no more than 0.2 s', async () => {
  const bound = leaseMs + 200;
  const ms = await worst(async (seed) => {
    const world = await settled(seed);
    const [first, second] = world.robots as [Host, Host];
    body(first).become({ batteryPercent: 20 });
    await waitOf(world, first, 5000);
    await world.run(seed * 130);
    body(second).become({ batteryPercent: 20 });
    await world.run(400);
    first.crash('killed');
    return waitOf(world, second, 10_000);
  });
  told('robot on the pad', ms, bound);
  expect(ms).toBeLessThanOrEqual(bound);
});

test('of a robot that dies on the pad and starts again off it: at once', async () => {
  const bound = detectionMs + electionMs;
  const ms = await worst(async (seed) => {
    const world = await settled(seed);
    const [first, second] = world.robots as [Host, Host];
    body(first).become({ batteryPercent: 20 });
    await waitOf(world, first, 5000);
    body(second).become({ batteryPercent: 20 });
    await world.run(400);
    first.crash('killed');
    first.start();
    return waitOf(world, second, 10_000);
  });
  told('robot on the pad that starts again', ms, 6 * slotMs);
  expect(ms).toBeLessThanOrEqual(6 * slotMs);
  expect(6 * slotMs).toBeLessThan(bound);
});
