/**
 * API frames of an XBee, mode 2: a start byte, the length, the data and a checksum; where the start byte or
 * flow control would occur in them, an escape byte stands and the byte after it is inverted in bit 5
 * (Digi, "XBee/XBee-PRO S2C 802.15.4 RF Module User Guide", "API frame specifications").
 */

const START = 0x7e;
const ESCAPE = 0x7d;
const ESCAPED = [START, ESCAPE, 0x11, 0x13];
const ESCAPE_BIT = 0x20;

/** More than any frame of a module with packets of 116 bytes has; a longer length is noise. */
export const XBEE_DATA_BYTES = 256;

/** The frame around `data`, which begins with the type of the frame. */
export function encodeXbee(data: Uint8Array): Uint8Array {
  const plain = Uint8Array.from([data.length >> 8, data.length & 0xff, ...data, checksum(data)]);
  const escaped = [START];
  for (const byte of plain) {
    if (ESCAPED.includes(byte)) escaped.push(ESCAPE, byte ^ ESCAPE_BIT);
    else escaped.push(byte);
  }
  return Uint8Array.from(escaped);
}

/** What is missing to 0xFF, in one byte. */
function checksum(data: Uint8Array): number {
  return 0xff - (data.reduce((sum, byte) => sum + byte, 0) & 0xff);
}

/** Finds frames in a stream; an unescaped start byte always begins a new one. */
export class XbeeReader {
  /** Length, data and checksum, unescaped. */
  private readonly held = new Uint8Array(2 + XBEE_DATA_BYTES + 1);
  /** Null: outside of a frame, so that bytes up to the next start are noise. */
  private count: number | null = null;
  private isEscaped = false;
  private noise = 0;

  /** `onFrame` gets data that stays valid, at least one byte; `onNoise` a count of bytes. */
  push(
    bytes: Uint8Array,
    onFrame: (data: Uint8Array) => void,
    onNoise: (bytes: number) => void,
  ): void {
    for (const byte of bytes) {
      if (byte === START) {
        this.noise += this.count === null ? 0 : this.count + 1;
        if (this.noise > 0) onNoise(this.noise);
        this.noise = 0;
        this.count = 0;
        this.isEscaped = false;
      } else if (this.count === null) this.noise += 1;
      else if (byte === ESCAPE && !this.isEscaped) this.isEscaped = true;
      else {
        this.held[this.count] = this.isEscaped ? byte ^ ESCAPE_BIT : byte;
        this.count += 1;
        this.isEscaped = false;
        this.judge(this.count, onFrame);
      }
    }
  }

  private judge(count: number, onFrame: (data: Uint8Array) => void): void {
    const { held } = this;
    if (count < 2) return;
    const length = held[0]! * 256 + held[1]!;
    if (length === 0 || length > XBEE_DATA_BYTES) {
      this.giveUp(count);
      return;
    }
    if (count < 2 + length + 1) return;
    const data = held.slice(2, 2 + length);
    if (held[2 + length] !== checksum(data)) {
      this.giveUp(count);
      return;
    }
    this.count = null;
    onFrame(data);
  }

  private giveUp(count: number): void {
    this.noise += count + 1;
    this.count = null;
  }
}
