/**
 * L3: after a crash, admissions resume within the bound that docs/protocol.md states as a formula of
 * the timing profile, on a network and on the slowest radio. Here no frame is lost but by collisions; each case
 * over several seeds, the worst one counts.
 */
import { describe, expect, test } from 'vitest';
import type { SimulatedBody } from '../../sim/world/body.ts';
import type { Host } from '../../sim/world/host.ts';
import { RADIO_PROFILES } from '../../src/radio/profiles.ts';
import { LAN_TIMING, timingOf } from '../../src/radio/timing.ts';
import type { BodyReport } from '../../src/roles/body.ts';
import { makeStage, type Stage } from './stage.ts';

const ROBOTS = 5;
const SEEDS = 12;

const CONTENT: BodyReport = {
  place: 'away',
  batteryPercent: 80,
  charging: null,
  fault: null,
  alarm: null,
};

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

function worst(measure: (seed: number) => number): number {
  let most = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) most = Math.max(most, measure(seed));
  return most;
}

describe.each(['lan', 'hc12'] as const)('recovery on %s', (radio) => {
  const sharers = { robots: ROBOTS, passive: false, relayed: false };
  const timing = radio === 'lan' ? LAN_TIMING : timingOf(radio, sharers);
  const { beatMs, slotMs, leaseMs, staggerMs } = timing;
  /** The times of the cases are those of a network; others take as much longer as their beats do. */
  const scaled = (lanMs: number) => (lanMs * beatMs) / LAN_TIMING.beatMs;
  /** All members answer a claim, one after the other. */
  const answersMs = (ROBOTS + 1) * staggerMs;
  /** Silence becomes suspicion after two beats and a slot, and a beat more where delays vary. */
  const detectionMs = 3 * beatMs + slotMs;
  /** Stagger and answer window of the second highest rank, and three claims at the most. */
  const electionMs = (ROBOTS + 2) * slotMs + 3 * (2 * slotMs + answersMs);

  function settled(seed: number): Stage {
    const stage = makeStage({
      seed,
      robots: ROBOTS,
      radio: RADIO_PROFILES[radio],
      timing,
      makeBody: (host) => new ToldBody(host),
    });
    stage.run(scaled(8000));
    return stage;
  }

  /** Gives the idle token to a robot, by letting it charge once. */
  function giveToken(stage: Stage, host: Host): void {
    body(host).become({ batteryPercent: 20 });
    waitOf(stage, host, scaled(5000));
    body(host).become({ batteryPercent: 100 });
    stage.run(scaled(4000));
  }

  function told(what: string, ms: number, boundMs: number): void {
    console.log(
      `recovery on ${radio}, ${what}: ${ms.toFixed(0)} ms at most, bound ${boundMs.toFixed(0)} ms`,
    );
  }

  test('of an idle holder that dies', () => {
    const bound = detectionMs + electionMs;
    const ms = worst((seed) => {
      const stage = settled(seed);
      const { first, second } = robots(stage);
      giveToken(stage, first);
      first.crash('killed', false);
      body(second).become({ batteryPercent: 20 });
      return waitOf(stage, second, scaled(10_000));
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
      return waitOf(stage, first, scaled(10_000));
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
      return waitOf(stage, second, scaled(10_000));
    });
    // REQUEST, TOKEN, ENTER, ADMIT; on a network all of them fit one slot.
    const bound = radio === 'lan' ? slotMs : 4 * slotMs;
    told('leader that does not hold', ms, bound);
    expect(ms).toBeLessThanOrEqual(bound);
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
      return waitOf(stage, second, scaled(10_000));
    });
    told('leader and holder', ms, bound);
    expect(ms).toBeLessThanOrEqual(bound);
  });

  test('of a robot that dies on the pad: its lease, and an exchange', () => {
    const bound = leaseMs + 8 * slotMs;
    const ms = worst((seed) => {
      const stage = settled(seed);
      const { first, second } = robots(stage);
      body(first).become({ batteryPercent: 20 });
      waitOf(stage, first, scaled(5000));
      stage.run(scaled(seed * 130));
      body(second).become({ batteryPercent: 20 });
      stage.run(scaled(400));
      first.crash('killed', false);
      return waitOf(stage, second, scaled(10_000));
    });
    told('robot on the pad', ms, bound);
    expect(ms).toBeLessThanOrEqual(bound);
  });

  test('of a robot that dies on the pad and starts again off it: at once', () => {
    const bound = 6 * slotMs + answersMs;
    const ms = worst((seed) => {
      const stage = settled(seed);
      const { first, second } = robots(stage);
      body(first).become({ batteryPercent: 20 });
      waitOf(stage, first, scaled(5000));
      body(second).become({ batteryPercent: 20 });
      stage.run(scaled(400));
      first.crash('killed', false);
      first.start();
      return waitOf(stage, second, scaled(10_000));
    });
    told('robot on the pad that starts again', ms, bound);
    expect(ms).toBeLessThanOrEqual(bound);
    expect(bound).toBeLessThan(detectionMs + electionMs);
  });
});
