/**
 * The receiving half of the modems: each hands one frame after the other over its UART, which may be slower
 * than the air, and has room for so many bytes meanwhile.
 */
export class Outlets {
  /** When each station's UART has handed over all that it has. */
  private readonly freeMs: Float64Array;
  private readonly roomMs: number;

  /** `roomMs`: time that the UART needs for a full buffer. */
  constructor(stations: number, roomMs: number) {
    this.freeMs = new Float64Array(stations);
    this.roomMs = roomMs;
  }

  /** When a frame that is there at `readyMs` has been handed over; null: there is no room for it. */
  pass(station: number, readyMs: number, uartMs: number): number | null {
    const startMs = Math.max(readyMs, this.freeMs[station]!);
    if (startMs + uartMs - readyMs > this.roomMs) return null;
    this.freeMs[station] = startMs + uartMs;
    return startMs + uartMs;
  }

  /** The station's power fails: its buffer is empty. */
  forget(station: number): void {
    this.freeMs[station] = 0;
  }
}
