/** What a robot draws at work and at rest and what a pad gives are three things, and each is learned by itself. */
import { describe, expect, it } from 'vitest';
import {
  type Activity,
  type Consumption,
  gainPerMs,
  learnConsumption,
  NOTHING_LEARNED,
  untilCriticalMs,
} from '../../../src/roles/charging/consumption.ts';

const LEVELS = { requestBelow: 35, criticalBelow: 10 };
const MINUTE_MS = 60_000;

/** `percents` in a row, `everyMs` apart. */
function spend(
  known: Consumption,
  activity: Activity,
  percents: readonly (number | null)[],
  everyMs: number,
  fromMs = 0,
): Consumption {
  return percents.reduce<Consumption>(
    (learned, percent, index) =>
      learnConsumption(learned, fromMs + index * everyMs, percent, activity),
    known,
  );
}

const down = (from: number, to: number): number[] =>
  Array.from({ length: from - to + 1 }, (_, index) => from - index);

/** Draws one percent a minute at work, and one in ten minutes at rest. */
const worker = spend(NOTHING_LEARNED, 'working', down(90, 80), MINUTE_MS);
const both = spend(worker, 'resting', down(30, 20), 10 * MINUTE_MS, 20 * MINUTE_MS);

describe('until it is critical', () => {
  it('nothing is said before the robot was seen at work', () => {
    expect(untilCriticalMs(NOTHING_LEARNED, 80, LEVELS)).toBeNull();
    const rested = spend(NOTHING_LEARNED, 'resting', down(30, 20), MINUTE_MS);
    expect(untilCriticalMs(rested, 80, LEVELS)).toBeNull();
  });

  it('it works down to the level at which it asks, and rests from there', () => {
    expect(untilCriticalMs(both, 50, LEVELS)! / MINUTE_MS).toBeCloseTo(15 + 250, 6);
    expect(untilCriticalMs(both, 20, LEVELS)! / MINUTE_MS).toBeCloseTo(100, 6);
    expect(untilCriticalMs(both, 5, LEVELS)).toBe(0);
  });

  it('a short rest is enough to know that it draws little', () => {
    const rested = spend(worker, 'resting', [30, 30], 20 * MINUTE_MS, 20 * MINUTE_MS);
    const back = learnConsumption(rested, 40 * MINUTE_MS, 30, 'working');
    expect(untilCriticalMs(back, 30, LEVELS)! / MINUTE_MS).toBeCloseTo(400, 6);
  });

  it('rest is taken to draw as much as work where it was never seen, and never to draw more', () => {
    expect(untilCriticalMs(worker, 50, LEVELS)! / MINUTE_MS).toBeCloseTo(40, 6);
    const odd = spend(worker, 'resting', down(30, 20), MINUTE_MS / 2, 20 * MINUTE_MS);
    expect(untilCriticalMs(odd, 50, LEVELS)! / MINUTE_MS).toBeCloseTo(40, 6);
  });
});

describe('what is learned', () => {
  it('of one thing says nothing of another', () => {
    expect(gainPerMs(both)).toBeNull();
    const charged = spend(both, 'charging', down(80, 30).reverse(), MINUTE_MS / 2, 200 * MINUTE_MS);
    expect(gainPerMs(charged)! * MINUTE_MS).toBeCloseTo(2, 6);
    expect(untilCriticalMs(charged, 50, LEVELS)).toBe(untilCriticalMs(both, 50, LEVELS));
  });

  it('is measured only while one thing goes on', () => {
    // One percent between any two looks; but in between it drove.
    let known = NOTHING_LEARNED;
    for (let minute = 0; minute < 20; minute += 1)
      known = learnConsumption(
        known,
        minute * MINUTE_MS,
        90 - minute,
        minute % 2 === 0 ? 'working' : null,
      );
    expect(untilCriticalMs(known, 80, LEVELS)).toBeNull();
  });

  it('is not disturbed by a gauge that says nothing for a while', () => {
    const gap = spend(worker, 'working', [null, null], MINUTE_MS, 12 * MINUTE_MS);
    const after = spend(gap, 'working', [50, 49, 48, 47], MINUTE_MS, 60 * MINUTE_MS);
    expect(untilCriticalMs(after, 45, LEVELS)).toBeCloseTo(untilCriticalMs(worker, 45, LEVELS)!, 3);
  });

  it('stays the same object while there is nothing new', () => {
    expect(learnConsumption(NOTHING_LEARNED, 5, null, 'working')).toBe(NOTHING_LEARNED);
    expect(learnConsumption(NOTHING_LEARNED, 5, 50, null)).toBe(NOTHING_LEARNED);
  });
});
