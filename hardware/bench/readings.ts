/**
 * Everything that can be read from a board on the bench at one moment, raw and as it counts: what the panel shows and
 * what `--json` prints.
 */

import type { Level, Pin } from '../board/board.ts';
import type { LedPattern } from '../drivers/led-patterns.ts';
import type { DeadManState } from '../link/board-link.ts';

export interface BoardReading {
  readonly up: boolean;
  /** Such as `RoostFirmata 1.0`; null while it is not there. */
  readonly firmware: string | null;
  /** Why it is not there. */
  readonly reason: string | null;
  readonly deadMan: {
    readonly kind: 'firmware' | 'pulse' | 'none';
    /** What the firmware said last; null where nothing tells. */
    readonly state: DeadManState | null;
  };
}

export interface ContactReading {
  readonly pin: Pin;
  /** As it was heard last, without debouncing. */
  readonly level: Level | null;
  /** Debounced; null until the board has told it. */
  readonly closed: boolean | null;
  /** How often it has opened since the board is up, bounces and all; null where nobody counts. */
  readonly openings: number | null;
}

export interface AmpsReading {
  readonly amps: number | null;
  /** The newest sample of an analog sensor, 0 to 1023; null for one that is none. */
  readonly raw: number | null;
  readonly fault: string | null;
}

export interface BatteryBenchReading {
  readonly volts: number | null;
  /** The newest sample of a divider, 0 to 1023; null for a sensor that is none. */
  readonly raw: number | null;
  /** Into the battery; null where nothing measures it. */
  readonly amps: number | null;
  readonly percent: number | null;
  readonly charging: boolean | null;
  /** What is wrong with the sensor. */
  readonly fault: string | null;
}

export interface RobotReadings {
  readonly role: 'robot';
  readonly board: BoardReading;
  readonly battery: BatteryBenchReading;
  readonly dock: ContactReading;
  /** What was told to the motors: percent, negative for backward. */
  readonly motors: { readonly left: number; readonly right: number };
  /** What they draw; null where nothing measures it. */
  readonly draw: AmpsReading | null;
  readonly led: LedPattern | null;
}

export interface PadReadings {
  readonly role: 'pad';
  readonly board: BoardReading;
  readonly relay: {
    readonly pin: Pin;
    /** What it was told. */
    readonly closed: boolean;
    /** How long it still stays closed by hand. */
    readonly remainingMs: number;
    readonly trouble: 'welded' | 'silent' | null;
  };
  /** The second contact of the relay; null where there is none. */
  readonly feedback: ContactReading | null;
  readonly contact: ContactReading | null;
  readonly current: AmpsReading | null;
  readonly led: LedPattern | null;
}

export type BenchReadings = RobotReadings | PadReadings;

/** Every sensor has told something: some moments after the board is up. */
export function isComplete(readings: BenchReadings): boolean {
  const heard = (contact: ContactReading | null): boolean => contact?.closed !== null;
  const told = (sense: AmpsReading | null): boolean =>
    sense === null || sense.amps !== null || sense.fault !== null;
  if (readings.role === 'pad') {
    return heard(readings.contact) && heard(readings.feedback) && told(readings.current);
  }
  const { battery, dock, draw } = readings;
  return heard(dock) && told(draw) && (battery.percent !== null || battery.fault !== null);
}
