/**
 * What a UART makes of bytes that were sent at another speed: the line is drawn as the sender's levels and
 * sampled at the receiver's pace, so the rubbish is that of a real wrong baud rate, the same each time.
 */

/** A start bit (low), eight data bits from the lowest, a stop bit (high): 8N1. */
const BITS = 10;

/** A receiver takes speeds within this share of its own; two UARTs at 8N1 stand about 4 %. */
const TOLERANCE = 0.03;

/** The bytes that a receiver at `toBaud` reads of `bytes` sent back to back at `fromBaud`; both above 0. */
export function readAtSpeed(bytes: Uint8Array, fromBaud: number, toBaud: number): Uint8Array {
  if (!(fromBaud > 0 && toBaud > 0)) throw new RangeError(`no speeds: ${fromBaud} and ${toBaud}`);
  if (Math.abs(fromBaud / toBaud - 1) <= TOLERANCE) return bytes;
  const ratio = fromBaud / toBaud;
  const end = bytes.length * BITS;
  const read: number[] = [];
  let at = 0;
  for (;;) {
    at = nextFall(bytes, at);
    if (at >= end) return Uint8Array.from(read);
    // Bits are sampled in their middle; a start bit that is over by then was a glitch.
    if (levelAt(bytes, at + ratio / 2)) {
      at = Math.floor(at) + 1;
      continue;
    }
    let value = 0;
    for (let bit = 0; bit < 8; bit += 1) {
      if (levelAt(bytes, at + ratio * (bit + 1.5))) value |= 1 << bit;
    }
    read.push(value);
    at += ratio * (BITS - 0.5);
  }
}

/** Position, in bits of the sender, where the line is low next: at `from`, or at the start of a later bit. */
function nextFall(bytes: Uint8Array, from: number): number {
  const end = bytes.length * BITS;
  if (from >= end || !levelAt(bytes, from)) return from;
  let bit = Math.floor(from) + 1;
  while (bit < end && levelAt(bytes, bit)) bit += 1;
  return bit;
}

/** Whether the line is high at a position; it rests high after the last byte. */
function levelAt(bytes: Uint8Array, position: number): boolean {
  const bit = Math.floor(position);
  const byte = bytes[Math.floor(bit / BITS)];
  if (byte === undefined) return true;
  const place = bit % BITS;
  if (place === 0) return false;
  return place === BITS - 1 || ((byte >> (place - 1)) & 1) === 1;
}
