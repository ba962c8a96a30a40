import { describe, expect, it } from 'vitest';
import { calibratedRatio } from '../../../hardware/drivers/battery-calibration.ts';

describe('calibration of a divider', () => {
  it('makes the reading what the voltmeter says', () => {
    const result = calibratedRatio({ ratio: 3, readVolts: 7.6, measuredVolts: 7.84 });
    expect(result).toEqual({ ok: true, ratio: 3.0947 });
    if (result.ok) expect((7.6 / 3) * result.ratio).toBeCloseTo(7.84, 3);
  });

  it('changes nothing when both agree', () => {
    expect(calibratedRatio({ ratio: 3.0112, readVolts: 7.4, measuredVolts: 7.4 })).toEqual({
      ok: true,
      ratio: 3.0112,
    });
  });

  it.each([
    ['a voltmeter that measures nothing', 7.4, 0, /0 V is no battery: measure at the battery/],
    ['no number', 7.4, Number.NaN, /is no battery/],
    ['a divider that is not wired', 0.02, 7.4, /robot itself reads 0\.02 V: look at the divider/],
    ['millivolts typed as volts', 7.4, 7400, /too far apart/],
    ['one cell measured of two', 7.4, 3.7, /reads 7\.40 V and the voltmeter 3\.7 V: too far apart/],
  ])('refuses %s', (_what, readVolts, measuredVolts, problem) => {
    const result = calibratedRatio({ ratio: 3, readVolts, measuredVolts });
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.problem).toMatch(problem);
  });

  it('takes what resistors can be off by, and refuses what they cannot', () => {
    const by = (factor: number) =>
      calibratedRatio({ ratio: 3, readVolts: 7, measuredVolts: 7 * factor }).ok;
    expect([by(1.29), by(0.78)]).toEqual([true, true]);
    expect([by(1.31), by(0.76)]).toEqual([false, false]);
  });
});
