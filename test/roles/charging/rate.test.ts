/** A rate is learned from whole percents, and neither jumps nor noise nor a single look move it by much. */
import { describe, expect, it } from 'vitest';
import {
  atMostPerMsOf,
  lookAtGauge,
  lookAway,
  perMsOf,
  type Rate,
  UNKNOWN_RATE,
} from '../../../src/roles/charging/rate.ts';

const MINUTE_MS = 60_000;
/** One percent a minute. */
const SLOW = 1 / MINUTE_MS;

/** Looks at a battery that falls steadily, once a second, as a gauge shows it. */
function watch(
  rate: Rate,
  {
    fromPercent,
    perMs,
    forMs,
    fromMs = 0,
    shown = Math.floor,
  }: {
    fromPercent: number;
    perMs: number;
    forMs: number;
    fromMs?: number;
    shown?: (percent: number, atMs: number) => number;
  },
): Rate {
  let known = rate;
  for (let atMs = 0; atMs <= forMs; atMs += 1000)
    known = lookAtGauge(known, fromMs + atMs, shown(fromPercent - perMs * atMs, atMs), -1);
  return known;
}

describe('a rate', () => {
  it('is not known before it was seen three times', () => {
    const begun = watch(UNKNOWN_RATE, { fromPercent: 80.5, perMs: SLOW, forMs: 6 * MINUTE_MS });
    expect(perMsOf(begun)).toBeNull();
    const enough = watch(UNKNOWN_RATE, { fromPercent: 80.5, perMs: SLOW, forMs: 7 * MINUTE_MS });
    expect(perMsOf(enough)).toBeCloseTo(SLOW, 6);
  });

  it('is right to a percent though the gauge shows whole ones, wherever the look begins', () => {
    for (const fromPercent of [80, 80.1, 80.5, 80.99]) {
      const known = watch(UNKNOWN_RATE, { fromPercent, perMs: SLOW, forMs: 30 * MINUTE_MS });
      expect(perMsOf(known)! / SLOW).toBeGreaterThan(0.97);
      expect(perMsOf(known)! / SLOW).toBeLessThan(1.03);
    }
  });

  it('of a battery that fills is learned as well', () => {
    let known = UNKNOWN_RATE;
    for (let percent = 30; percent < 45; percent += 1)
      known = lookAtGauge(known, percent * MINUTE_MS, percent, 1);
    expect(perMsOf(known)).toBeCloseTo(SLOW, 9);
  });

  it('follows a robot that has come to draw twice as much', () => {
    const first = watch(UNKNOWN_RATE, { fromPercent: 90, perMs: SLOW, forMs: 20 * MINUTE_MS });
    const later = {
      fromPercent: 70,
      perMs: 2 * SLOW,
      forMs: 20 * MINUTE_MS,
      fromMs: 20 * MINUTE_MS,
    };
    const known = perMsOf(watch(first, later))!;
    expect(known / SLOW).toBeGreaterThan(1.9);
    expect(known / SLOW).toBeLessThan(2.1);
  });
});

describe('what is no sample', () => {
  const learned = watch(UNKNOWN_RATE, { fromPercent: 90, perMs: SLOW, forMs: 20 * MINUTE_MS });

  it.each([
    ['another battery was put in', 100],
    ['the gauge tells nonsense', 20],
  ])('%s', (_, percent) => {
    let known = lookAtGauge(learned, 20 * MINUTE_MS + 500, percent, -1);
    expect(perMsOf(known)).toBe(perMsOf(learned));
    // Nor is what follows measured from there, until the gauge has changed.
    known = lookAtGauge(known, 20 * MINUTE_MS + 1000, percent - 1, -1);
    known = lookAtGauge(known, 20 * MINUTE_MS + 1500, percent - 2, -1);
    expect(perMsOf(known)).toBe(perMsOf(learned));
  });

  it('a gauge that goes the wrong way', () => {
    let known = learned;
    for (let step = 1; step < 30; step += 1)
      known = lookAtGauge(known, 20 * MINUTE_MS + step * 100, 70 + step, -1);
    expect(perMsOf(known)).toBe(perMsOf(learned));
    // From its top on it is measured again.
    const fall = { fromPercent: 99, perMs: SLOW, forMs: 32 * MINUTE_MS, fromMs: 21 * MINUTE_MS };
    expect(perMsOf(watch(known, fall))! / SLOW).toBeGreaterThan(0.97);
  });

  it('time in which the battery was used for something else', () => {
    const away = lookAway(learned, 21 * MINUTE_MS);
    let known = lookAtGauge(away, 100 * MINUTE_MS, 70, -1);
    known = lookAtGauge(known, 100.5 * MINUTE_MS, 69, -1);
    known = lookAtGauge(known, 102.5 * MINUTE_MS, 67, -1);
    expect(perMsOf(known)).toBeCloseTo(SLOW, 6);
    expect(lookAway(UNKNOWN_RATE, 5)).toBe(UNKNOWN_RATE);
  });

  it('many reports at one moment, as a process finds them that has slept', () => {
    let known = learned;
    for (let percent = 68; percent > 60; percent -= 1)
      known = lookAtGauge(known, 25 * MINUTE_MS, percent, -1);
    expect(perMsOf(known)! / SLOW).toBeGreaterThan(0.6);
    expect(perMsOf(known)! / SLOW).toBeLessThan(1.5);
  });
});

it('a single sample moves what is known by half of it at most, however wrong it is', () => {
  const learned = watch(UNKNOWN_RATE, { fromPercent: 90, perMs: SLOW, forMs: 20 * MINUTE_MS });
  const before = perMsOf(learned)!;
  const { percent } = learned.from!;
  const hurried = lookAtGauge(learned, learned.from!.atMs + 10, percent - 3, -1);
  expect(perMsOf(hurried)! / before).toBeCloseTo(1.5, 6);
  const dawdled = lookAtGauge(learned, learned.from!.atMs + 1e9, percent - 2, -1);
  expect(perMsOf(dawdled)! / before).toBeCloseTo(5 / 6, 6);
});

describe('at most', () => {
  it('nothing is known before it was looked at', () => {
    expect(atMostPerMsOf(UNKNOWN_RATE)).toBe(Number.POSITIVE_INFINITY);
    const begun = lookAtGauge(UNKNOWN_RATE, 0, 30, -1);
    expect(atMostPerMsOf(lookAway(begun, 0))).toBe(Number.POSITIVE_INFINITY);
  });

  it('is a percent more than it has moved, in the time that it took', () => {
    const still = lookAtGauge(UNKNOWN_RATE, 0, 30, -1);
    expect(atMostPerMsOf(lookAway(still, 20 * MINUTE_MS))).toBeCloseTo(1 / (20 * MINUTE_MS), 12);
    const moved = lookAtGauge(still, 10 * MINUTE_MS, 29, -1);
    // Measured from the change on.
    expect(atMostPerMsOf(lookAway(moved, 20 * MINUTE_MS))).toBeCloseTo(1 / (10 * MINUTE_MS), 12);
  });

  it('is what the longest rest has shown, and what was learned once that is known', () => {
    let known = lookAway(lookAtGauge(UNKNOWN_RATE, 0, 30, -1), 20 * MINUTE_MS);
    known = lookAway(lookAtGauge(known, 40 * MINUTE_MS, 30, -1), 41 * MINUTE_MS);
    expect(atMostPerMsOf(known)).toBeCloseTo(1 / (20 * MINUTE_MS), 12);
    const learned = watch(known, { fromPercent: 90, perMs: SLOW, forMs: 20 * MINUTE_MS });
    expect(atMostPerMsOf(learned)).toBeCloseTo(SLOW, 6);
  });
});

it('a gauge that trembles by a percent is learned about right', () => {
  let trembles = 0;
  const shown = (percent: number): number => {
    trembles = (trembles * 7 + 3) % 11;
    return Math.floor(percent + (trembles < 3 ? 0.9 : 0));
  };
  const known = watch(UNKNOWN_RATE, { fromPercent: 95, perMs: SLOW, forMs: 50 * MINUTE_MS, shown });
  expect(perMsOf(known)! / SLOW).toBeGreaterThan(0.6);
  expect(perMsOf(known)! / SLOW).toBeLessThan(1.7);
});
