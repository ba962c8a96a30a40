/**
 * How much charge a battery holds, from what it shows.
 *
 * Two witnesses, each wrong in its own way. Volts tell the charge of a battery at rest, but sag under load and rise
 * while it charges. Counted amps are right from one minute to the next, but drift. So the count carries the
 * estimate, and the volts pull it slowly towards what they say: hardly under load, more at rest, and quickly
 * where they leave no doubt, which is at both ends, or when they are far from what was counted.
 *
 * Without amps there are only the volts. They are then not listened to while the motors run here; a load that
 * is not known of, and the charger itself, make the estimate too low or too high.
 */

import type { BatteryBoard } from '../board/board.ts';
import { percentOfVolts } from './battery-curve.ts';
import { BatteryResistance } from './battery-resistance.ts';
import { CoulombCounter, LONGEST_GAP_MS } from './coulomb.ts';

export interface BatterySample {
  readonly volts: number;
  /** Positive into the battery; null where nothing measures it. */
  readonly amps: number | null;
  readonly atMs: number;
}

type Battery = Pick<BatteryBoard, 'emptyVolts' | 'fullVolts' | 'capacityAh'>;

/** Less than this share of the capacity in an hour is rest: 0.11 A of 2.2 Ah. */
const REST_PER_AH = 0.05;
/** The volts of a battery that was under load need so long to settle. */
const SETTLE_MS = 30_000;
/** How fast the volts pull: the time in which about two thirds of a difference are gone. */
const PULL_MS = {
  /** At rest; the volts still creep for minutes. */
  rest: 120_000,
  /** With the inner resistance taken off, which is known to some tens of percent. */
  load: 1_800_000,
  /** Volts of an empty battery are steep: they can hardly be misread. */
  empty: 10_000,
  /** The volts say something quite different: the count has lost its thread, whatever the reason. */
  lost: 30_000,
  /** Without amps: only smooths the steps of the converter. */
  voltsOnly: 3_000,
} as const;
/** Curve, resistance and sensor together are hardly wrong by more. */
const LOST_PERCENT = 20;
/** At least the full volts and hardly a current for so long: the charger has ended. */
const CHARGE_END_MS = 10_000;
/** Motors that have just stopped leave the volts sagging for a moment. */
const SAG_MS = 2000;

export class BatteryEstimate {
  private readonly battery: Battery;
  private readonly resistance: BatteryResistance;
  private readonly counter: CoulombCounter;
  private charge: number | null = null;
  private lastMs = Number.NEGATIVE_INFINITY;
  private restSinceMs: number | null = null;
  private endSinceMs: number | null = null;
  private sagUntilMs = Number.NEGATIVE_INFINITY;

  constructor(battery: Battery) {
    this.battery = battery;
    this.resistance = new BatteryResistance(battery);
    this.counter = new CoulombCounter(battery.capacityAh);
  }

  /** 0..100 with fractions, or null before the first sample. */
  get percent(): number | null {
    return this.charge;
  }

  /** `driving`: the motors ran since the sample before. Samples that are not newer are left out. */
  note(sample: BatterySample, driving: boolean): void {
    const { volts, amps, atMs } = sample;
    if (atMs <= this.lastMs) return;
    const sinceMs = atMs - this.lastMs;
    this.lastMs = atMs;
    if (driving) this.sagUntilMs = atMs + SAG_MS;
    if (amps === null) this.noteVolts(volts, sinceMs, atMs);
    else this.noteBoth(volts, amps, sinceMs, atMs);
  }

  private noteVolts(volts: number, sinceMs: number, atMs: number): void {
    const shown = percentOfVolts(volts, this.battery);
    if (this.charge === null) this.charge = shown;
    else if (sinceMs > LONGEST_GAP_MS && atMs >= this.sagUntilMs) this.charge = shown;
    else if (atMs >= this.sagUntilMs) this.pull(shown, PULL_MS.voltsOnly, sinceMs);
  }

  private noteBoth(volts: number, amps: number, sinceMs: number, atMs: number): void {
    this.resistance.note({ volts, amps, atMs });
    const flow = this.counter.note(amps, atMs);
    const restingVolts = this.resistance.restingVolts({ volts, amps, atMs });
    const shown = percentOfVolts(restingVolts, this.battery);
    // After a gap the count has lost its thread, and only the volts can say where it goes on.
    if (this.charge === null || flow.gap) {
      this.charge = shown;
      this.restSinceMs = null;
      this.endSinceMs = null;
      return;
    }
    this.charge = clamp(this.charge + flow.percent);
    this.pull(shown, this.pullMs(restingVolts, shown, amps, atMs), sinceMs);
    if (this.atChargeEnd(volts, amps, atMs)) this.charge = 100;
  }

  private pullMs(restingVolts: number, shown: number, amps: number, atMs: number): number {
    const resting = Math.abs(amps) < REST_PER_AH * this.battery.capacityAh;
    if (!resting) this.restSinceMs = null;
    else this.restSinceMs ??= atMs;
    if (restingVolts <= this.battery.emptyVolts) return PULL_MS.empty;
    if (Math.abs(shown - this.charge!) > LOST_PERCENT) return PULL_MS.lost;
    const settled = this.restSinceMs !== null && atMs - this.restSinceMs >= SETTLE_MS;
    return settled ? PULL_MS.rest : PULL_MS.load;
  }

  private atChargeEnd(volts: number, amps: number, atMs: number): boolean {
    const trickle = amps > 0 && amps < REST_PER_AH * this.battery.capacityAh;
    if (!trickle || volts < this.battery.fullVolts) this.endSinceMs = null;
    else this.endSinceMs ??= atMs;
    return this.endSinceMs !== null && atMs - this.endSinceMs >= CHARGE_END_MS;
  }

  private pull(towards: number, timeMs: number, sinceMs: number): void {
    const part = 1 - Math.exp(-sinceMs / timeMs);
    this.charge = clamp(this.charge! + part * (towards - this.charge!));
  }
}

function clamp(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}
