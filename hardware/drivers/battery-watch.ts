/**
 * Tells a broken battery sensor from an empty battery.
 *
 * An empty battery is a plausible reading, only low. A sensor that is broken does what no battery does: it shows
 * volts that the battery cannot have (a wire off reads about 0), jumps by half the battery's span from one reading to
 * the next (a loose wire), or shows the very same count while the motors run or charge flows (stuck: the
 * last bit of a real converter never keeps still then). A wire that hangs in the air and happens to float at
 * plausible volts cannot be told by looking at volts alone.
 *
 * What a sensor that was broken says is trusted again after a calm time.
 */

import type { BatteryBoard } from '../board/board.ts';

export interface WatchedReading {
  readonly volts: number;
  /** What the converter gave, before any arithmetic. */
  readonly raw: number;
  readonly amps: number | null;
  readonly atMs: number;
}

type Battery = Pick<
  BatteryBoard,
  'emptyVolts' | 'fullVolts' | 'lowestVolts' | 'highestVolts' | 'capacityAh'
>;

/** A spike is none yet. */
const OUTSIDE_MS = 1000;
/** No reading at all. */
const SILENT_MS = 3000;
/** Between two looks; over more, this process itself was held up, and has missed what the sensor said. */
const LONGEST_LOOK_MS = 500;
/** Of the way from empty to full volts: starting motors make a tired battery sag by less. */
const JUMP_SHARE = 0.5;
const JUMPS = 3;
const JUMPS_WITHIN_MS = 10_000;
/** A reading that has just jumped is not used. */
const AFTER_JUMP_MS = 500;
/** An approach or two of motors that run while the count stays the same. */
const FROZEN_DRIVEN_MS = 8000;
/** Of the capacity, in or out. */
const FROZEN_SHARE = 0.03;
/** A reading counts for no more driving or charge than this. */
const LONGEST_STEP_MS = 2000;
/** What was broken must be well for so long. */
const CALM_MS = 10_000;
const HOUR_MS = 3_600_000;

export class BatteryWatch {
  private readonly battery: Battery;
  private last: WatchedReading | null = null;
  private silentMs = 0;
  private lookedMs: number;
  private outsideSinceMs: number | null = null;
  private jumpsMs: number[] = [];
  private sameDrivenMs = 0;
  private sameFlowedAh = 0;
  private told: string | null = null;
  private symptomMs = Number.NEGATIVE_INFINITY;

  constructor(battery: Battery, nowMs: number) {
    this.battery = battery;
    this.lookedMs = nowMs;
  }

  /** What is wrong with the sensor, in plain words, or null. */
  get fault(): string | null {
    return this.told;
  }

  /** True when the reading can be used. `driving`: the motors ran since the one before. */
  note(reading: WatchedReading, driving: boolean): boolean {
    const { last } = this;
    if (last !== null && reading.atMs <= last.atMs) return false;
    this.last = reading;
    this.silentMs = 0;
    this.lookedMs = reading.atMs;
    const outside = this.isOutside(reading);
    if (last !== null) {
      this.lookForJump(last, reading);
      this.lookForFrost(last, reading, driving);
    }
    this.calm(reading.atMs);
    const jumpedMs = this.jumpsMs[this.jumpsMs.length - 1] ?? Number.NEGATIVE_INFINITY;
    return this.told === null && !outside && reading.atMs - jumpedMs >= AFTER_JUMP_MS;
  }

  /** There is no reading: `reason` where the sensor's driver knows why. */
  missing(reason: string | null, nowMs: number): void {
    this.silentMs += Math.min(nowMs - this.lookedMs, LONGEST_LOOK_MS);
    this.lookedMs = nowMs;
    if (reason !== null) this.tell(reason, nowMs);
    else if (this.silentMs >= SILENT_MS) this.tell('the battery sensor says nothing', nowMs);
  }

  private isOutside({ volts, atMs }: WatchedReading): boolean {
    const { lowestVolts, highestVolts } = this.battery;
    if (volts >= lowestVolts && volts <= highestVolts) {
      this.outsideSinceMs = null;
      return false;
    }
    this.outsideSinceMs ??= atMs;
    if (atMs - this.outsideSinceMs >= OUTSIDE_MS) {
      this.tell(
        `the battery sensor reads ${volts.toFixed(1)} V, and this battery has ${lowestVolts} to ` +
          `${highestVolts} V: is a wire off?`,
        atMs,
      );
    }
    return true;
  }

  private lookForJump(before: WatchedReading, { volts, atMs }: WatchedReading): void {
    const { emptyVolts, fullVolts } = this.battery;
    this.jumpsMs = this.jumpsMs.filter((jumpMs) => atMs - jumpMs < JUMPS_WITHIN_MS);
    if (Math.abs(volts - before.volts) <= JUMP_SHARE * (fullVolts - emptyVolts)) return;
    this.jumpsMs.push(atMs);
    if (this.jumpsMs.length < JUMPS) return;
    this.jumpsMs = this.jumpsMs.slice(-JUMPS);
    const from = before.volts.toFixed(1);
    this.tell(
      `the battery sensor jumps, from ${from} V to ${volts.toFixed(1)} V at once: is a wire loose?`,
      atMs,
    );
  }

  private lookForFrost(before: WatchedReading, reading: WatchedReading, driving: boolean): void {
    const { fullVolts, capacityAh } = this.battery;
    const { raw, volts, amps, atMs } = reading;
    // At its full volts a battery is charged at constant volts, and these may well stand still.
    if (raw !== before.raw || volts >= fullVolts) {
      this.sameDrivenMs = 0;
      this.sameFlowedAh = 0;
      return;
    }
    const sinceMs = Math.min(atMs - before.atMs, LONGEST_STEP_MS);
    if (driving) this.sameDrivenMs += sinceMs;
    this.sameFlowedAh += (Math.abs(amps ?? 0) * sinceMs) / HOUR_MS;
    if (this.sameDrivenMs >= FROZEN_DRIVEN_MS || this.sameFlowedAh >= FROZEN_SHARE * capacityAh) {
      this.tell(
        `the battery sensor has stuck at ${volts.toFixed(2)} V: no battery keeps so still ` +
          'while current flows',
        atMs,
      );
    }
  }

  private tell(what: string, atMs: number): void {
    // The first word stays while it lasts: the numbers in it would change with each reading.
    this.told ??= what;
    this.symptomMs = atMs;
  }

  private calm(atMs: number): void {
    if (this.told === null || atMs - this.symptomMs < CALM_MS) return;
    this.told = null;
  }
}
