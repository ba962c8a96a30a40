/**
 * Rows that wait to be written: they are gathered, and written together in one transaction, because each
 * transaction costs as much as a hundred rows. There is room for a bounded number; what comes beyond is counted and lost.
 */

import type { DatabaseSync, StatementSync } from 'node:sqlite';

export type Value = string | number | null;

interface Waiting {
  readonly sql: string;
  readonly values: readonly Value[];
}

export class RowQueue {
  private readonly maxRows: number;
  private waiting: Waiting[] = [];
  private lostRows = 0;

  constructor(maxRows: number) {
    this.maxRows = maxRows;
  }

  /** So many rows were lost for want of room, or because they could not be written. */
  get lost(): number {
    return this.lostRows;
  }

  add(sql: string, ...values: Value[]): void {
    if (this.waiting.length >= this.maxRows) this.lostRows += 1;
    else this.waiting.push({ sql, values });
  }

  /** Forgets what waits. */
  drop(): void {
    this.lostRows += this.waiting.length;
    this.waiting = [];
  }

  /** All in one transaction. Throws what SQLite says; then nothing is written, and all still waits. */
  writeTo(database: DatabaseSync, prepared: Statements): void {
    if (this.waiting.length === 0) return;
    database.exec('BEGIN');
    try {
      for (const { sql, values } of this.waiting) prepared.of(sql).run(...values);
      database.exec('COMMIT');
    } catch (error) {
      // SQLite rolls back by itself for some errors.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
    this.waiting = [];
  }
}

/** Statements that were prepared, by their text. */
export class Statements {
  private readonly database: DatabaseSync;
  private readonly known = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  of(sql: string): StatementSync {
    const known = this.known.get(sql);
    if (known) return known;
    const statement = this.database.prepare(sql);
    this.known.set(sql, statement);
    return statement;
  }
}
