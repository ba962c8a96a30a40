/**
 * The API frames of an XBee in mode 2, as bytes: 7E, length, data, checksum, with 7E 7D 11 13 escaped after the
 * first byte (XBee/XBee-PRO S2C 802.15.4 RF Module User Guide, "Operate in API mode").
 */

const START = 0x7e;
const ESCAPE = 0x7d;
const FLIP = 0x20;
const ESCAPED: ReadonlySet<number> = new Set([START, ESCAPE, 0x11, 0x13]);

/** No frame of this module is longer. */
const MAX_DATA_BYTES = 300;

/** The bytes of a frame around `data`, which begins with the frame type. */
export function apiFrame(data: Uint8Array): Uint8Array {
  const plain = [data.length >> 8, data.length & 0xff, ...data, 0xff - (sum(data) & 0xff)];
  const escaped = plain.flatMap((byte) => (ESCAPED.has(byte) ? [ESCAPE, byte ^ FLIP] : [byte]));
  return Uint8Array.from([START, ...escaped]);
}

/** Finds frames in what a computer writes; whatever is no frame is passed over in silence, as the module does. */
export class ApiFrameReader {
  private frame: number[] | null = null;
  private isEscaped = false;

  /** Calls `onData` with the data of each frame that is whole and whose checksum is right. */
  push(bytes: Uint8Array, onData: (data: Uint8Array) => void): void {
    for (const byte of bytes) this.take(byte, onData);
  }

  clear(): void {
    this.frame = null;
    this.isEscaped = false;
  }

  private take(byte: number, onData: (data: Uint8Array) => void): void {
    if (byte === START) {
      this.frame = [];
      this.isEscaped = false;
    } else if (this.frame === null) return;
    else if (byte === ESCAPE) this.isEscaped = true;
    else {
      this.frame.push(this.isEscaped ? byte ^ FLIP : byte);
      this.isEscaped = false;
      this.look(this.frame, onData);
    }
  }

  private look(frame: readonly number[], onData: (data: Uint8Array) => void): void {
    if (frame.length < 2) return;
    const length = (frame[0]! << 8) | frame[1]!;
    if (length === 0 || length > MAX_DATA_BYTES) this.clear();
    else if (frame.length === length + 3) {
      this.clear();
      const data = Uint8Array.from(frame.slice(2, -1));
      if (((sum(data) + frame.at(-1)!) & 0xff) === 0xff) onData(data);
    }
  }
}

function sum(data: Uint8Array): number {
  return data.reduce((total, byte) => total + byte, 0);
}
