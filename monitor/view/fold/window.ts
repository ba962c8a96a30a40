/** Sums and values of the last ten minutes. Sums are kept in spans of ten seconds, so that nothing grows with the traffic. */

export const WINDOW_MS = 600_000;
const SPAN_MS = 10_000;
const MAX_VALUES = 10_000;

/** Sums by key. */
export class WindowSums {
  private spans: { readonly startMs: number; readonly sums: Map<string, number> }[] = [];
  private readonly maxKeys: number;

  constructor(maxKeys: number) {
    this.maxKeys = maxKeys;
  }

  add(key: string, amount: number, atMs: number): void {
    let last = this.spans.at(-1);
    if (!last || atMs - last.startMs >= SPAN_MS) {
      last = { startMs: atMs, sums: new Map() };
      this.spans.push(last);
      this.forget(atMs);
    }
    const { sums } = last;
    const known = sums.get(key);
    if (known !== undefined || sums.size < this.maxKeys) sums.set(key, (known ?? 0) + amount);
  }

  totals(nowMs: number): Map<string, number> {
    this.forget(nowMs);
    const totals = new Map<string, number>();
    for (const { sums } of this.spans)
      for (const [key, sum] of sums) totals.set(key, (totals.get(key) ?? 0) + sum);
    return totals;
  }

  private forget(nowMs: number): void {
    while (this.spans.length > 0 && nowMs - this.spans[0]!.startMs > WINDOW_MS) this.spans.shift();
  }
}

/** Single values, the latest ones if there are too many. */
export class WindowValues {
  private values: { readonly atMs: number; readonly value: number }[] = [];

  add(value: number, atMs: number): void {
    this.values.push({ atMs, value });
    if (this.values.length > MAX_VALUES) this.values = this.values.slice(MAX_VALUES / 2);
  }

  sorted(nowMs: number): number[] {
    this.values = this.values.filter(({ atMs }) => nowMs - atMs <= WINDOW_MS);
    return this.values.map(({ value }) => value).sort((one, other) => one - other);
  }
}

/** The smallest value that at least this share of them does not exceed (nearest rank). */
export function nearestRank(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null;
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}
