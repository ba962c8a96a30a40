import { describe, expect, it } from 'vitest';
import { voltsOfPercent } from '../../../hardware/drivers/battery-curve.ts';
import { BatteryEstimate } from '../../../hardware/drivers/battery-estimate.ts';
import { BatteryResistance } from '../../../hardware/drivers/battery-resistance.ts';
import { CoulombCounter } from '../../../hardware/drivers/coulomb.ts';

const BATTERY = { emptyVolts: 6.4, fullVolts: 8.3, capacityAh: 2.2 };
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A battery as physics has it, whose sensors may be off, and the estimate that looks at it. */
class Cell {
  percent: number;
  ohms = 0.1;
  /** Added by the current sensor to what flows. */
  offsetAmps = 0;
  /** The current sensor is there. */
  measured = true;
  nowMs = 0;
  readonly estimate = new BatteryEstimate(BATTERY);

  constructor(percent: number) {
    this.percent = percent;
  }

  run(amps: number, forMs: number, driving = false): number {
    for (const endMs = this.nowMs + forMs; this.nowMs < endMs; ) {
      this.nowMs += 200;
      const flowed = (amps * 200) / HOUR / BATTERY.capacityAh;
      this.percent = Math.min(100, Math.max(0, this.percent + flowed * 100));
      const volts = voltsOfPercent(this.percent, BATTERY) + amps * this.ohms;
      const read = this.measured ? amps + this.offsetAmps : null;
      this.estimate.note({ volts, amps: read, atMs: this.nowMs }, driving);
    }
    return this.estimate.percent! - this.percent;
  }
}

describe('the estimate of the charge, with amps', () => {
  it('knows nothing before the first sample, and begins with what the volts say', () => {
    const cell = new Cell(62);
    expect(cell.estimate.percent).toBeNull();
    cell.run(0, 200);
    expect(cell.estimate.percent).toBeCloseTo(62, 5);
  });

  it('takes the load off the volts: a working robot is not emptier than it is', () => {
    const cell = new Cell(50);
    cell.ohms = 0.094;
    // 2 A through 94 mOhm are 0.19 V, which would be 18 percent of charge.
    expect(Math.abs(cell.run(-2, 400))).toBeLessThan(1);
  });

  it('follows an hour of work and half an hour of charging', () => {
    const cell = new Cell(90);
    cell.run(0, SECOND);
    expect(Math.abs(cell.run(-1.3, HOUR))).toBeLessThan(2);
    expect(cell.percent).toBeCloseTo(30.9, 1);
    expect(Math.abs(cell.run(2, HOUR / 2))).toBeLessThan(2);
  });

  it('counts between two readings of the volts: it moves at once, when the volts would lag', () => {
    const counter = new CoulombCounter(2.2);
    counter.note(2.2, 0);
    expect(counter.note(2.2, SECOND).percent).toBeCloseTo(100 / 3600, 9);
    expect(counter.note(-2.2, 2 * SECOND).percent).toBeCloseTo(0, 9);
  });

  it('is not led away by a sensor that always adds 50 mA, since rest puts it right', () => {
    const cell = new Cell(80);
    cell.run(0, SECOND);
    cell.offsetAmps = 0.05;
    // Twenty hours of 50 mA are 45 percent of this battery.
    for (let hour = 0; hour < 10; hour += 1) {
      cell.run(-0.2, HOUR / 2);
      cell.run(0, HOUR / 2);
    }
    expect(Math.abs(cell.estimate.percent! - cell.percent)).toBeLessThan(1);
  });

  it('drifts where nothing corrects it: the count alone would be wrong by as much', () => {
    const counter = new CoulombCounter(2.2);
    let percent = 0;
    for (let atMs = 0; atMs <= HOUR; atMs += SECOND) percent += counter.note(0.05, atMs).percent;
    expect(percent).toBeCloseTo(2.27, 1);
  });

  it('is full when the charger ends: full volts and hardly a current', () => {
    const cell = new Cell(93);
    cell.run(0, SECOND);
    const { estimate } = cell;
    let atMs = cell.nowMs;
    const charge = (amps: number, volts: number, forMs: number) => {
      for (const endMs = atMs + forMs; atMs < endMs; ) {
        atMs += 200;
        estimate.note({ volts, amps, atMs }, false);
      }
      return estimate.percent!;
    };
    expect(charge(1, 8.4, 20 * SECOND)).toBeLessThan(97);
    expect(charge(0.08, 8.4, 9 * SECOND)).toBeLessThan(97);
    expect(charge(0.08, 8.4, 2 * SECOND)).toBe(100);
  });

  it('does not take full volts for a full battery while it is being charged, or after the charger', () => {
    const hot = new Cell(70);
    hot.ohms = 0.3;
    hot.run(0, SECOND);
    // 0.6 V more than at rest: the volts of a full battery.
    hot.run(2, 3 * MINUTE);
    expect(hot.estimate.percent).toBeLessThan(82);
    // The charger is off, and its volts take their time to go.
    const after = new Cell(85);
    after.run(0, SECOND);
    for (let atMs = 1200; atMs < 31_000; atMs += 200) {
      after.estimate.note({ volts: 8.31, amps: -0.05, atMs }, false);
    }
    expect(after.estimate.percent).toBeLessThan(90);
  });

  it('is empty soon when the volts are, whatever was counted', () => {
    const { estimate } = new Cell(0);
    for (let atMs = 0; atMs <= SECOND; atMs += 200) {
      estimate.note({ volts: 7.4, amps: -0.3, atMs }, false);
    }
    expect(estimate.percent).toBeGreaterThan(40);
    for (let atMs = 1200; atMs <= MINUTE; atMs += 200) {
      estimate.note({ volts: 6.3, amps: -0.3, atMs }, false);
    }
    expect(estimate.percent).toBeLessThan(1);
  });

  it('finds back within minutes when the count is far from what the volts say', () => {
    const cell = new Cell(90);
    cell.run(0, SECOND);
    // Half of it is gone in no time: a battery of half the capacity that the board file says, say.
    cell.percent = 40;
    expect(cell.run(-0.5, 200)).toBeGreaterThan(45);
    expect(cell.run(-0.5, 2 * MINUTE)).toBeLessThan(23);
    expect(cell.run(0, 10 * MINUTE)).toBeLessThan(1);
  });

  it('asks the volts anew after a time without readings', () => {
    const cell = new Cell(80);
    cell.run(-0.5, 10 * SECOND);
    cell.percent = 65;
    cell.nowMs += 10 * MINUTE;
    cell.run(-0.5, 200);
    expect(Math.abs(cell.estimate.percent! - 65)).toBeLessThan(1);
  });

  it('counts no reading twice and none that comes late', () => {
    const counter = new CoulombCounter(1);
    counter.note(1, 1000);
    const once = counter.note(1, 2000).percent;
    expect(once).toBeGreaterThan(0);
    expect(counter.note(1, 2000).percent).toBe(0);
    expect(counter.note(1, 1500).percent).toBe(0);
    expect(counter.note(1, 3000).percent).toBeCloseTo(once, 9);
    expect(counter.note(1, 3000 + 60_000)).toEqual({ percent: 0, overMs: 0, gap: true });

    const { estimate } = new Cell(0);
    estimate.note({ volts: 7.4, amps: 0, atMs: 1000 }, false);
    const before = estimate.percent;
    estimate.note({ volts: 6.5, amps: -2, atMs: 900 }, false);
    expect(estimate.percent).toBe(before);
    estimate.note({ volts: 6.5, amps: -2, atMs: 1000 }, false);
    expect(estimate.percent).toBe(before);
  });
});

describe('the estimate of the charge, with volts alone', () => {
  it('follows the volts at rest within seconds', () => {
    const cell = new Cell(50);
    cell.measured = false;
    cell.run(0, 10 * SECOND);
    cell.percent = 60;
    expect(cell.run(0, 1 * SECOND)).toBeLessThan(-5);
    expect(Math.abs(cell.run(0, 15 * SECOND))).toBeLessThan(0.5);
  });

  it('does not listen while the motors run, nor just after', () => {
    const cell = new Cell(50);
    cell.measured = false;
    cell.run(0, 10 * SECOND);
    const before = cell.estimate.percent!;
    cell.run(-3, 15 * SECOND, true);
    expect(cell.estimate.percent).toBe(before);
    cell.run(-3, 1 * SECOND);
    expect(cell.estimate.percent).toBe(before);
    cell.run(0, 20 * SECOND);
    expect(Math.abs(cell.estimate.percent! - cell.percent)).toBeLessThan(0.5);
  });
});

describe('the inner resistance', () => {
  const typical = new BatteryResistance(BATTERY).ohms;

  it('begins with what is typical: about 0.1 ohm for two cells of 2.2 Ah', () => {
    expect(typical).toBeCloseTo(0.094, 3);
  });

  it('is learned from starts and stops of the motors', () => {
    const resistance = new BatteryResistance(BATTERY);
    let atMs = 0;
    for (let start = 0; start < 20; start += 1) {
      for (const amps of [-0.1, -1.6]) {
        atMs += 400;
        resistance.note({ volts: 7.6 + amps * 0.25, amps, atMs });
      }
    }
    expect(resistance.ohms).toBeCloseTo(0.25, 2);
    expect(resistance.restingVolts({ volts: 7.35, amps: -1, atMs })).toBeCloseTo(7.6, 2);
  });

  it.each([
    ['small steps, which are noise', -0.1, -0.4, 7.6, 7.3, 400],
    ['slow changes, which are charge', -0.1, -1.6, 7.6, 7.1, 5000],
    ['steps that only one of both has seen', -0.1, -1.6, 7.6, 7.6, 400],
    ['steps to the wrong side', -0.1, -1.6, 7.6, 7.9, 400],
    ['more than any battery has', -0.1, -1.6, 7.6, 6.5, 400],
  ])('is not learned from %s', (_what, from, to, before, after, overMs) => {
    const resistance = new BatteryResistance(BATTERY);
    resistance.note({ volts: before, amps: from, atMs: 0 });
    resistance.note({ volts: after, amps: to, atMs: overMs });
    expect(resistance.ohms).toBe(typical);
  });
});
