/** Emulated Arduinos with the real firmata-io at their port, in emulated time: as fast as the machine goes. */

import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { Level, Pin } from '../../../../hardware/board/board.ts';
import { Arduino } from '../../../../sim/board/mcu/arduino.ts';
import { type FirmwareName, firmwareHex } from '../../../../sim/board/mcu/firmware.ts';
import { type EmulatedPort, emulatedPort } from '../../../../sim/board/mcu/port.ts';

/** The part of firmata-io that is used here: it has no types of its own. */
export interface Firmata extends EventEmitter {
  readonly isReady: boolean;
  readonly firmware: { readonly name: string; readonly version: object };
  readonly version: { readonly major: number; readonly minor: number };
  readonly pins: readonly {
    readonly supportedModes: readonly number[];
    readonly analogChannel: number;
    readonly mode: number;
    readonly state: number;
  }[];
  readonly analogPins: readonly number[];
  readonly MODES: Readonly<Record<string, number>>;
  pinMode(pin: number, mode: number): void;
  digitalWrite(pin: number, value: number): void;
  digitalRead(pin: number, callback: (value: number) => void): void;
  analogRead(channel: number, callback: (value: number) => void): void;
  pwmWrite(pin: number, value: number): void;
  setSamplingInterval(ms: number): void;
  queryPinState(pin: number, callback: () => void): void;
  i2cConfig(): void;
  i2cWrite(address: number, bytes: readonly number[]): void;
  i2cReadOnce(
    address: number,
    register: number,
    count: number,
    callback: (bytes: readonly number[]) => void,
  ): void;
  i2cRead(
    address: number,
    register: number,
    count: number,
    callback: (bytes: readonly number[]) => void,
  ): void;
  i2cStop(address: number): void;
  sendString(text: string): void;
  reset(): void;
}

const FirmataIo = createRequire(import.meta.url)('firmata-io') as {
  readonly Firmata: new (port: EmulatedPort) => Firmata;
};

/** A change of an output, as `1203 D13 high`: whole milliseconds. */
export interface PinEvent {
  readonly atMs: number;
  readonly pin: Pin;
  readonly level: Level | null;
}

export class Stage {
  readonly arduino: Arduino;
  readonly port: EmulatedPort;
  readonly events: PinEvent[] = [];

  constructor(firmware: FirmwareName) {
    this.arduino = new Arduino({ hex: firmwareHex(firmware) });
    this.arduino.onPin = (pin, level, atMs) => this.events.push({ atMs, pin, level });
    this.port = emulatedPort(this.arduino);
  }

  /** Emulated time passes, and what listens at the port is told. */
  async pass(ms: number): Promise<void> {
    const toMs = this.arduino.nowMs + ms;
    while (this.arduino.nowMs < toMs) {
      this.arduino.advance(Math.min(toMs, this.arduino.nowMs + 1));
      await told();
    }
  }

  /** Emulated time passes until something is so. */
  async until(what: string, condition: () => boolean, withinMs = 5000): Promise<void> {
    const deadlineMs = this.arduino.nowMs + withinMs;
    while (!condition()) {
      if (this.arduino.nowMs > deadlineMs) throw new Error(`not within ${withinMs} ms: ${what}`);
      await this.pass(1);
    }
  }

  /** A board that firmata-io says is ready. */
  async firmata(): Promise<Firmata> {
    const firmata = new FirmataIo.Firmata(this.port);
    await this.until('the firmware answers', () => firmata.isReady);
    return firmata;
  }
}

/** Streams hand bytes on in ticks of the process. */
function told(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
