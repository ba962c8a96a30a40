/**
 * What the current through a pad says: too much, too little, or some where there should be none.
 *
 * Each has its patience, because a charger that is switched on draws a peak, and a sensor near zero is noise.
 */

export type CurrentVerdict = 'over' | 'under' | 'leak';

const OVER_MS = 100;
/** A charger takes some seconds to find out what it charges. */
const UNDER_MS = 10_000;
const LEAK_MS = 2000;
/** An ACS712 is off by so much when it was not set to zero. */
const LEAST_LEAK_AMPS = 0.3;

export interface CurrentLimits {
  readonly minAmps: number;
  readonly maxAmps: number;
}

export class PadCurrent {
  private readonly limits: CurrentLimits;
  private verdictNow: CurrentVerdict | null = null;
  private sinceMs = 0;

  constructor(limits: CurrentLimits) {
    this.limits = limits;
  }

  /** The board was set up anew: what was measured before says nothing. */
  begin(): void {
    this.verdictNow = null;
  }

  /** `closed`: the relay was told to be. Null amps: nothing is known. */
  see(amps: number | null, closed: boolean, nowMs: number): void {
    const verdict = this.judge(amps, closed);
    if (verdict === this.verdictNow) return;
    this.verdictNow = verdict;
    this.sinceMs = nowMs;
  }

  /** What has lasted long enough to be believed. */
  verdict(nowMs: number): CurrentVerdict | null {
    return this.verdictNow !== null && nowMs >= this.dueMs() ? this.verdictNow : null;
  }

  /** When the verdict may change without a further reading. */
  nextMs(nowMs: number): number | null {
    return this.verdictNow !== null && nowMs < this.dueMs() ? this.dueMs() : null;
  }

  private dueMs(): number {
    const patienceMs = { over: OVER_MS, under: UNDER_MS, leak: LEAK_MS };
    return this.sinceMs + (this.verdictNow === null ? 0 : patienceMs[this.verdictNow]);
  }

  private judge(amps: number | null, closed: boolean): CurrentVerdict | null {
    if (amps === null) return null;
    const { minAmps, maxAmps } = this.limits;
    if (!closed) return Math.abs(amps) > Math.max(2 * minAmps, LEAST_LEAK_AMPS) ? 'leak' : null;
    // A sensor that is mounted the other way round measures a short circuit too.
    if (Math.abs(amps) > maxAmps) return 'over';
    return amps < minAmps ? 'under' : null;
  }
}
