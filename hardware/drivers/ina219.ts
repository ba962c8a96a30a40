/**
 * Volts and amps from an INA219 on the board's I2C bus (TI SBOS448). johnny-five has no class for it, so this
 * asks for its registers by the IO plugin.
 *
 * The chip's own current register is not used: it needs a calibration that a moment without supply makes the chip
 * forget, after which it reads 0 A for ever. The volts across the shunt need none.
 *
 * One question is on its way at a time. Firmata's answers carry no number, so an answer that comes too late
 * could be taken for the next one; after a question without an answer the bus therefore keeps silent for a
 * while. An absent chip shows in three ways: an empty answer (Firmata 2.5), a text about too few
 * bytes with the bytes of some former answer (2.3, 2.4), or no answer at all.
 */

import type { Ina219Board } from '../board/board.ts';
import type { LiveBoard } from '../link/board-link.ts';
import type { Io } from '../link/io.ts';
import type { VoltsReading, VoltsSense } from './battery-sense.ts';
import type { DriverPorts } from './contact.ts';
import type { CurrentSense } from './current.ts';

export interface Ina219 extends VoltsSense, CurrentSense {}

/** What of an IO plugin only boards with an I2C bus have. */
interface I2cIo extends Io {
  i2cConfig(options: Record<string, never>): unknown;
  i2cWrite(address: number, register: number, bytes: readonly number[]): unknown;
  i2cReadOnce(
    address: number,
    register: number,
    count: number,
    callback: (bytes: readonly number[]) => void,
  ): unknown;
  /** Forgets who waits for answers of this address. */
  i2cStop?(address: number): unknown;
}

const CONFIGURATION = { register: 0x00, bytes: [0x39, 0x9f] } as const;
const SHUNT_VOLTS = 0x01;
const BUS_VOLTS = 0x02;
const SHUNT_STEP_VOLTS = 10e-6;
const BUS_STEP_VOLTS = 4e-3;
/** The lowest bits of the bus register are flags. */
const BUS_FLAG_BITS = 3;

/** Both registers, 84 bytes there and back: 7 ms of a line of 57600 baud. */
const READ_EVERY_MS = 100;
/** An answer takes some milliseconds; twenty times that is too late. */
const ANSWER_MS = 300;
/** Silence after a miss, so that a late answer meets nobody who waits. */
const SILENCE_MS = 300;
/** In a row. */
const MOST_MISSES = 3;
const TOO_FEW = /too few bytes/i;

/** `onReading` is called after each reading, and when the chip has gone. */
export function openIna219(
  { io }: Pick<LiveBoard, 'io'>,
  { address, shuntOhms }: Ina219Board,
  { clock, makeAlarm }: DriverPorts,
  onReading: () => void,
): Ina219 {
  const bus = io as I2cIo;
  let latest: (VoltsReading & { readonly amps: number }) | null = null;
  let fault: string | null = null;
  let misses = 0;
  /** Grows with each question: who has asked an older one no longer waits. */
  let question = 0;
  let waits = false;

  const alarm = makeAlarm(() => {
    if (waits) miss();
    else askBoth();
  });

  function ask(register: number, then: (word: number) => void): void {
    question += 1;
    const mine = question;
    waits = true;
    alarm.set(clock.nowMs() + ANSWER_MS);
    bus.i2cReadOnce(address, register, 2, (bytes) => {
      if (mine !== question || !waits) return;
      waits = false;
      const [high, low] = bytes;
      if (high === undefined || low === undefined) miss();
      else then((high << 8) | low);
    });
  }

  function askBoth(): void {
    ask(BUS_VOLTS, (busWord) => ask(SHUNT_VOLTS, (shuntWord) => take(busWord, shuntWord)));
  }

  function take(busWord: number, shuntWord: number): void {
    const atMs = clock.nowMs();
    const steps = busWord >> BUS_FLAG_BITS;
    // Two's complement.
    const shuntSteps = shuntWord >= 0x8000 ? shuntWord - 0x10000 : shuntWord;
    misses = 0;
    fault = null;
    latest = {
      volts: steps * BUS_STEP_VOLTS,
      amps: (shuntSteps * SHUNT_STEP_VOLTS) / shuntOhms,
      raw: steps * 0x10000 + shuntWord,
      atMs,
    };
    alarm.set(atMs + READ_EVERY_MS);
    onReading();
  }

  function miss(): void {
    waits = false;
    misses += 1;
    bus.i2cStop?.(address);
    alarm.set(clock.nowMs() + SILENCE_MS);
    if (misses < MOST_MISSES) return;
    latest = null;
    fault = `no INA219 answers at address ${hex(address)}: look at its wires and address`;
    // One that was without supply has forgotten it.
    configure();
    onReading();
  }

  function configure(): void {
    bus.i2cWrite(address, CONFIGURATION.register, CONFIGURATION.bytes);
  }

  const onString = (text: string): void => {
    if (waits && TOO_FEW.test(text)) miss();
  };

  if (typeof bus.i2cReadOnce !== 'function') {
    fault = `this board has no I2C bus for the INA219 at address ${hex(address)}`;
  } else {
    bus.on('string', onString);
    bus.i2cConfig({});
    configure();
    askBoth();
  }

  return {
    get fault() {
      return fault;
    },
    volts: () => latest,
    amps: () => latest?.amps ?? null,
    close() {
      question += 1;
      waits = false;
      alarm.set(null);
      bus.removeListener('string', onString);
    },
  };
}

function hex(address: number): string {
  return `0x${address.toString(16)}`;
}
