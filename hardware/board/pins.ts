/**
 * What each pin of each board can do, so that a wrong wire is told by the configuration and not by smoke.
 *
 * Uno and Nano are one chip (ATmega328P datasheet, section 1; the Nano has two pins more, which only measure). The
 * pins of a Raspberry Pi switch and read, and do nothing else.
 */

import type { BoardModel, Pin } from './board.ts';

/** What a pin is used for. */
export type PinUse = 'input' | 'pull-up' | 'output' | 'pwm' | 'analog';

/** What a pin does from the moment of power until the program sets it. */
type AtStart =
  /** Nothing: what it leads to decides. */
  | 'floats'
  | 'pulled-low'
  | 'pulled-high'
  /** The boot loader or the system uses it. */
  | 'driven';

interface PinKind {
  readonly uses: readonly PinUse[];
  readonly atStart: AtStart;
}

const DIGITAL: readonly PinUse[] = ['input', 'pull-up', 'output'];
const PWM: ReadonlySet<Pin> = new Set(['D3', 'D5', 'D6', 'D9', 'D10', 'D11']);

function named<T>(prefix: string, from: number, to: number, kind: (pin: Pin, number: number) => T) {
  return Array.from({ length: to - from + 1 }, (_, index): [Pin, T] => {
    const pin = `${prefix}${from + index}`;
    return [pin, kind(pin, from + index)];
  });
}

/** The boot loader blinks the light of the board, which is at D13, at every reset. */
const arduinoDigital = named('D', 2, 13, (pin): PinKind => {
  const uses = PWM.has(pin) ? [...DIGITAL, 'pwm' as const] : DIGITAL;
  return { uses, atStart: pin === 'D13' ? 'driven' : 'floats' };
});

const arduinoAnalog = (last: number) =>
  named('A', 0, last, (_pin, number): PinKind => {
    return { uses: number > 5 ? ['analog'] : [...DIGITAL, 'analog'], atStart: 'floats' };
  });

/** Pulls at power-on: BCM2835 ARM Peripherals, table 6-31. GPIO14 talks while a serial console is on. */
const raspberry = named('GPIO', 2, 27, (_pin, number): PinKind => {
  const pulled = number <= 8 ? 'pulled-high' : 'pulled-low';
  return { uses: DIGITAL, atStart: number === 14 ? 'driven' : pulled };
});

interface Model {
  /** As one would say it. */
  readonly name: string;
  readonly pins: ReadonlyMap<Pin, PinKind>;
  /** All pins, said shortly. */
  readonly range: string;
  /** Pins that have another duty, and which. */
  readonly taken: Readonly<Record<Pin, string>>;
  /** Data and clock of the I2C bus. */
  readonly i2c: readonly [sda: Pin, scl: Pin];
}

const SERIAL_LINE = {
  D0: 'the serial line to the computer',
  D1: 'the serial line to the computer',
};

export const MODELS: Readonly<Record<BoardModel, Model>> = {
  uno: {
    name: 'an Arduino Uno',
    pins: new Map([...arduinoDigital, ...arduinoAnalog(5)]),
    range: 'D2 to D13 and A0 to A5',
    taken: SERIAL_LINE,
    i2c: ['A4', 'A5'],
  },
  nano: {
    name: 'an Arduino Nano',
    pins: new Map([...arduinoDigital, ...arduinoAnalog(7)]),
    range: 'D2 to D13 and A0 to A7',
    taken: SERIAL_LINE,
    i2c: ['A4', 'A5'],
  },
  pi: {
    name: 'a Raspberry Pi',
    pins: new Map(raspberry),
    range: 'GPIO2 to GPIO27',
    taken: {},
    i2c: ['GPIO2', 'GPIO3'],
  },
};

export function isModel(value: unknown): value is BoardModel {
  return typeof value === 'string' && Object.hasOwn(MODELS, value);
}

export function isArduino(model: BoardModel): boolean {
  return model !== 'pi';
}

/** All pins of a board that can be used so, in the order of the board. */
export function pinsFor(model: BoardModel, use: PinUse): Pin[] {
  const pins = [...MODELS[model].pins];
  return pins.flatMap(([pin, { uses }]) => (uses.includes(use) ? [pin] : []));
}
