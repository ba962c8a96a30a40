/** When a robot may not go on, and how urgent it is. */
import { describe, expect, it } from 'vitest';
import { isCritical, isGaugeLost } from '../../../src/roles/charging/parking.ts';
import { urgencyOf } from '../../../src/roles/charging/urgency.ts';
import { AWAY } from '../stage.ts';

const LEVELS = { requestBelow: 35, chargeTo: 90, criticalBelow: 10 };

describe('critical', () => {
  it('is a battery at its level or below', () => {
    expect([11, 10, 9, 0].map((percent) => isCritical(percent, LEVELS, false))).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  it('it stays until it has clearly recovered', () => {
    expect([10, 11, 12, 12.1].map((percent) => isCritical(percent, LEVELS, true))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('a gauge that says nothing changes nothing', () => {
    expect([isCritical(null, LEVELS, true), isCritical(null, LEVELS, false)]).toEqual([
      true,
      false,
    ]);
  });
});

it('a gauge is lost when it says nothing and the body says why', () => {
  const alarm = 'the battery sensor does not answer';
  expect(isGaugeLost({ ...AWAY, batteryPercent: null, alarm })).toBe(true);
  expect(isGaugeLost({ ...AWAY, batteryPercent: null })).toBe(false);
  expect(isGaugeLost({ ...AWAY, alarm })).toBe(false);
});

it('urgency has four classes, and none for who does not know', () => {
  const of = (percent: number | null) => urgencyOf(percent, LEVELS);
  expect([80, 35, 27, 26, 19, 18, 11, 10, 0, null].map(of)).toEqual([0, 0, 0, 1, 1, 2, 2, 3, 3, 0]);
});
