/** Robots, pads and their faults together: what a role does alone stands in test/roles. */
import { describe, expect, it } from 'vitest';
import { CALM } from '../../sim/air/weather.ts';
import { Hand } from '../../sim/faults/hand.ts';
import type { RobotBody } from '../../sim/world/body.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import { makeStage, type Stage, type StageOptions } from './stage.ts';

interface Told {
  readonly robot: string;
  readonly atMs: number;
  readonly event: TraceEvent;
}

function begin(options: StageOptions) {
  const stage = makeStage({ robots: 4, speed: 600, ...options });
  const told: Told[] = [];
  const { swarm, schedule } = stage;
  swarm.observers.push({
    onEvent: (host, event) => told.push({ robot: host.name, atMs: schedule.nowMs, event }),
  });
  const hand = new Hand(swarm, { records: false, clearAir: CALM, log: null });
  const alarms = (pattern: RegExp): string[] =>
    told.flatMap(({ robot, event }) =>
      event.event === 'alarm' && pattern.test(event.reason) ? [`${robot}: ${event.reason}`] : [],
    );
  return { ...stage, hand, told, alarms };
}

const bodyOf = ({ swarm }: Stage, index: number) => swarm.robots[index]!.body as RobotBody;

/** Lets time pass in steps, and does something before each. */
function steps(stage: Stage, forMs: number, stepMs: number, act: () => void): void {
  for (let atMs = 0; atMs < forMs; atMs += stepMs) {
    act();
    stage.run(stepMs);
  }
}

describe('a robot that cannot dock', () => {
  const stage = begin({});
  stage.run(5000);
  const before = [...stage.tally.entriesOf];
  steps(stage, 60_000, 5, () => {
    bodyOf(stage, 0).missesNext = true;
  });
  const during = [...stage.tally.entriesOf];

  it('keeps nobody from charging, and overtakes nobody', () => {
    expect(stage.swarm.failure).toBeNull();
    for (const robot of [1, 2, 3]) expect(during[robot]! - before[robot]!).toBeGreaterThan(3);
    // It tries in its turns, and in no more of them.
    expect(during[0]! - before[0]!).toBeGreaterThan(3);
  });

  it('calls for a person, once in each of its lives: its battery runs empty on the way', () => {
    const alarms = stage.alarms(/cannot dock/);
    expect(new Set(alarms)).toEqual(new Set(['r1: r1 cannot dock at p1: it misses the contacts']));
    expect(alarms.length).toBeLessThanOrEqual(stage.swarm.robots[0]!.life);
  });

  it('charges in its turn when it can again', () => {
    let most = 0;
    bodyOf(stage, 0).missesNext = false;
    steps(stage, 30_000, 20, () => {
      most = Math.max(most, bodyOf(stage, 0).batteryPercent ?? 0);
    });
    // At least until it may give way to another that is about to run empty.
    expect(most).toBeGreaterThan(62);
    expect(stage.swarm.failure).toBeNull();
  });
});

describe('a pad that breaks', () => {
  const stage = begin({ seed: 2 });
  // All have learned what it gives.
  stage.run(40_000);
  const pad = stage.swarm.hosts.at(-1)!;
  while (stage.swarm.robots.every(({ body }) => body?.onPad == null)) stage.run(5);
  const onPad = stage.swarm.robots.find(({ body }) => body?.onPad === 0)!;
  const brokenAtMs = stage.schedule.nowMs;
  stage.hand.act({ do: 'break-pad', atMs: brokenAtMs, member: 'p1', forMs: null });
  const entries = stage.tally.entries;
  stage.run(12_000);

  it('gives no power, admits nobody, and is told of', () => {
    expect(pad.role!.describe()).toMatchObject({ power: false, fault: 'the relay does not close' });
    expect(stage.tally.entries).toBe(entries);
    expect(stage.alarms(/relay/)).toEqual(['p1: the relay does not close']);
  });

  it('is left by the robot that stands on it, which tells so', () => {
    expect(stage.alarms(/no charge/)).toEqual([`${onPad.name}: no charge flows on p1`]);
    const left = stage.told.find(
      ({ robot, atMs, event }) =>
        robot === onPad.name && atMs > brokenAtMs && event.event === 'exit',
    )!;
    // Five seconds are the least that it waits for a relay; from its last percent, just before.
    expect(left.atMs - brokenAtMs).toBeGreaterThan(4900);
    expect(left.atMs - brokenAtMs).toBeLessThan(6000);
  });

  it('is used again when it is mended, by all', () => {
    stage.hand.act({ do: 'heal', atMs: stage.schedule.nowMs });
    const since = [...stage.tally.entriesOf];
    stage.run(40_000);
    stage.tally.entriesOf.forEach((count, robot) => {
      expect(count, `r${robot + 1}`).toBeGreaterThan(since[robot]!);
    });
    expect(onPad.role!.describe()).toMatchObject({ alarm: null });
    expect(stage.swarm.failure).toBeNull();
  });
});

describe('a gauge that is lost', () => {
  const stage = begin({ seed: 3 });
  stage.run(20_000);
  const atMs = stage.schedule.nowMs;
  stage.hand.act({ do: 'lose-gauge', atMs, member: 'r2', forMs: 5000 });
  stage.run(1000);

  it('parks its robot, which does not wait any more', () => {
    expect(stage.swarm.robots[1]!.role!.describe()).toMatchObject({
      phase: 'parked',
      battery: null,
      alarm: 'the battery sensor does not answer',
    });
    const entries = stage.tally.entriesOf[1]!;
    stage.run(3000);
    expect(stage.tally.entriesOf[1]).toBe(entries);
  });

  it('and lets it go on when it is there again', () => {
    const entries = stage.tally.entriesOf[1]!;
    stage.run(40_000);
    expect(stage.tally.entriesOf[1]).toBeGreaterThan(entries);
    expect(stage.swarm.failure).toBeNull();
  });
});

it('two pads: when one breaks, its queue moves to the other', () => {
  const stage = begin({ robots: 6, pads: 2, seed: 4 });
  stage.run(20_000);
  const atMs = stage.schedule.nowMs;
  stage.hand.act({ do: 'break-pad', atMs, member: 'p1', forMs: null });
  stage.run(10_000);
  const since = [...stage.tally.entriesOf];
  stage.run(40_000);
  stage.tally.entriesOf.forEach((count, robot) => {
    expect(count, `r${robot + 1}`).toBeGreaterThan(since[robot]!);
  });
  const entered = stage.told.filter(
    ({ atMs: enteredMs, event }) => event.event === 'enter' && enteredMs > atMs + 1,
  );
  expect(new Set(entered.map(({ event }) => 'pad' in event && event.pad))).toEqual(new Set([1]));
  expect(stage.swarm.failure).toBeNull();
});
