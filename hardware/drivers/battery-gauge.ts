/**
 * The battery as the role sees it: whole percent, whether charge flows, and what is wrong with the sensor.
 *
 * Put together from the watch, which throws out what no battery says, and the estimate, which makes
 * charge out of the rest. The percent that is told lags half a percent behind, so that a converter
 * between two counts does not flood the radio with reports.
 */

import type { BatteryBoard } from '../board/board.ts';
import { BatteryEstimate } from './battery-estimate.ts';
import type { BatteryReading } from './battery-sense.ts';
import { BatteryWatch } from './battery-watch.ts';

export interface BatteryState {
  /** Whole percent, or null while the sensor gives no sense. */
  readonly percent: number | null;
  /** Charge flows into the battery; null where nothing measures it, or not yet. */
  readonly charging: boolean | null;
  /** What is wrong with the sensor, or null. */
  readonly alarm: string | null;
}

/** A told percent changes when the estimate is so far beyond it. */
const LAG_PERCENT = 0.5;
/** The estimate comes this close to both ends in finite time. */
const END_PERCENT = 0.05;
/** Of the capacity in an hour: 44 mA of 2.2 Ah; what a charger gives at its end is not charging. */
const CHARGING_PER_AH = 0.02;
/** No sensor tells less from its own offset. */
const LEAST_CHARGING_AMPS = 0.02;
/** Amps are smoothed over this time before they are judged. */
const AMPS_MS = 1000;

export class BatteryGauge {
  private readonly watch: BatteryWatch;
  private readonly estimate: BatteryEstimate;
  private readonly chargingAmps: number;
  private shown: number | null = null;
  private meanAmps: number | null = null;
  private isCharging = false;
  private readMs = Number.NEGATIVE_INFINITY;
  private lastMs = Number.NEGATIVE_INFINITY;
  /** The motors ran since the last reading. */
  private drove = false;
  /** Of a sensor beside the volts, which go on alone. */
  private driverFault: string | null = null;

  constructor(battery: BatteryBoard, nowMs: number) {
    this.watch = new BatteryWatch(battery, nowMs);
    this.estimate = new BatteryEstimate(battery);
    this.chargingAmps = Math.max(LEAST_CHARGING_AMPS, CHARGING_PER_AH * battery.capacityAh);
  }

  state(): BatteryState {
    const broken = this.watch.fault;
    return {
      percent: broken === null ? this.shown : null,
      charging: broken === null && this.meanAmps !== null ? this.isCharging : null,
      alarm: broken ?? this.driverFault,
    };
  }

  /** The motors run, or have since the last reading. */
  driving(): void {
    this.drove = true;
  }

  /** The newest reading, or null when there are no volts; `fault`: what the sensors' drivers know of. */
  note(reading: BatteryReading | null, fault: string | null, nowMs: number): void {
    this.driverFault = fault;
    if (reading === null || reading.atMs <= this.readMs) {
      this.watch.missing(reading === null ? fault : null, nowMs);
      return;
    }
    this.readMs = reading.atMs;
    const driving = this.drove;
    this.drove = false;
    if (!this.watch.note(reading, driving)) return;
    this.estimate.note(reading, driving);
    this.noteAmps(reading.amps, reading.atMs);
    this.show(this.estimate.percent!);
  }

  private noteAmps(amps: number | null, atMs: number): void {
    const sinceMs = atMs - this.lastMs;
    this.lastMs = atMs;
    if (amps === null) {
      this.meanAmps = null;
      return;
    }
    const part = this.meanAmps === null ? 1 : 1 - Math.exp(-sinceMs / AMPS_MS);
    const before = this.meanAmps ?? 0;
    this.meanAmps = before + part * (amps - before);
    // Between half the threshold and the threshold it stays as it was, so that noise does not flap it.
    if (this.meanAmps > this.chargingAmps) this.isCharging = true;
    else if (this.meanAmps < this.chargingAmps / 2) this.isCharging = false;
  }

  private show(percent: number): void {
    const { shown } = this;
    const whole = Math.floor(percent + END_PERCENT);
    const below = shown !== null && percent < shown - LAG_PERCENT;
    const above = shown !== null && percent >= shown + 1 + LAG_PERCENT;
    const atEnd = percent <= END_PERCENT || percent >= 100 - END_PERCENT;
    if (shown === null || below || above || atEnd) this.shown = whole;
  }
}
