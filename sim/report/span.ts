/** Stretches of virtual time, and how they are laid into rows so that none covers another. */

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * A row for each span, from 0, the lowest that is free. Spans that only touch share a row. With
 * `maxRows` taken, the last one has to hold what is left.
 */
export function rowsOf(spans: readonly Span[], maxRows: number): number[] {
  const rows = spans.map(() => 0);
  const busyUntilMs: number[] = [];
  const order = spans.map((_, index) => index).sort((a, b) => spans[a]!.fromMs - spans[b]!.fromMs);
  for (const index of order) {
    const { fromMs, toMs } = spans[index]!;
    let row = busyUntilMs.findIndex((untilMs) => untilMs <= fromMs);
    if (row < 0) row = Math.min(busyUntilMs.length, maxRows - 1);
    busyUntilMs[row] = Math.max(busyUntilMs[row] ?? toMs, toMs);
    rows[index] = row;
  }
  return rows;
}
