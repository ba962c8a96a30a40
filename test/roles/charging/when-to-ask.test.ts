/** When a robot asks: at its level always, and earlier only where it would otherwise come too late. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedWaitMs, visitMs } from '../../../src/roles/charging/wait.ts';
import { asksForPad, type Forecast } from '../../../src/roles/charging/when-to-ask.ts';

const LEVELS = { requestBelow: 35, chargeTo: 90, criticalBelow: 10 };
const MINUTE_MS = 60_000;
const UNKNOWN: Forecast = { criticalMs: null, waitMs: null, travelMs: null };

/** In minutes. */
const forecast = (critical: number, wait: number, travel: number): Forecast => ({
  criticalMs: critical * MINUTE_MS,
  waitMs: wait * MINUTE_MS,
  travelMs: travel * MINUTE_MS,
});
const LATE = forecast(50, 40, 1);
const IN_TIME = forecast(60, 40, 1);

describe('a robot asks', () => {
  it.each([35, 34.9, 10, 0])(
    'at %d %%, whatever it foresees, and on leaving a pad too',
    (percent) => {
      expect(asksForPad(percent, LEVELS, UNKNOWN, null)).toBe(true);
      expect(asksForPad(percent, LEVELS, forecast(1e6, 0, 0), percent)).toBe(true);
    },
  );

  it('before that, when it would be critical before its turn comes', () => {
    expect(asksForPad(36, LEVELS, LATE, null)).toBe(true);
    expect(asksForPad(62.5, LEVELS, LATE, null)).toBe(true);
    expect(asksForPad(50, LEVELS, IN_TIME, null)).toBe(false);
  });

  it('with a quarter of the time to spare, the way included', () => {
    expect(asksForPad(50, LEVELS, forecast(51.24, 40, 1), null)).toBe(true);
    expect(asksForPad(50, LEVELS, forecast(51.26, 40, 1), null)).toBe(false);
    // Nobody waits, but it is far.
    expect(asksForPad(50, LEVELS, forecast(12, 0, 10), null)).toBe(true);
  });

  it('never above the middle between asking and leaving', () => {
    expect(asksForPad(62.6, LEVELS, forecast(0, 1e6, 1e6), null)).toBe(false);
  });

  it.each([
    ['what it draws', { ...LATE, criticalMs: null }],
    ['how long others take', { ...LATE, waitMs: null }],
    ['how far it is', { ...LATE, travelMs: null }],
  ])('not early while it does not know %s', (_, unknown) => {
    expect(asksForPad(50, LEVELS, unknown, null)).toBe(false);
  });

  it('not early again before it has used some of what it has got', () => {
    expect(asksForPad(62, LEVELS, LATE, 63)).toBe(false);
    expect(asksForPad(58, LEVELS, LATE, 63)).toBe(true);
    expect(asksForPad(58.1, LEVELS, LATE, 63)).toBe(false);
  });

  it('the sooner, the longer the queue: more robots before it never make it wait', () => {
    const amount = fc.integer({ min: 0, max: 100_000_000 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100 }),
        amount,
        amount,
        amount,
        amount,
        (percent, criticalMs, waitMs, travelMs, more) => {
          const now = asksForPad(percent, LEVELS, { criticalMs, waitMs, travelMs }, null);
          const longer = { criticalMs, waitMs: waitMs + more, travelMs };
          expect(now && !asksForPad(percent, LEVELS, longer, null)).toBe(false);
        },
      ),
    );
  });
});

describe('the wait', () => {
  it('is a visit for each robot ahead, and nothing where nobody is', () => {
    expect(expectedWaitMs(3, 1000)).toBe(3000);
    expect(expectedWaitMs(0, null)).toBe(0);
    expect(expectedWaitMs(1, null)).toBeNull();
  });

  it('takes a visit as long as the own ones were', () => {
    expect(visitMs(1234, 1, 99, LEVELS)).toBe(1234);
  });

  it('or as long as the pad needs from asking to leaving, and the way there', () => {
    expect(visitMs(null, 55 / (30 * MINUTE_MS), MINUTE_MS, LEVELS)! / MINUTE_MS).toBeCloseTo(31, 9);
    expect(visitMs(null, 55 / (30 * MINUTE_MS), null, LEVELS)! / MINUTE_MS).toBeCloseTo(30, 9);
    expect(visitMs(null, null, MINUTE_MS, LEVELS)).toBeNull();
    expect(visitMs(null, 0, MINUTE_MS, LEVELS)).toBeNull();
  });
});
