/**
 * What the hub's answers hold, made ready to be drawn: values that hold on, new ones behind old ones, a spread of many.
 *
 * An answer has a column of times and one of values for each series, all of one length. `null` says that nothing was
 * written then, which is the rule rather than the exception: members tell their batteries at different moments.
 */
import type { SeriesAnswer } from '../../view/wire.ts';

export type Values = readonly (number | null)[];

export interface Columns {
  readonly atMs: readonly number[];
  readonly series: Readonly<Record<string, Values>>;
}

export const NOTHING: Columns = { atMs: [], series: {} };

/** Members tell their state at least every 30 s; after three times that, nothing is known any more. */
const HOLDS_MS = 90_000;

/** Each value holds until the next, as long as it can be believed. `bucketMs`: what one point of the answer stands for. */
export function held({ atMs, series }: Columns, bucketMs: number): Columns {
  const holdsMs = Math.max(HOLDS_MS, 3 * bucketMs);
  const hold = (values: Values): Values => {
    let last: number | null = null;
    let lastMs = 0;
    return values.map((value, column) => {
      const now = atMs[column]!;
      if (value !== null) {
        last = value;
        lastMs = now;
        return value;
      }
      return now - lastMs <= holdsMs ? last : null;
    });
  };
  return { atMs, series: mapped(series, hold) };
}

/**
 * New columns behind old ones. Where both know of a time, the new ones are right; what is before `keepFromMs` is
 * forgotten, so that a page that stands open for a month does not grow.
 */
export function appended(before: Columns, next: SeriesAnswer, keepFromMs: number): Columns {
  const firstMs = next.atMs[0] ?? Number.POSITIVE_INFINITY;
  const from = firstColumn(before.atMs, keepFromMs);
  const to = firstColumn(before.atMs, firstMs);
  const ids = new Set([...Object.keys(before.series), ...Object.keys(next.series)]);
  const columnsOf = (values: Values | undefined, count: number): Values =>
    values ?? new Array<null>(count).fill(null);
  const series = [...ids].map((id): [string, Values] => [
    id,
    [
      ...columnsOf(before.series[id], before.atMs.length).slice(from, to),
      ...columnsOf(next.series[id], next.atMs.length),
    ],
  ]);
  return {
    atMs: [...before.atMs.slice(from, to), ...next.atMs],
    series: Object.fromEntries(series),
  };
}

/** Lowest, median and highest of all series, at each time over those that are known then. */
export function spreadOf({ atMs, series }: Columns): Columns {
  const all = Object.values(series);
  const lowest: (number | null)[] = [];
  const median: (number | null)[] = [];
  const highest: (number | null)[] = [];
  for (let column = 0; column < atMs.length; column += 1) {
    const known = all
      .map((values) => values[column] ?? null)
      .filter((value) => value !== null)
      .sort((a, b) => a - b);
    const middle = (known.length - 1) / 2;
    lowest.push(known[0] ?? null);
    highest.push(known.at(-1) ?? null);
    const [low, high] = [known[Math.floor(middle)], known[Math.ceil(middle)]];
    median.push(low === undefined || high === undefined ? null : (low + high) / 2);
  }
  return { atMs, series: { highest, median, lowest } };
}

/** Sums over series of the same group; null where none of them is known. */
export function groupedBy({ atMs, series }: Columns, groupOf: (id: string) => string): Columns {
  const sums: Record<string, (number | null)[]> = {};
  for (const [id, values] of Object.entries(series)) {
    const group = groupOf(id);
    sums[group] ??= new Array<number | null>(atMs.length).fill(null);
    const sum = sums[group];
    for (const [column, value] of values.entries()) {
      if (value !== null) sum[column] = (sum[column] ?? 0) + value;
    }
  }
  return { atMs, series: sums };
}

/** Each on top of those before it; a gap in all of them stays a gap. */
export function stacked(layers: readonly Values[]): Values[] {
  const columns = layers[0]?.length ?? 0;
  const known = Array.from({ length: columns }, (_, column) =>
    layers.some((values) => values[column] !== null),
  );
  const sums = new Array<number>(columns).fill(0);
  return layers.map((values) =>
    values.map((value, column) => {
      sums[column] = (sums[column] ?? 0) + (value ?? 0);
      return known[column] ? sums[column]! : null;
    }),
  );
}

export interface Figures {
  readonly last: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
}

export function figuresOf(values: Values): Figures {
  let last: number | null = null;
  let lowest: number | null = null;
  let highest: number | null = null;
  for (const value of values) {
    if (value === null) continue;
    last = value;
    lowest = Math.min(lowest ?? value, value);
    highest = Math.max(highest ?? value, value);
  }
  return { last, lowest, highest };
}

/** The first column at or after a time. */
function firstColumn(atMs: readonly number[], fromMs: number): number {
  const found = atMs.findIndex((each) => each >= fromMs);
  return found === -1 ? atMs.length : found;
}

function mapped<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U) {
  return Object.fromEntries(Object.entries(record).map(([id, value]) => [id, change(value)]));
}
