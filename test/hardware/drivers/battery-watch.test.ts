import { describe, expect, it } from 'vitest';
import { BatteryWatch } from '../../../hardware/drivers/battery-watch.ts';

const BATTERY = {
  emptyVolts: 6.4,
  fullVolts: 8.3,
  lowestVolts: 5,
  highestVolts: 9,
  capacityAh: 2.2,
};
const STEP_MS = 200;

class Stage {
  readonly watch = new BatteryWatch(BATTERY, 0);
  nowMs = 0;
  private wiggle = 0;

  /** Reads these volts for a while, as a converter does whose last bit wiggles; true when all could be used. */
  read(volts: number, forMs = STEP_MS, how: { driving?: boolean; amps?: number } = {}): boolean {
    this.wiggle = (this.wiggle + 1) % 3;
    return this.readRaw(volts, Math.round(volts * 68) + this.wiggle, forMs, how);
  }

  readRaw(
    volts: number,
    raw: number,
    forMs: number,
    { driving = false, amps }: { driving?: boolean; amps?: number } = {},
  ): boolean {
    let usable = true;
    for (const endMs = this.nowMs + forMs; this.nowMs < endMs; ) {
      this.nowMs += STEP_MS;
      const reading = { volts, raw, amps: amps ?? null, atMs: this.nowMs };
      usable = this.watch.note(reading, driving) && usable;
    }
    return usable;
  }

  get fault(): string | null {
    return this.watch.fault;
  }
}

describe('the watch over the battery sensor', () => {
  it('has nothing against a battery from full to empty, and below', () => {
    const stage = new Stage();
    for (let volts = 8.4; volts > 5.1; volts -= 0.01) expect(stage.read(volts)).toBe(true);
    expect(stage.fault).toBeNull();
  });

  it('lets the motors start and stop: a sag of 0.8 V is no jump', () => {
    const stage = new Stage();
    for (let start = 0; start < 20; start += 1) {
      expect(stage.read(7.6)).toBe(true);
      expect(stage.read(6.8, STEP_MS, { driving: true })).toBe(true);
    }
    expect(stage.fault).toBeNull();
  });

  it.each([
    [0.02, 'the battery sensor reads 0.0 V, and this battery has 5 to 9 V: is a wire off?'],
    [12.4, 'the battery sensor reads 12.4 V, and this battery has 5 to 9 V: is a wire off?'],
  ])('says after a second that %f V are none of this battery', (volts, fault) => {
    const stage = new Stage();
    stage.read(7.6);
    expect(stage.read(volts, 1000)).toBe(false);
    expect(stage.fault).toBeNull();
    stage.read(volts);
    expect(stage.fault).toBe(fault);
  });

  it('uses no reading outside, and does not cry over a single one', () => {
    const near = new Stage();
    expect(near.read(8.9)).toBe(true);
    expect(near.read(9.1)).toBe(false);
    expect(near.read(8.9)).toBe(true);
    const stage = new Stage();
    stage.read(7.6);
    expect(stage.read(0)).toBe(false);
    stage.read(7.6, 20_000);
    expect(stage.fault).toBeNull();
    expect(stage.read(7.6)).toBe(true);
  });

  it('says that a sensor jumps when it does so three times within ten seconds', () => {
    const stage = new Stage();
    stage.read(7.6, 1000);
    stage.read(6.5, 1000);
    stage.read(7.6, 1000);
    expect(stage.fault).toBeNull();
    stage.read(6.5);
    expect(stage.fault).toBe(
      'the battery sensor jumps, from 7.6 V to 6.5 V at once: is a wire loose?',
    );
  });

  it('takes rare jumps, and leaves the readings after one out', () => {
    const stage = new Stage();
    for (let jump = 0; jump < 6; jump += 1) {
      stage.read(jump % 2 ? 7.6 : 6.5, 6000);
      expect(stage.fault).toBeNull();
    }
    expect(stage.read(7.6)).toBe(true);
    expect(stage.read(6.5)).toBe(false);
    expect(stage.read(6.5)).toBe(false);
    stage.read(6.5, 400);
    expect(stage.read(6.5)).toBe(true);
  });

  it('says that a sensor has stuck when its count keeps still while the motors run', () => {
    const stage = new Stage();
    stage.readRaw(7.41, 504, 60_000);
    expect(stage.fault).toBeNull();
    stage.readRaw(7.41, 504, 5000, { driving: true });
    stage.readRaw(7.41, 504, 60_000);
    expect(stage.fault).toBeNull();
    stage.readRaw(7.41, 504, 3200, { driving: true });
    expect(stage.fault).toBe(
      'the battery sensor has stuck at 7.41 V: no battery keeps so still while current flows',
    );
  });

  it('says so when charge has flowed and the count has not moved', () => {
    const stage = new Stage();
    // 3 percent of 2.2 Ah at 2 A take two minutes.
    stage.readRaw(7.41, 504, 110_000, { amps: -2 });
    expect(stage.fault).toBeNull();
    stage.readRaw(7.41, 504, 15_000, { amps: -2 });
    expect(stage.fault).toContain('stuck at 7.41 V');
  });

  it('has nothing against a battery at rest, or one at the constant volts of its charger', () => {
    const stage = new Stage();
    stage.readRaw(7.41, 504, 600_000);
    stage.readRaw(8.4, 572, 600_000, { amps: 1 });
    expect(stage.fault).toBeNull();
  });

  it('has nothing against a count that moves by one now and then while the motors run', () => {
    const stage = new Stage();
    for (let turn = 0; turn < 10; turn += 1) {
      stage.readRaw(7.41, 504 + (turn % 2), 7000, { driving: true });
    }
    expect(stage.fault).toBeNull();
  });

  it('says that there are no readings, or what the driver knows of it', () => {
    const silent = new Stage();
    for (let atMs = 200; atMs < 3000; atMs += 200) silent.watch.missing(null, atMs);
    expect(silent.fault).toBeNull();
    silent.watch.missing(null, 3000);
    expect(silent.fault).toBe('the battery sensor says nothing');

    const absent = new Stage();
    absent.watch.missing('no INA219 answers', 10);
    expect(absent.fault).toBe('no INA219 answers');
  });

  it('does not take its own sleep for the silence of the sensor', () => {
    const stage = new Stage();
    stage.read(7.6, 1000);
    stage.watch.missing(null, stage.nowMs + 60_000);
    expect(stage.fault).toBeNull();
    stage.nowMs += 60_000;
    expect(stage.read(7.6)).toBe(true);
    expect(stage.fault).toBeNull();
  });

  it('trusts the sensor again after ten calm seconds, and not before', () => {
    const stage = new Stage();
    stage.read(0, 2000);
    expect(stage.fault).not.toBeNull();
    expect(stage.read(7.6, 9800)).toBe(false);
    expect(stage.fault).not.toBeNull();
    stage.read(7.6, 400);
    expect(stage.fault).toBeNull();
    expect(stage.read(7.6)).toBe(true);
  });

  it('starts the calm anew at each symptom', () => {
    const stage = new Stage();
    stage.read(0, 2000);
    stage.read(7.6, 8000);
    stage.read(0, 1400);
    stage.read(7.6, 8000);
    expect(stage.fault).not.toBeNull();
  });

  it('looks at no reading twice', () => {
    const stage = new Stage();
    const reading = { volts: 7.4, raw: 504, amps: null, atMs: 100 };
    expect(stage.watch.note(reading, false)).toBe(true);
    expect(stage.watch.note(reading, false)).toBe(false);
  });
});
