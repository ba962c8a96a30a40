/**
 * The dead-man of Roost's own firmware on the wire: a sysex 0x0B of Firmata with a word and its numbers, each
 * byte below 0x80, numbers of 14 bits with the lower 7 first.
 */

import type { DeadManState } from './board-link.ts';
import { FIRMATA } from './frames.ts';

const ARM = 0x01;
const GRANT = 0x02;
const QUERY = 0x03;

/** The most that 14 bits hold. */
export const LONGEST_MS = 0x3fff;
/** Flags, beat, remaining (2), trips (2), cause, pins, timeout (2). */
const STATE_BYTES = 10;

export type Sysex = readonly number[];

/** Guards a pin, and puts it at its safe level: 0 or 1. */
export function armFrame(pin: number, safe: 0 | 1, timeoutMs: number): Sysex {
  return [FIRMATA.roost, ARM, pin, safe, ...low14(timeoutMs)];
}

/** `beat` counts up from one grant to the next, modulo 128. */
export function grantFrame(beat: number, forMs: number): Sysex {
  return [FIRMATA.roost, GRANT, beat & 0x7f, ...low14(forMs)];
}

export function queryFrame(): Sysex {
  return [FIRMATA.roost, QUERY];
}

/** The state in a message with its first and last byte; null when it is none. */
export function readState(message: Uint8Array): DeadManState | null {
  const [start, command, word, ...rest] = message;
  if (start !== FIRMATA.startSysex || command !== FIRMATA.roost || word !== QUERY) return null;
  const data = rest.slice(0, -1);
  if (data.length < STATE_BYTES) return null;
  const [flags, beat, left0, left1, trips0, trips1, cause, guardedPins, timeout0, timeout1] =
    data as [number, number, number, number, number, number, number, number, number, number];
  return {
    armed: (flags & 1) !== 0,
    tripped: (flags & 2) !== 0,
    granted: (flags & 4) !== 0,
    beat,
    remainingMs: left0 | (left1 << 7),
    trips: trips0 | (trips1 << 7),
    resetCause: cause,
    guardedPins,
    timeoutMs: timeout0 | (timeout1 << 7),
  };
}

function low14(value: number): [number, number] {
  const whole = Math.max(0, Math.min(LONGEST_MS, Math.floor(value)));
  return [whole & 0x7f, whole >> 7];
}
