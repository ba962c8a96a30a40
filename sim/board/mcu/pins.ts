/** Where the pins of an Uno are in the ATmega328P: D0 to D7 are port D, D8 to D13 port B, A0 to A5 port C. */

import type { Pin } from '../../../hardware/board/board.ts';

export type Port = 'B' | 'C' | 'D';

export interface Place {
  readonly port: Port;
  readonly bit: number;
}

/** All pins, in the order of their Firmata numbers. */
export const PINS: readonly Pin[] = [
  ...Array.from({ length: 14 }, (_, number) => `D${number}`),
  ...Array.from({ length: 6 }, (_, number) => `A${number}`),
];

const PLACES: ReadonlyMap<Pin, Place> = new Map(PINS.map((pin, number) => [pin, numbered(number)]));

function numbered(number: number): Place {
  if (number < 8) return { port: 'D', bit: number };
  return number < 14 ? { port: 'B', bit: number - 8 } : { port: 'C', bit: number - 14 };
}

export function placeOf(pin: Pin): Place {
  const place = PLACES.get(pin);
  if (place === undefined)
    throw new Error(`an Uno has no pin ${pin}; it has D0 to D13 and A0 to A5`);
  return place;
}

/** Channel of the analog converter. */
export function channelOf(pin: Pin): number {
  const { port, bit } = placeOf(pin);
  if (port !== 'C') throw new Error(`${pin} of an Uno is not analog; A0 to A5 are`);
  return bit;
}
