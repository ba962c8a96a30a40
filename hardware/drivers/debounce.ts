/**
 * Makes sense of a contact that bounces. A contact that closes or opens does so many times within some
 * milliseconds, and one that is dirty never stops.
 *
 * There are two answers. `closed` follows a change when it has lasted: for whoever must not be misled. `steady`
 * is true only while it has been closed without a break for so long, and false at the first sign of opening: for
 * whoever lets current through it.
 */

export class Debounce {
  private readonly debounceMs: number;
  private raw: boolean | null = null;
  private rawSinceMs = 0;
  private settled: boolean | null = null;

  constructor(debounceMs: number) {
    this.debounceMs = debounceMs;
  }

  /** What the pin says at this moment; true when that is a change. */
  read(closed: boolean, nowMs: number): boolean {
    this.settle(nowMs);
    if (closed === this.raw) return false;
    // The first reading counts at once: there is nothing to be misled from.
    if (this.raw === null) this.settled = closed;
    this.raw = closed;
    this.rawSinceMs = nowMs;
    return true;
  }

  /** Null until the first reading. */
  closed(nowMs: number): boolean | null {
    this.settle(nowMs);
    return this.settled;
  }

  steady(nowMs: number): boolean {
    return this.raw === true && nowMs - this.rawSinceMs >= this.debounceMs;
  }

  /** When an answer may change without a further reading; null when it won't. */
  nextMs(nowMs: number): number | null {
    if (this.raw === null) return null;
    const dueMs = this.rawSinceMs + this.debounceMs;
    return nowMs < dueMs ? dueMs : null;
  }

  private settle(nowMs: number): void {
    if (this.raw !== null && nowMs - this.rawSinceMs >= this.debounceMs) this.settled = this.raw;
  }
}
