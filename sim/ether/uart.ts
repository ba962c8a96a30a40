/**
 * One direction of a UART: bytes come at once into the process and take their time on the wire, one after
 * the other. A pty has no speed of its own, so this is where slow modules become slow.
 */
import { uartMs } from '../../src/radio/airtime.ts';
import type { Timeline } from '../../src/radio/timeline.ts';

/** Bytes are handed over in pieces of this length, since a parser would get the first ones early, too. */
const PIECE_BYTES = 32;

export interface UartOptions {
  readonly timeline: Timeline;
  /** Bits a second, asked for each piece: a module may change it. */
  readonly baud: () => number;
  /** What may wait; more is lost, as in a modem that is overrun. */
  readonly roomBytes: number;
  readonly onBytes: (bytes: Uint8Array) => void;
  readonly onOverrun: (bytes: number) => void;
}

export class Uart {
  /** When everything that was pushed will have passed. */
  silentAtMs = Number.NEGATIVE_INFINITY;
  private readonly options: UartOptions;
  private waitingBytes = 0;
  /** Counts the resets: what was on the wire before the last one never arrives. */
  private life = 0;

  constructor(options: UartOptions) {
    this.options = options;
  }

  push(bytes: Uint8Array): void {
    const { roomBytes, onOverrun } = this.options;
    const taken = bytes.subarray(0, Math.max(0, roomBytes - this.waitingBytes));
    if (taken.length < bytes.length) onOverrun(bytes.length - taken.length);
    for (let at = 0; at < taken.length; at += PIECE_BYTES) {
      this.pushPiece(taken.slice(at, at + PIECE_BYTES));
    }
  }

  /** The cable is pulled: whatever is under way is lost. */
  reset(): void {
    this.life += 1;
    this.waitingBytes = 0;
    this.silentAtMs = Number.NEGATIVE_INFINITY;
  }

  private pushPiece(piece: Uint8Array): void {
    const { timeline, baud, onBytes } = this.options;
    const { life } = this;
    this.waitingBytes += piece.length;
    this.silentAtMs = Math.max(timeline.nowMs, this.silentAtMs) + uartMs(baud(), piece.length);
    timeline.at(this.silentAtMs, () => {
      if (this.life !== life) return;
      this.waitingBytes -= piece.length;
      onBytes(piece);
    });
  }
}
