/**
 * Frames on a stream of bytes: consistent overhead byte stuffing (Cheshire and Baker, 1999), with a zero
 * at both ends.
 *
 * Stuffing takes the zeros out of a frame, so that a zero always is an end of one. With a zero before
 * it too, noise between two frames can't grow into the second; with one delimiter only, each damaged
 * frame would cost its neighbour. There is no checksum: the tag of a frame covers it.
 */

/** The longest that a frame may be when stuffed, both zeros included: what is longer is noise. */
export const MAX_COBS_BYTES = 260;
/** The code of a block that is full: 254 bytes, and no zero after them. */
const FULL_BLOCK = 0xff;

/** The longest frame that fits: two blocks, three bytes with the zeros and two codes. */
export const MAX_COBS_FRAME_BYTES = MAX_COBS_BYTES - 4;

/**
 * The frame between two zeros, itself without zeros. Throws RangeError when it is empty or above
 * MAX_COBS_FRAME_BYTES: the reader at the other end would not take it.
 */
export function encodeCobs(frame: Uint8Array): Uint8Array {
  if (frame.length === 0 || frame.length > MAX_COBS_FRAME_BYTES)
    throw new RangeError(`a frame of ${frame.length} bytes is not 1 to ${MAX_COBS_FRAME_BYTES}`);
  const stuffed = new Uint8Array(frame.length + 4);
  let codeAt = 1;
  let length = 2;
  for (let i = 0; i < frame.length; i++) {
    const byte = frame[i]!;
    if (byte !== 0) {
      stuffed[length] = byte;
      length += 1;
    }
    const full = length - codeAt === FULL_BLOCK;
    // A full block at the very end needs no empty one after it.
    if (byte === 0 || (full && i < frame.length - 1)) {
      stuffed[codeAt] = length - codeAt;
      codeAt = length;
      length += 1;
    }
  }
  stuffed[codeAt] = length - codeAt;
  return stuffed.subarray(0, length + 1);
}

/**
 * What stood between two zeros, unstuffed; null when no encoder writes that. Blocks that are not full have a zero
 * between them, so what fits may still be a byte longer than any frame.
 */
function decode(stuffed: Uint8Array): Uint8Array | null {
  const frame = new Uint8Array(stuffed.length);
  let length = 0;
  let at = 0;
  let full = false;
  while (at < stuffed.length) {
    const code = stuffed[at]!;
    const end = at + code;
    if (end > stuffed.length) return null;
    frame.set(stuffed.subarray(at + 1, end), length);
    length += code - 1;
    // An empty block after a full one says nothing that its absence doesn't.
    if (full && code === 1 && end === stuffed.length) return null;
    full = code === FULL_BLOCK;
    at = end;
    if (!full && at < stuffed.length) length += 1;
  }
  return length === 0 ? null : frame.slice(0, length);
}

/** Bytes came that are no frame; `bytes` counts them without the zeros. */
export type CobsDrop = 'malformed' | 'oversized';

/** Finds the frames in a stream, in memory and time that do not depend on what comes. */
export class CobsReader {
  private readonly held = new Uint8Array(MAX_COBS_BYTES - 2);
  /** Since the last zero; above the size of `held` they are only counted. */
  private count = 0;

  /** `onFrame` gets frames that stay valid. Bytes before the first zero may be half a frame. */
  push(
    bytes: Uint8Array,
    onFrame: (frame: Uint8Array) => void,
    onDrop: (reason: CobsDrop, bytes: number) => void,
  ): void {
    let from = 0;
    while (from < bytes.length) {
      const zero = bytes.indexOf(0, from);
      const to = zero === -1 ? bytes.length : zero;
      this.hold(bytes.subarray(from, to));
      if (zero !== -1) this.finish(onFrame, onDrop);
      from = to + 1;
    }
  }

  /** Forgets what came since the last zero: the stream was cut. */
  reset(): void {
    this.count = 0;
  }

  private hold(part: Uint8Array): void {
    const { held, count } = this;
    if (count + part.length <= held.length) held.set(part, count);
    this.count += part.length;
  }

  private finish(
    onFrame: (frame: Uint8Array) => void,
    onDrop: (reason: CobsDrop, bytes: number) => void,
  ): void {
    const { held, count } = this;
    this.count = 0;
    if (count === 0) return;
    if (count > held.length) {
      onDrop('oversized', count);
      return;
    }
    const frame = decode(held.subarray(0, count));
    if (frame === null) onDrop('malformed', count);
    else if (frame.length > MAX_COBS_FRAME_BYTES) onDrop('oversized', count);
    else onFrame(frame);
  }
}
