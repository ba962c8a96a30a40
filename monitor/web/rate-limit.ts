/** How often somebody may do something: so many at once, and then so many a second. */

const MAX_KEYS = 1000;

export class RateLimit {
  private readonly burst: number;
  private readonly perSecond: number;
  private readonly wallMs: () => number;
  private readonly buckets = new Map<string, { left: number; atMs: number }>();

  constructor(burst: number, perSecond: number, wallMs: () => number) {
    this.burst = burst;
    this.perSecond = perSecond;
    this.wallMs = wallMs;
  }

  /** True when it may be done now; then it counts. */
  take(key: string): boolean {
    const nowMs = this.wallMs();
    const bucket = this.buckets.get(key) ?? { left: this.burst, atMs: nowMs };
    // A clock that was set back gives nothing.
    const gained = (Math.max(0, nowMs - bucket.atMs) / 1000) * this.perSecond;
    const left = Math.min(this.burst, bucket.left + gained);
    if (left < 1) return false;
    // The one that was used longest ago makes room.
    this.buckets.delete(key);
    if (this.buckets.size >= MAX_KEYS) this.buckets.delete(this.buckets.keys().next().value!);
    this.buckets.set(key, { left: left - 1, atMs: nowMs });
    return true;
  }
}
