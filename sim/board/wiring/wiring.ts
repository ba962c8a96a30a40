/**
 * What a board's pins are wired to, in both directions: `outputs` is what the pins do to the world, `inputs` what
 * the world does to the pins. Both are about whole states and not about edges, so one that is asked too often does
 * no harm.
 */
import type { Level, Pin } from '../../../hardware/board/board.ts';
import type { I2cDevice } from '../mcu/arduino.ts';

/** What the pins put out. */
export interface Outputs {
  /** Null: the pin is an input. */
  level(pin: Pin): Level | null;
  /** 0 to 1. */
  duty(pin: Pin): number;
}

/** What the world may do to pins. */
export interface Inputs {
  drive(pin: Pin, level: Level | null): void;
  setVolts(pin: Pin, volts: number): void;
}

export interface Wiring {
  /** What hangs on the I2C bus by now, by address. */
  readonly devices: ReadonlyMap<number, I2cDevice>;
  /** `pins` null: the board has no power, and its pins do nothing. The world is at `nowMs`. */
  outputs(pins: Outputs | null, nowMs: number): void;
  inputs(pins: Inputs, nowMs: number): void;
}
