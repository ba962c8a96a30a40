import { describe, expect, it } from 'vitest';
import { percentOfVolts, voltsOfPercent } from '../../../hardware/drivers/battery-curve.ts';

const ENDS = { emptyVolts: 6.4, fullVolts: 8.3 };

describe('the charge of a battery at rest', () => {
  it('is 0 and 100 percent at the two ends, and no more beyond them', () => {
    expect(percentOfVolts(6.4, ENDS)).toBe(0);
    expect(percentOfVolts(8.3, ENDS)).toBe(100);
    expect(percentOfVolts(2, ENDS)).toBe(0);
    expect(percentOfVolts(9, ENDS)).toBe(100);
  });

  it('rises with the volts, steeply at the bottom and slowly through the middle', () => {
    const rise = (fromVolts: number) =>
      percentOfVolts(fromVolts + 0.1, ENDS) - percentOfVolts(fromVolts, ENDS);
    for (let volts = 6.4; volts < 8.2; volts += 0.01) expect(rise(volts)).toBeGreaterThan(0);
    // 0.1 V of two cells: little charge near empty, a lot in the middle.
    expect(rise(6.5)).toBeLessThan(2);
    expect(rise(7.3)).toBeGreaterThan(7);
  });

  it('of two cells at 3.6 V each is about a fifth, where a straight line would say nearly a half', () => {
    expect(percentOfVolts(7.2, ENDS)).toBeGreaterThan(15);
    expect(percentOfVolts(7.2, ENDS)).toBeLessThan(25);
    expect((7.2 - 6.4) / (8.3 - 6.4)).toBeCloseTo(0.42, 2);
  });

  it('is found again from its own volts', () => {
    for (let percent = 0; percent <= 100; percent += 0.5) {
      expect(percentOfVolts(voltsOfPercent(percent, ENDS), ENDS)).toBeCloseTo(percent, 9);
    }
  });
});
