/**
 * Knows one's own frames again when the medium gives them back: bridges that repeat what they are
 * given, wires with two ends.
 *
 * Two frames of two members never are the same bytes (source, number and tag), so one that equals
 * what was just sent is an echo.
 */

import { encodeCobs } from '../../../src/wire/cobs.ts';

/** An echo comes within a frame or two. */
const REMEMBERED = 8;

export class Echoes {
  private readonly frames: Uint8Array[] = [];

  /** The frame as COBS has it. */
  sent(packed: Uint8Array): void {
    this.frames.push(packed);
    if (this.frames.length > REMEMBERED) this.frames.shift();
  }

  /** Whether the frame was sent from here. Each is known once: said twice, it isn't an echo. */
  isEcho(frame: Uint8Array): boolean {
    if (this.frames.length === 0 || frame.length === 0) return false;
    const packed = encodeCobs(frame);
    const index = this.frames.findIndex((own) => equal(own, packed));
    if (index === -1) return false;
    this.frames.splice(index, 1);
    return true;
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
