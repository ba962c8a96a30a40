/**
 * The air time that a member may use by the rules of its band: a bucket that fills at a steady rate, and
 * that every transmission takes its air time from.
 *
 * The rule (ETSI EN 300 220-1: the share of an observation period, an hour unless said otherwise, that all
 * transmissions take together) does not say where the hour begins, so we keep it over every hour. A bucket does that
 * by itself: no hour sees more than what the bucket held when it began and what flowed in meanwhile.
 * Counting in fixed hours would allow two budgets around the full hour. A list of the past hour would be lost
 * with the process; a bucket starts anew nearly empty, so a restart can only lose budget, save for a small gift to
 * say hello with. The gifts of `RESTARTS` restarts in a period are part of the sum below.
 *
 * Reports have a bucket of their own besides, half as big and filling half as fast, and take from both. So they use at
 * most half of the budget, and coordination that keeps to the other half is never refused.
 */
import type { DutyCycleRule } from './profile.ts';

/** Protocol frames, or telemetry. */
export type FrameClass = 'coordination' | 'report';

/** Of the budget of one period; with the inflow (the rest) they are the whole budget. */
const SAVED_SHARE = 0.1;
const GIFT_SHARE = 0.005;
/** So many restarts in one period are within the rule. */
export const RESTARTS = 10;
const INFLOW_SHARE = 1 - SAVED_SHARE - RESTARTS * GIFT_SHARE;

/** What reports may use of everything. */
const REPORT_SHARE = 0.5;

/** An instant later than reckoned, so that rounding never finds the bucket a hair too empty. */
const ROUNDING_MS = 1;

export interface DutyBudgetOptions {
  readonly rule: DutyCycleRule;
  /**
   * From `spend` until the frame has left the air, at the longest. An hour on the air holds frames that were paid
   * for so much earlier.
   */
  readonly lagMs: number;
  readonly nowMs: number;
}

export class DutyBudget {
  private readonly all: Bucket;
  private readonly reports: Bucket;

  constructor({ rule, lagMs, nowMs }: DutyBudgetOptions) {
    const budgetMs = rule.share * rule.windowMs;
    const sizes = {
      capacityMs: SAVED_SHARE * budgetMs,
      perMs: (INFLOW_SHARE * budgetMs) / (rule.windowMs + lagMs),
      levelMs: GIFT_SHARE * budgetMs,
    };
    this.all = new Bucket(sizes, nowMs);
    this.reports = new Bucket(
      {
        capacityMs: REPORT_SHARE * sizes.capacityMs,
        perMs: REPORT_SHARE * sizes.perMs,
        levelMs: REPORT_SHARE * sizes.levelMs,
      },
      nowMs,
    );
  }

  /** Pays for a frame that is sent now, or refuses when there is too little. */
  spend(kind: FrameClass, nowMs: number, airMs: number): boolean {
    const buckets = this.bucketsFor(kind);
    if (buckets.some((bucket) => bucket.levelAt(nowMs) < airMs)) return false;
    for (const bucket of buckets) bucket.take(airMs);
    return true;
  }

  /** When there will be enough, if nothing else is sent until then; Infinity for more than there can ever be. */
  readyMs(kind: FrameClass, nowMs: number, airMs: number): number {
    return Math.max(...this.bucketsFor(kind).map((bucket) => bucket.readyMs(nowMs, airMs)));
  }

  private bucketsFor(kind: FrameClass): readonly Bucket[] {
    return kind === 'report' ? [this.all, this.reports] : [this.all];
  }
}

interface BucketSizes {
  readonly capacityMs: number;
  /** Air time that flows in, for each millisecond. */
  readonly perMs: number;
  /** What it holds at first. */
  readonly levelMs: number;
}

class Bucket {
  private readonly sizes: BucketSizes;
  private levelMs: number;
  private atMs: number;

  constructor(sizes: BucketSizes, nowMs: number) {
    this.sizes = sizes;
    this.levelMs = sizes.levelMs;
    this.atMs = nowMs;
  }

  levelAt(nowMs: number): number {
    const { capacityMs, perMs } = this.sizes;
    this.levelMs = Math.min(capacityMs, this.levelMs + Math.max(0, nowMs - this.atMs) * perMs);
    this.atMs = nowMs;
    return this.levelMs;
  }

  take(airMs: number): void {
    this.levelMs -= airMs;
  }

  readyMs(nowMs: number, airMs: number): number {
    const missingMs = airMs - this.levelAt(nowMs);
    if (missingMs <= 0) return nowMs;
    if (airMs > this.sizes.capacityMs) return Number.POSITIVE_INFINITY;
    return nowMs + missingMs / this.sizes.perMs + ROUNDING_MS;
  }
}
