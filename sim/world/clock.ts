/**
 * A member's clock as its quartz has it: it starts anywhere, runs a little fast or slow, and may change
 * its rate or be set forward. The protocol sees no other time (protocol.md section 1).
 */
export class DriftingClock {
  /** Local milliseconds per true millisecond. */
  rate: number;
  private localAtMs: number;
  private sinceMs = 0;

  constructor(rate: number, offsetMs: number) {
    this.rate = rate;
    this.localAtMs = offsetMs;
  }

  /** What this clock shows at a true time. */
  localMs(trueMs: number): number {
    return this.localAtMs + this.rate * (trueMs - this.sinceMs);
  }

  /** The true time at which this clock shows `localMs`, if it goes on as it goes now. */
  trueMs(localMs: number): number {
    return this.sinceMs + (localMs - this.localAtMs) / this.rate;
  }

  /** From now on it runs at another rate. */
  setRate(rate: number, nowMs: number): void {
    this.localAtMs = this.localMs(nowMs);
    this.sinceMs = nowMs;
    this.rate = rate;
  }

  /** It jumps ahead. */
  step(byMs: number, nowMs: number): void {
    this.localAtMs = this.localMs(nowMs) + byMs;
    this.sinceMs = nowMs;
  }
}
