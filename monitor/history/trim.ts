/**
 * Keeps the history within its age and its size. Old rows go in small steps, some each time, so that whoever
 * waits for the hub meanwhile waits for milliseconds.
 */

import type { DatabaseSync } from 'node:sqlite';
import { TABLES, type Table } from './schema.ts';

/** Rows that go in one step; some milliseconds. */
const ROWS_A_STEP = 300;
/** Pages that are given back to the file system in one step. */
const PAGES_A_STEP = 100;
/** These fill the file; the other tables say much with few rows, and go by age alone. */
const BULKY: readonly Table[] = ['events', 'frames', 'samples', 'stays', 'figures'];

export interface TrimBounds {
  /** What was before this goes. */
  readonly beforeMs: number;
  readonly maxBytes: number;
}

/** One step. True while there is more to do. */
export function trimStep(database: DatabaseSync, { beforeMs, maxBytes }: TrimBounds): boolean {
  let more = false;
  for (const table of TABLES) {
    const gone = database
      .prepare(
        `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} ORDER BY id LIMIT ${ROWS_A_STEP}) AND at_ms < ?`,
      )
      .run(beforeMs).changes;
    more ||= gone === ROWS_A_STEP;
  }
  if (usedBytes(database) > maxBytes) {
    const table = oldestOf(database);
    if (table !== null) {
      database.exec(
        `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} ORDER BY id LIMIT ${ROWS_A_STEP})`,
      );
      more ||= usedBytes(database) > maxBytes;
    }
  }
  database.exec(`PRAGMA incremental_vacuum(${PAGES_A_STEP})`);
  return more;
}

/** Of the file, without pages that are free. */
export function usedBytes(database: DatabaseSync): number {
  const pragma = (name: string) =>
    Object.values(database.prepare(`PRAGMA ${name}`).get() as Record<string, number>)[0]!;
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}

/** When the oldest row of all was written; null for none. */
export function oldestMs(database: DatabaseSync): number | null {
  const times = TABLES.map((table) => firstMs(database, table)).filter((at) => at !== null);
  return times.length === 0 ? null : Math.min(...times);
}

function oldestOf(database: DatabaseSync): Table | null {
  let oldest: Table | null = null;
  let oldestAtMs = Number.POSITIVE_INFINITY;
  for (const table of BULKY) {
    const atMs = firstMs(database, table);
    if (atMs === null || atMs >= oldestAtMs) continue;
    oldest = table;
    oldestAtMs = atMs;
  }
  return oldest;
}

function firstMs(database: DatabaseSync, table: Table): number | null {
  const row = database.prepare(`SELECT at_ms FROM ${table} ORDER BY id LIMIT 1`).get();
  return row === undefined ? null : (row as { at_ms: number }).at_ms;
}
