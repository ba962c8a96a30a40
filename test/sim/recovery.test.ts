/**
 * L3: after a crash, admissions resume within the bound that docs/protocol.md states as a formula of
 * the timing profile. Here without loss; each case over several seeds, the worst one counts.
 */
import { expect, test } from 'vitest';
import type { SimulatedBody } from '../../sim/world/body.ts';
import type { Host } from '../../sim/world/host.ts';
import { LAN_TIMING } from '../../src/radio/timing.ts';
import type { BodyReport } from '../../src/roles/body.ts';
import { makeStage, type Stage } from './stage.ts';

const { beatMs, slotMs, leaseMs } = LAN_TIMING;
const ROBOTS = 5;
const SEEDS = 12;

/** Silence becomes suspicion after two beats and a slot, and a beat more where delays vary. */
const detectionMs = 3 * beatMs + slotMs;
/** Stagger and answer window of the second highest rank, and three claims at the most. */
const electionMs = (ROBOTS + 2) * slotMs + 6 * slotMs;

const CONTENT: BodyReport = { place: 'away', batteryPercent: 80, fault: null };

/** A body that wants the pad when the test says so, and stays on it until it is told to leave. */
class ToldBody implements SimulatedBody {
  readonly undockMs = 0;
  readonly onPad = null;
  private told = CONTENT;
  private halts = 0;
  private readonly host: Host;

  constructor(host: Host) {
    this.host = host;
  }

  report(): BodyReport {
    return this.told;
  }

  command(command: { do: string }): void {
    if (command.do === 'approach') this.become({ place: 'docked' });
    if (command.do === 'leave') this.become({ place: 'away' });
  }

  /** Who starts again is off the pad, and wants nothing. */
  halt(): void {
    this.halts += 1;
    this.told = CONTENT;
  }

  /** Runs low, or is full. */
  become(change: Partial<BodyReport>): void {
    const { halts } = this;
    this.host.schedule.after(0, () => {
      if (halts !== this.halts) return;
      this.told = { ...this.told, ...change };
      this.host.onBody(this.told);
    });
  }
}

function settled(seed: number): Stage {
  const stage = makeStage({ seed, robots: ROBOTS, makeBody: (host) => new ToldBody(host) });
  stage.run(8000);
  return stage;
}

function robots({ swarm }: Stage): { first: Host; second: Host; leader: Host } {
  const [first, second] = swarm.robots;
  return { first: first!, second: second!, leader: swarm.robots.at(-1)! };
}

const body = (host: Host): ToldBody => host.body as ToldBody;

/** Milliseconds from now until `host` is admitted. */
function waitOf({ schedule, swarm, tally, run }: Stage, host: Host, limitMs: number): number {
  const startMs = schedule.nowMs;
  const before = tally.entriesOf[host.index]!;
  while (tally.entriesOf[host.index] === before) {
    if (schedule.nowMs - startMs > limitMs) return Number.POSITIVE_INFINITY;
    expect(swarm.failure).toBeNull();
    run(1);
  }
  expect(swarm.failure).toBeNull();
  return schedule.nowMs - startMs;
}

/** Gives the idle token to a robot, by letting it charge once. */
function giveToken(stage: Stage, host: Host): void {
  body(host).become({ batteryPercent: 20 });
  waitOf(stage, host, 5000);
  body(host).become({ batteryPercent: 100 });
  stage.run(4000);
}

function worst(measure: (seed: number) => number): number {
  let most = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) most = Math.max(most, measure(seed));
  return most;
}

function told(what: string, ms: number, boundMs: number): void {
  console.log(`recovery, ${what}: ${ms.toFixed(0)} ms at most, bound ${boundMs.toFixed(0)} ms`);
}

test('of an idle holder that dies', () => {
  const bound = detectionMs + electionMs;
  const ms = worst((seed) => {
    const stage = settled(seed);
    const { first, second } = robots(stage);
    giveToken(stage, first);
    first.crash('killed', false);
    body(second).become({ batteryPercent: 20 });
    return waitOf(stage, second, 10_000);
  });
  told('idle holder', ms, bound);
  expect(ms).toBeLessThanOrEqual(bound);
});

test('of a leader that dies with the idle token', () => {
  const bound = detectionMs + electionMs;
  const ms = worst((seed) => {
    const stage = settled(seed);
    const { first, leader } = robots(stage);
    giveToken(stage, leader);
    leader.crash('killed', false);
    body(first).become({ batteryPercent: 20 });
    return waitOf(stage, first, 10_000);
  });
  told('leader that holds', ms, bound);
  expect(ms).toBeLessThanOrEqual(bound);
});

test('of a leader that dies while another holds the token: nobody waits for it', () => {
  const ms = worst((seed) => {
    const stage = settled(seed);
    const { first, second, leader } = robots(stage);
    giveToken(stage, first);
    leader.crash('killed', false);
    body(second).become({ batteryPercent: 20 });
    return waitOf(stage, second, 10_000);
  });
  told('leader that does not hold', ms, slotMs);
  expect(ms).toBeLessThanOrEqual(slotMs);
});

test('of leader and idle holder that die together', () => {
  const bound = 2 * detectionMs + electionMs;
  const ms = worst((seed) => {
    const stage = settled(seed);
    const { first, second, leader } = robots(stage);
    giveToken(stage, first);
    first.crash('killed', false);
    leader.crash('killed', false);
    body(second).become({ batteryPercent: 20 });
    return waitOf(stage, second, 10_000);
  });
  told('leader and holder', ms, bound);
  expect(ms).toBeLessThanOrEqual(bound);
});

test('of a robot that dies on the pad: its lease, and no more than 0.2 s', () => {
  const bound = leaseMs + 200;
  const ms = worst((seed) => {
    const stage = settled(seed);
    const { first, second } = robots(stage);
    body(first).become({ batteryPercent: 20 });
    waitOf(stage, first, 5000);
    stage.run(seed * 130);
    body(second).become({ batteryPercent: 20 });
    stage.run(400);
    first.crash('killed', false);
    return waitOf(stage, second, 10_000);
  });
  told('robot on the pad', ms, bound);
  expect(ms).toBeLessThanOrEqual(bound);
});

test('of a robot that dies on the pad and starts again off it: at once', () => {
  const bound = detectionMs + electionMs;
  const ms = worst((seed) => {
    const stage = settled(seed);
    const { first, second } = robots(stage);
    body(first).become({ batteryPercent: 20 });
    waitOf(stage, first, 5000);
    body(second).become({ batteryPercent: 20 });
    stage.run(400);
    first.crash('killed', false);
    first.start();
    return waitOf(stage, second, 10_000);
  });
  told('robot on the pad that starts again', ms, 6 * slotMs);
  expect(ms).toBeLessThanOrEqual(6 * slotMs);
  expect(6 * slotMs).toBeLessThan(bound);
});
