import { describe, expect, it } from 'vitest';
import type { BatteryBoard } from '../../../hardware/board/board.ts';
import { voltsOfPercent } from '../../../hardware/drivers/battery-curve.ts';
import { BatteryGauge } from '../../../hardware/drivers/battery-gauge.ts';

const BATTERY: BatteryBoard = {
  volts: { kind: 'divider', pin: 'A0', ratio: 3, referenceVolts: 5 },
  current: null,
  emptyVolts: 6.4,
  fullVolts: 8.3,
  capacityAh: 2.2,
  lowestVolts: 5,
  highestVolts: 9,
};

class Stage {
  readonly gauge = new BatteryGauge(BATTERY, 0);
  nowMs = 0;
  private wiggle = 0;

  volts(volts: number, forMs: number, amps: number | null = null): ReturnType<Stage['state']> {
    for (const endMs = this.nowMs + forMs; this.nowMs < endMs; ) {
      this.nowMs += 200;
      this.wiggle = (this.wiggle + 1) % 2;
      const reading = { volts, amps, raw: volts * 1000 + this.wiggle, atMs: this.nowMs };
      this.gauge.note(reading, null, this.nowMs);
    }
    return this.state();
  }

  percent(percent: number, forMs: number, amps: number | null = null) {
    return this.volts(voltsOfPercent(percent, BATTERY), forMs, amps);
  }

  state() {
    return this.gauge.state();
  }
}

describe('the battery gauge', () => {
  it('knows nothing and complains of nothing before the first reading', () => {
    const stage = new Stage();
    expect(stage.state()).toEqual({ percent: null, charging: null, alarm: null });
    expect(stage.percent(57.3, 200)).toEqual({ percent: 57, charging: null, alarm: null });
  });

  it('tells an empty battery from a broken sensor', () => {
    const stage = new Stage();
    expect(stage.volts(6.1, 60_000)).toEqual({ percent: 0, charging: null, alarm: null });
    const { percent, alarm } = stage.volts(0.05, 3000);
    expect(percent).toBeNull();
    expect(alarm).toMatch(/reads 0\.1 V, and this battery has 5 to 9 V: is a wire off\?/);
  });

  it('tells percent again after a sensor was broken, from what it reads then', () => {
    const stage = new Stage();
    stage.percent(70, 5000);
    stage.volts(0, 3000);
    expect(stage.percent(40, 9000).percent).toBeNull();
    expect(stage.percent(40, 2000)).toEqual({ percent: 40, charging: null, alarm: null });
  });

  it('says what the driver knows, and that it has heard nothing', () => {
    const stage = new Stage();
    stage.percent(70, 1000);
    stage.gauge.note(null, null, 3500);
    expect(stage.state()).toMatchObject({ percent: 70, alarm: null });
    stage.gauge.note(null, 'no INA219 answers', 3600);
    expect(stage.state()).toEqual({ percent: null, charging: null, alarm: 'no INA219 answers' });
  });

  it('goes on with the volts when only the current sensor has failed, and says so', () => {
    const stage = new Stage();
    stage.percent(70.5, 5000, 0);
    expect(stage.state()).toEqual({ percent: 70, charging: false, alarm: null });
    const reading = { volts: voltsOfPercent(70.5, BATTERY), amps: null, raw: 1, atMs: 5200 };
    stage.gauge.note(reading, 'the current sensor at A1 reads 0 V', 5200);
    expect(stage.state()).toEqual({
      percent: 70,
      charging: null,
      alarm: 'the current sensor at A1 reads 0 V',
    });
    expect(stage.percent(70, 1000, 0).alarm).toBeNull();
  });

  it('takes a reading that it has had already for silence', () => {
    const stage = new Stage();
    const reading = { volts: 7.4, amps: null, raw: 1, atMs: 100 };
    stage.gauge.note(reading, null, 100);
    for (let atMs = 300; atMs < 3100; atMs += 200) stage.gauge.note(reading, null, atMs);
    expect(stage.state()).toMatchObject({ percent: 37, alarm: null });
    stage.gauge.note(reading, null, 3100);
    expect(stage.state()).toEqual({
      percent: null,
      charging: null,
      alarm: 'the battery sensor says nothing',
    });
  });

  it('does not flap between two percents', () => {
    const stage = new Stage();
    stage.percent(50.5, 10_000);
    const seen = new Set<number | null>();
    for (let turn = 0; turn < 20; turn += 1) {
      seen.add(stage.percent(turn % 2 ? 49.7 : 50.9, 10_000).percent);
    }
    expect([...seen]).toEqual([50]);
    expect(stage.percent(49.4, 30_000).percent).toBe(49);
  });

  it('reaches both ends', () => {
    const stage = new Stage();
    stage.percent(98, 2000);
    expect(stage.volts(8.4, 60_000).percent).toBe(100);
    stage.percent(1, 60_000);
    expect(stage.volts(6.3, 60_000).percent).toBe(0);
  });

  it('says whether charge flows where that is measured, and not at each flicker of it', () => {
    const stage = new Stage();
    expect(stage.volts(7.5, 2000, 1.5).charging).toBe(true);
    expect(stage.volts(7.5, 200, 0).charging).toBe(true);
    expect(stage.volts(7.5, 10_000, 0.03).charging).toBe(true);
    expect(stage.volts(7.5, 10_000, 0).charging).toBe(false);
    expect(stage.volts(7.5, 10_000, 0.03).charging).toBe(false);
    expect(stage.volts(7.5, 5000, -1).charging).toBe(false);
  });

  it('is not misled by the sag of its own motors', () => {
    const stage = new Stage();
    stage.percent(50, 5000);
    for (let turn = 0; turn < 30; turn += 1) {
      stage.gauge.driving();
      stage.volts(6.9, 200);
    }
    expect(stage.state().percent).toBe(50);
  });
});
