/**
 * Figures over time, as columns of equal length. The span is cut into buckets, 2,000 at most; a bucket without a
 * row of a series holds null.
 */

import type { SeriesAnswer, SeriesName } from '../view/wire.ts';
import type { Statements } from './rows.ts';

const MAX_POINTS = 2000;
/** Of all series of one answer together. */
const MAX_CELLS = 100_000;
export const MAX_SERIES_MEMBERS = 100;
/** Rows are not written more often. */
const SHORTEST_BUCKET_MS = 10_000;

/** One value in one bucket. */
interface Cell {
  readonly bucket: number;
  readonly of: string;
  readonly value: number | null;
}

export function series(
  statements: Statements,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  name: SeriesName,
  members: readonly string[],
): SeriesAnswer {
  const asked = name === 'battery' && members.length === 0 ? anyMembers(statements) : members;
  const points = Math.min(MAX_POINTS, Math.floor(MAX_CELLS / Math.max(1, asked.length)));
  const bucketMs = Math.max(SHORTEST_BUCKET_MS, Math.ceil((toMs - fromMs + 1) / points));
  const cells =
    name === 'battery'
      ? batteries(statements, fromMs, toMs, bucketMs, asked)
      : figures(statements, fromMs, toMs, bucketMs, name);
  const buckets = [...new Set(cells.map(({ bucket }) => bucket))].sort((a, b) => a - b);
  const columnOf = new Map(buckets.map((bucket, column) => [bucket, column]));
  const bySeries = new Map<string, (number | null)[]>();
  for (const { bucket, of, value } of cells) {
    let column = bySeries.get(of);
    if (!column) {
      column = new Array<number | null>(buckets.length).fill(null);
      bySeries.set(of, column);
    }
    column[columnOf.get(bucket)!] = value;
  }
  return {
    schemaVersion: 1,
    name,
    atMs: buckets.map((bucket) => fromMs + bucket * bucketMs),
    series: Object.fromEntries(bySeries),
  };
}

/** The first hundred by name, when nobody was named. */
function anyMembers(statements: Statements): string[] {
  const rows = statements
    .of(
      // From one member to the next in the index; DISTINCT would read all of it.
      `WITH RECURSIVE found (member) AS (
         SELECT min(member) FROM samples
         UNION ALL
         SELECT (SELECT min(member) FROM samples WHERE member > found.member) FROM found
         WHERE found.member IS NOT NULL)
       SELECT member FROM found WHERE member IS NOT NULL LIMIT ${MAX_SERIES_MEMBERS}`,
    )
    .all();
  return rows.map((row) => (row as { member: string }).member);
}

function batteries(
  statements: Statements,
  fromMs: number,
  toMs: number,
  bucketMs: number,
  members: readonly string[],
): Cell[] {
  const statement = statements.of(
    `SELECT CAST((at_ms - ?) / ? AS INTEGER) AS bucket, round(avg(battery)) AS value FROM samples
     WHERE member = ? AND at_ms BETWEEN ? AND ? GROUP BY bucket`,
  );
  return members.flatMap((of) =>
    statement
      .all(fromMs, bucketMs, of, fromMs, toMs)
      .map((row) => ({ of, ...(row as { bucket: number; value: number }) })),
  );
}

function figures(
  statements: Statements,
  fromMs: number,
  toMs: number,
  bucketMs: number,
  name: Exclude<SeriesName, 'battery'>,
): Cell[] {
  const rows = statements
    .of(
      // The last row of each bucket: shares and quantiles cannot be averaged.
      `SELECT max(id), CAST((at_ms - ?) / ? AS INTEGER) AS bucket, wait_p50_ms, wait_p99_ms, frames_per_entry, radio_share
       FROM figures WHERE at_ms BETWEEN ? AND ? GROUP BY bucket`,
    )
    .all(fromMs, bucketMs, fromMs, toMs);
  return rows.flatMap((row) => cellsOf(row as unknown as Row, name));
}

function cellsOf(row: Row, name: Exclude<SeriesName, 'battery'>): Cell[] {
  const { bucket, wait_p50_ms, wait_p99_ms, frames_per_entry, radio_share } = row;
  switch (name) {
    case 'wait':
      return [
        { bucket, of: 'p50', value: wait_p50_ms },
        { bucket, of: 'p99', value: wait_p99_ms },
      ];
    case 'frames-per-entry':
      return [{ bucket, of: 'framesPerEntry', value: frames_per_entry }];
    case 'radio-share': {
      const shares = JSON.parse(radio_share) as Record<string, number>;
      return Object.entries(shares).map(([of, value]) => ({ bucket, of, value }));
    }
  }
}

interface Row {
  readonly bucket: number;
  readonly wait_p50_ms: number | null;
  readonly wait_p99_ms: number | null;
  readonly frames_per_entry: number | null;
  readonly radio_share: string;
}
