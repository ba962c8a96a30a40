/**
 * What the drivers need of an IO plugin of johnny-five: firmata-io's Firmata is one, the GPIO plugin
 * another, and test/hardware/fake-io.ts a third.
 *
 * Pins are numbers here: 8 for D8, 14 to 19 for A0 to A5 used as digital pins, 17 for GPIO17. Analog reads
 * count channels: 0 for A0.
 */

import type { EventEmitter } from 'node:events';

export interface IoModes {
  readonly INPUT: number;
  readonly OUTPUT: number;
  readonly ANALOG: number;
  readonly PWM: number;
  /** An input with its pull-up; boards before Firmata 2.5 don't know it. */
  readonly PULLUP: number;
}

export interface IoPin {
  /** Values of `IoModes`. */
  readonly supportedModes: readonly number[];
  mode?: number | undefined;
  value?: number | null;
}

export interface Io extends EventEmitter {
  readonly name: string;
  readonly isReady: boolean;
  readonly MODES: IoModes;
  readonly HIGH: 1;
  readonly LOW: 0;
  readonly pins: readonly IoPin[];
  pinMode(pin: number, mode: number): void;
  /** On an input: switches its pull-up. */
  digitalWrite(pin: number, value: number): void;
  /** Calls back with the level at once or soon, and then at least at each change. */
  digitalRead(pin: number, callback: (value: number) => void): void;
  analogRead(channel: number, callback: (value: number) => void): void;
  pwmWrite(pin: number, value: number): void;
  /**
   * Calls back when the board has answered: by then it has done all that it was told before, and has told all that it
   * had seen. Left out where nothing can be on its way, as with the GPIO of this machine.
   */
  queryPinState?(pin: number, callback: () => void): void;
  /** Outputs off and everything given back, where the plugin can do that. */
  close?(): Promise<void>;
}
