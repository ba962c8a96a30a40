/** Names of pins, as they are printed on the board, as the numbers that johnny-five's IO plugins take. */

import type { Level, Pin } from '../board/board.ts';

/** Digital pins of an Uno come first, then A0 to A5 (and A6, A7 of a Nano). */
const FIRST_ANALOG = 14;

/** The number for pinMode, digitalWrite, digitalRead and pwmWrite of an IO plugin. */
export function devicePin(pin: Pin): number {
  const { letters, number } = parts(pin);
  return letters === 'A' ? FIRST_ANALOG + number : number;
}

/**
 * What johnny-five's components want as `pin`. Theirs are other rules: on an Uno they take 14 for A0, and
 * that for pin 0; only `A0` by its name becomes the digital pin 14.
 */
export function componentPin(pin: Pin): number | string {
  const { letters, number } = parts(pin);
  return letters === 'A' ? pin : number;
}

/** The channel for analogRead. */
export function analogChannel(pin: Pin): number {
  const { letters, number } = parts(pin);
  if (letters !== 'A') throw new Error(`${pin} is no analog pin; use A0 to A7`);
  return number;
}

export function levelValue(level: Level): 0 | 1 {
  return level === 'high' ? 1 : 0;
}

function parts(pin: Pin): { letters: string; number: number } {
  const match = /^(D|A|GPIO)(\d+)$/.exec(pin);
  if (match === null) throw new Error(`${pin} is no name of a pin; use D2, A0 or GPIO17`);
  return { letters: match[1]!, number: Number(match[2]) };
}
