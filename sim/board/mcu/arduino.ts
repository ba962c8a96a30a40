/**
 * An Arduino Uno on which a real firmware runs: an ATmega328P at 16 MHz with its pins, serial port, analog inputs
 * and I2C bus. Time passes only in `advance`; the same inputs at the same times give the same outputs, to the cycle.
 */

import type { Level, Pin } from '../../../hardware/board/board.ts';
import { CLOCK_HZ } from './chip.ts';
import { flashOf } from './hex.ts';
import type { I2cDevice } from './i2c.ts';
import { Idle } from './idle.ts';
import { Life, MCUSR } from './life.ts';
import { Outputs } from './outputs.ts';
import { channelOf, PINS, type Place, placeOf } from './pins.ts';

export type { I2cDevice } from './i2c.ts';

const CYCLES_PER_MS = CLOCK_HZ / 1000;
const ANALOG_CHANNELS = 6;
/** Bits of MCUSR. */
const POWER_ON = 1;
const EXTERNAL_RESET = 2;
const WATCHDOG_RESET = 8;

export interface ArduinoOptions {
  /** Text of an Intel HEX file. */
  readonly hex: string;
  /** False: idle loops are executed and not skipped. It changes nothing but how long it takes. */
  readonly skipIdle?: boolean;
}

export class Arduino {
  /** Bytes from its serial port. */
  onBytes: (bytes: Uint8Array) => void = () => {};
  /** Each change of an output; null: it became an input. Edges of PWM are not told. */
  onPin: (pin: Pin, level: Level | null, atMs: number) => void = () => {};
  /** Each change of an output's duty, 0 to 1: PWM, or a level that is 0 or 1. */
  onDuty: (pin: Pin, duty: number, atMs: number) => void = () => {};
  private readonly program: Uint16Array;
  private readonly skipIdle: boolean;
  private readonly outputs: Outputs;
  private readonly driven = new Map<string, Level>();
  private readonly volts: number[] = new Array<number>(ANALOG_CHANNELS).fill(0);
  private readonly devices = new Map<number, I2cDevice>();
  private life: Life;
  /** Of all lives before this one. */
  private pastCycles = 0;
  private wantsReset = 0;

  constructor({ hex, skipIdle = true }: ArduinoOptions) {
    this.program = new Uint16Array(flashOf(hex).buffer);
    this.skipIdle = skipIdle;
    this.outputs = new Outputs(
      PINS.map((pin) => [pin, placeOf(pin)] as const),
      (place) => this.life.output(place),
      {
        onPin: (pin, level) => this.onPin(pin, level, this.nowMs),
        onDuty: (pin, duty) => this.onDuty(pin, duty, this.nowMs),
      },
    );
    this.life = this.begin(POWER_ON);
  }

  /** Emulated time since power came. */
  get nowMs(): number {
    return (this.pastCycles + this.life.chip.cycles) / CYCLES_PER_MS;
  }

  /** Bytes that came faster than the firmware took them, since the last reset. */
  get overruns(): number {
    return this.life.usart.overruns;
  }

  /** Of the time since the last reset, what did not have to be executed (idle.ts). */
  get skippedMs(): number {
    return this.life.chip.skippedCycles / CYCLES_PER_MS;
  }

  /** Runs until an emulated time; an instruction may end a little later. */
  advance(toMs: number): void {
    const toCycle = Math.ceil(toMs * CYCLES_PER_MS);
    while (this.pastCycles + this.life.chip.cycles < toCycle) {
      this.life.chip.run(toCycle - this.pastCycles);
      if (this.wantsReset !== 0) this.restart(this.wantsReset);
    }
  }

  /** As the reset button. */
  reset(): void {
    this.restart(EXTERNAL_RESET);
  }

  /** The program gets stuck with its interrupts off, as after a stray jump: only a reset helps. */
  hang(): void {
    this.life.chip.stuck = true;
  }

  /** Bytes to its serial port: they arrive one after the other, at the baud rate that the firmware has set. */
  feed(bytes: Uint8Array): void {
    this.life.usart.feed(bytes);
  }

  /** What the world puts on a digital pin; null: nothing, and a pull-up decides (without one it reads low). */
  drive(pin: Pin, level: Level | null): void {
    const place = placeOf(pin);
    if (level === null) this.driven.delete(keyOf(place));
    else this.driven.set(keyOf(place), level);
    this.life.settleInputs(place.port);
  }

  /** At an analog pin; 5 V is full scale. */
  setVolts(pin: Pin, volts: number): void {
    this.volts[channelOf(pin)] = volts;
    this.life.setVolts();
  }

  /** What the chip puts out at this moment; null: the pin is an input. */
  level(pin: Pin): Level | null {
    return this.life.output(placeOf(pin)).level;
  }

  /** Share of the time that an output is high, 0 to 1. */
  duty(pin: Pin): number {
    return this.life.output(placeOf(pin)).duty;
  }

  /** Puts a device on the I2C bus (A4, A5). */
  attach(address: number, device: I2cDevice): void {
    this.devices.set(address, device);
  }

  /** Takes it off again. */
  detach(address: number): void {
    this.devices.delete(address);
  }

  private begin(resetFlags: number): Life {
    const { program, devices, volts } = this;
    return new Life({
      program,
      devices,
      volts,
      idle: this.skipIdle ? new Idle() : null,
      resetFlags,
      driven: (place) => this.driven.get(keyOf(place)) ?? null,
      onByte: (byte) => this.onBytes(Uint8Array.of(byte)),
      onOutput: (changed) => this.outputs.changed(changed),
      onWatchdog: () => {
        this.wantsReset = WATCHDOG_RESET;
      },
    });
  }

  private restart(cause: number): void {
    const { chip } = this.life;
    this.wantsReset = 0;
    this.pastCycles += chip.cycles;
    const flags = chip.data[MCUSR]! | cause;
    // The new chip counts from 0 again, so that the moment is the same for whoever listens.
    this.life = this.begin(flags);
    this.outputs.release();
  }
}

function keyOf({ port, bit }: Place): string {
  return `${port}${bit}`;
}
