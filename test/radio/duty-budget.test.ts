/** The budget of air time holds in any hour, over restarts too, and leaves half of it to coordination. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DutyBudget, type FrameClass, RESTARTS } from '../../src/radio/duty-budget.ts';
import { longestBusyMs } from '../../src/radio/occupancy.ts';
import { frameAirMs } from '../../src/radio/profile.ts';
import { RADIO_PROFILES } from '../../src/radio/profiles.ts';
import { mostOnAirMs, type OnAir } from './air-sums.ts';
import { frameOf, TransmitStage } from './transmit-stage.ts';

const RULE = { share: 0.1, windowMs: 3_600_000 };
const BUDGET_MS = 360_000;
const MINUTE_MS = 60_000;

test('the sum over a span counts what of a frame lies within it', () => {
  const onAir = [
    { startMs: 0, airMs: 10 },
    { startMs: 95, airMs: 10 },
    { startMs: 108, airMs: 10 },
    { startMs: 300, airMs: 10 },
  ];
  expect(mostOnAirMs(onAir, 100)).toBe(20);
  expect(mostOnAirMs(onAir, 109)).toBe(21);
  expect(mostOnAirMs(onAir, 1000)).toBe(40);
});

/** Something to send: how long after the one before, and how far into its lag it goes on the air. */
interface Wish {
  readonly afterMs: number;
  readonly airMs: number;
  readonly kind: FrameClass;
  readonly lagShare: number;
}

const anyKind = fc.constantFrom<FrameClass>('coordination', 'report');

/** Bursts, and pauses in which the bucket fills. */
const anyWish: fc.Arbitrary<Wish> = fc.record({
  afterMs: fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: 0, max: 2000, noNaN: true }) },
    { weight: 1, arbitrary: fc.double({ min: 0, max: 20 * MINUTE_MS, noNaN: true }) },
  ),
  airMs: fc.double({ min: 10, max: 15_000, noNaN: true }),
  kind: anyKind,
  lagShare: fc.double({ min: 0, max: 1, noNaN: true }),
});

const LAG_MS = 40_000;

/** Lives of one member, one after the other on one clock; returns what was on the air. */
function live(lives: readonly (readonly Wish[])[]): (OnAir & { kind: FrameClass })[] {
  const onAir: (OnAir & { kind: FrameClass })[] = [];
  let nowMs = 0;
  for (const wishes of lives) {
    const budget = new DutyBudget({ rule: RULE, lagMs: LAG_MS, nowMs });
    for (const { afterMs, airMs, kind, lagShare } of wishes) {
      nowMs += afterMs;
      if (!budget.spend(kind, nowMs, airMs)) continue;
      onAir.push({ startMs: nowMs + lagShare * (LAG_MS - airMs), airMs, kind });
    }
  }
  return onAir;
}

const anyLives = fc.array(fc.array(anyWish, { maxLength: 60 }), {
  minLength: 1,
  maxLength: RESTARTS + 1,
});

describe('in any hour', () => {
  test('all frames together stay within the budget, through ten restarts', () => {
    fc.assert(
      fc.property(anyLives, (lives) => {
        expect(mostOnAirMs(live(lives), RULE.windowMs)).toBeLessThanOrEqual(BUDGET_MS);
      }),
      { numRuns: 200 },
    );
  });

  test('reports stay within half of it', () => {
    fc.assert(
      fc.property(anyLives, (lives) => {
        const reports = live(lives).filter(({ kind }) => kind === 'report');
        expect(mostOnAirMs(reports, RULE.windowMs)).toBeLessThanOrEqual(BUDGET_MS / 2);
      }),
      { numRuns: 200 },
    );
  });

  test.each<[FrameClass, number]>([
    ['coordination', BUDGET_MS],
    ['report', BUDGET_MS / 2],
  ])(
    'the worst that can be asked for of %s comes near to %i ms and not beyond',
    (kind, limitMs) => {
      // Saved up for an hour, then all at once, restarts included; what was paid early goes on the air late.
      const airMs = 100;
      const onAir: OnAir[] = [];
      const startMs = RULE.windowMs;
      let budget = new DutyBudget({ rule: RULE, lagMs: LAG_MS, nowMs: 0 });
      for (let nowMs = startMs - LAG_MS; nowMs <= 2 * RULE.windowMs; nowMs += 500) {
        const minute = (nowMs - startMs) / MINUTE_MS;
        if (minute > 0 && minute <= RESTARTS && Number.isInteger(minute))
          budget = new DutyBudget({ rule: RULE, lagMs: LAG_MS, nowMs });
        while (budget.spend(kind, nowMs, airMs))
          onAir.push({ startMs: Math.max(nowMs, startMs), airMs });
      }
      const mostMs = mostOnAirMs(thinned(onAir), RULE.windowMs);
      expect(mostMs).toBeLessThanOrEqual(limitMs);
      expect(mostMs).toBeGreaterThan(0.97 * limitMs);
    },
  );
});

/** Frames that begin at one moment count as one. */
function thinned(onAir: readonly OnAir[]): OnAir[] {
  const sums = new Map<number, number>();
  for (const { startMs, airMs } of onAir) sums.set(startMs, (sums.get(startMs) ?? 0) + airMs);
  return [...sums].map(([startMs, airMs]) => ({ startMs, airMs }));
}

test('coordination that keeps to its half is never refused, whatever reports do', () => {
  fc.assert(
    fc.property(fc.array(anyWish, { maxLength: 300 }), (wishes) => {
      const budget = new DutyBudget({ rule: RULE, lagMs: LAG_MS, nowMs: 0 });
      // Half of everything: what it may save, what flows in, what it has at first.
      const half = new DutyBudget({ rule: { ...RULE, share: 0.05 }, lagMs: LAG_MS, nowMs: 0 });
      let nowMs = 0;
      for (const { afterMs, airMs, kind } of wishes) {
        nowMs += afterMs;
        if (kind === 'report') budget.spend('report', nowMs, airMs);
        else if (half.spend('coordination', nowMs, airMs))
          expect(budget.spend('coordination', nowMs, airMs - 1e-6)).toBe(true);
      }
    }),
  );
});

test('when it says that there will be enough, there is, and not much earlier', () => {
  fc.assert(
    fc.property(fc.array(anyWish, { minLength: 1, maxLength: 60 }), (wishes) => {
      const budget = new DutyBudget({ rule: RULE, lagMs: LAG_MS, nowMs: 0 });
      let nowMs = 0;
      for (const { afterMs, airMs, kind } of wishes) {
        nowMs += afterMs;
        const readyMs = budget.readyMs(kind, nowMs, airMs);
        if (readyMs > nowMs) {
          expect(budget.spend(kind, nowMs, airMs)).toBe(false);
          nowMs = Math.max(nowMs, readyMs - 2);
          expect(budget.spend(kind, nowMs, airMs)).toBe(false);
        }
        nowMs = readyMs;
        expect(budget.spend(kind, nowMs, airMs)).toBe(true);
      }
    }),
  );
});

test('for a frame that is longer than all that can be saved, it never is', () => {
  const budget = new DutyBudget({ rule: RULE, lagMs: 0, nowMs: 0 });
  expect(budget.readyMs('coordination', 0, BUDGET_MS)).toBe(Number.POSITIVE_INFINITY);
});

test('a member that has just started can say hello on each radio', () => {
  for (const name of ['hc12', 'sik', 'lora-sf7', 'lora-sf9'] as const) {
    const profile = RADIO_PROFILES[name];
    const stage = new TransmitStage({ profile });
    for (let frame = 1; frame <= 3; frame += 1) stage.queue.send(frameOf(frame, 40));
    stage.run(10_000);
    expect([name, stage.names]).toEqual([name, [1, 2, 3]]);
  }
});

describe('a queue that is asked for more than the band allows', () => {
  const profile = RADIO_PROFILES.hc12;

  /** Two hours of a coordination frame each `everyMs` and all reports that are let through. */
  function flood(everyMs: number): TransmitStage {
    const stage = new TransmitStage({ profile, reportShare: 1 });
    stage.queue.setReports(() => frameOf(2, 67));
    for (let atMs = 0; atMs < 2 * RULE.windowMs; atMs += everyMs) {
      stage.run(everyMs);
      stage.queue.send(frameOf(1, 40));
    }
    return stage;
  }

  const onAirOf = (stage: TransmitStage, name?: number): OnAir[] =>
    stage.puts
      .filter(({ frame }) => name === undefined || frame[0] === name)
      .map(({ atMs, frame }) => ({ startMs: atMs, airMs: frameAirMs(profile, frame.length) }));

  /** For hours that begin with a minute, so that there are few to add up. */
  function byMinute(onAir: readonly OnAir[]): OnAir[] {
    return thinned(
      onAir.map(({ startMs, airMs }) => ({
        startMs: Math.floor(startMs / MINUTE_MS) * MINUTE_MS,
        airMs,
      })),
    );
  }

  test('uses most of the budget, and says of the rest why it was not sent', () => {
    const stage = flood(200);
    const mostMs = mostOnAirMs(byMinute(onAirOf(stage)), RULE.windowMs);
    expect(mostMs).toBeLessThanOrEqual(BUDGET_MS);
    expect(mostMs).toBeGreaterThan(0.85 * BUDGET_MS);
    expect(new Set(stage.unsent.map(({ reason }) => reason))).toEqual(new Set(['duty-cycle']));
  });

  test('sends all coordination that takes half of it, and reports with the other half', () => {
    // 31.47 ms each 800 ms are 3.9 %; half of what flows in is 4.2 %.
    const stage = flood(800);
    expect(stage.losses).toEqual([]);
    const reportsMs = mostOnAirMs(byMinute(onAirOf(stage, 2)), RULE.windowMs);
    expect(reportsMs).toBeLessThanOrEqual(BUDGET_MS / 2);
    expect(reportsMs).toBeGreaterThan(0.42 * BUDGET_MS);
  });

  test('asks for no report that it could not send, however long they are', () => {
    const stage = new TransmitStage({ profile, reportShare: 1 });
    stage.queue.setReports(() => frameOf(2, 250));
    stage.run(RULE.windowMs);
    expect(stage.puts.length).toBeGreaterThan(500);
    expect(stage.unsent.length).toBeLessThanOrEqual(1);
  });

  test('counts frames that the module may still hold', () => {
    const lora = RADIO_PROFILES['lora-sf7'];
    const rule = { share: 0.5, windowMs: 60_000 };
    const stage = new TransmitStage({ profile: { ...lora, dutyCycle: rule } });
    for (let frames = 0; frames < 2000; frames += 1) {
      stage.run(150);
      stage.queue.send(frameOf(1, 40));
    }
    const paid = stage.puts.map(({ atMs }) => ({ startMs: atMs, airMs: frameAirMs(lora, 40) }));
    const lagMs = (lora.queueFrames + 1) * longestBusyMs(lora, lora.mtuBytes);
    // All that was handed over in this time may come onto the air within one period.
    const mostMs = mostOnAirMs(paid, rule.windowMs + lagMs);
    expect(mostMs).toBeLessThanOrEqual(rule.share * rule.windowMs);
    expect(mostMs).toBeGreaterThan(0.85 * rule.share * rule.windowMs);
  });

  test('reckons with a lag that costs it little of the inflow', () => {
    for (const name of ['hc12', 'sik', 'lora-sf7', 'lora-sf9'] as const) {
      const { queueFrames, mtuBytes } = RADIO_PROFILES[name];
      const lagMs = (queueFrames + 1) * longestBusyMs(RADIO_PROFILES[name], mtuBytes);
      expect(lagMs / RULE.windowMs).toBeLessThan(0.03);
    }
  });
});
