/** What noise does to bytes. Each function returns new bytes: what the sender gave stays as it was. */

/** Bytes with one bit inverted; `fraction` in [0, 1) says which. Empty bytes stay empty. */
export function flipBit(bytes: Uint8Array, fraction: number): Uint8Array {
  const damaged = bytes.slice();
  const bit = Math.floor(fraction * bytes.length * 8);
  if (bit < bytes.length * 8) damaged[bit >> 3]! ^= 1 << (bit & 7);
  return damaged;
}

/** A prefix that lacks at least one byte: what a receiver gets that lost the signal in the middle. */
export function cutShort(bytes: Uint8Array, fraction: number): Uint8Array {
  return bytes.slice(0, Math.floor(fraction * bytes.length));
}

/** Two frames in one piece: what a modem without framing hands over when it waited too long. */
export function glue(first: Uint8Array, second: Uint8Array): Uint8Array {
  const glued = new Uint8Array(first.length + second.length);
  glued.set(first);
  glued.set(second, first.length);
  return glued;
}
