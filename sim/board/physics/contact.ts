/**
 * A contact as a pin sees it: for some milliseconds after each change it bounces, and it may be broken.
 */

/** A touch opens and closes so often before it stays, ms after the change. */
const BOUNCES_MS: readonly number[] = [0.6, 1.4, 2.3, 3.1];

/** `open` and `closed`: stuck there. A flapping one opens and closes all the time. */
export type ContactFault = 'open' | 'closed' | 'flapping';

/** Of a flapping contact: long enough to get past debouncing. */
const FLAP_MS = 90;
const HAIR = 1e-6;

export class Contact {
  /** Whether it is touched. */
  private isTouched = false;
  private changedMs = Number.NEGATIVE_INFINITY;
  private broken: ContactFault | null = null;
  private brokenMs = 0;

  get fault(): ContactFault | null {
    return this.broken;
  }

  touch(touched: boolean, nowMs: number): void {
    if (touched === this.isTouched) return;
    this.isTouched = touched;
    this.changedMs = nowMs;
  }

  /** null: whole again. */
  break(fault: ContactFault | null, nowMs: number): void {
    this.broken = fault;
    this.brokenMs = nowMs;
  }

  /** What the pin sees, bouncing and all. */
  isClosed(nowMs: number): boolean {
    if (this.broken !== null) return this.settled(nowMs);
    const turns = BOUNCES_MS.filter((ms) => this.changedMs + ms <= nowMs).length;
    return turns % 2 === 0 ? this.isTouched : !this.isTouched;
  }

  /** What a person would call it, without bounces. */
  settled(nowMs: number): boolean {
    switch (this.broken) {
      case null:
        return this.isTouched;
      case 'flapping':
        return this.flaps(nowMs) % 2 === 0;
      default:
        return this.broken === 'closed';
    }
  }

  /** When the pin sees the next change, unless it is touched or let go before. */
  nextMs(nowMs: number): number {
    if (this.broken === 'flapping') {
      return this.brokenMs + (this.flaps(nowMs) + 1) * FLAP_MS;
    }
    if (this.broken !== null) return Number.POSITIVE_INFINITY;
    const bounce = BOUNCES_MS.find((ms) => this.changedMs + ms > nowMs);
    return bounce === undefined ? Number.POSITIVE_INFINITY : this.changedMs + bounce;
  }

  /** At an edge, rounding must not say that it is still to come. */
  private flaps(nowMs: number): number {
    return Math.floor((nowMs - this.brokenMs) / FLAP_MS + HAIR);
  }
}
