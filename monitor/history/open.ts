/**
 * Opens the file of the history. One that is damaged, or that another version of roost has written, is not
 * written over: it is set aside under another name, and a new one is begun.
 */

import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SCHEMA, SCHEMA_VERSION } from './schema.ts';

export interface OpenedFile {
  readonly database: DatabaseSync;
  /** What a person should know, or null. */
  readonly warning: string | null;
}

export const IN_MEMORY = ':memory:';
const PAGE_BYTES = 4096;
/** The log that SQLite writes ahead is cut back to this after each checkpoint. */
export const LOG_BYTES = 4 * 1024 * 1024;
/** What belongs to a file of SQLite besides itself. */
const COMPANIONS = ['', '-wal', '-shm'] as const;

/** `maxBytes` is a last bound: SQLite itself refuses to let the file grow beyond it. Throws what the system says. */
export function openFile(path: string, maxBytes: number, wallMs: number): OpenedFile {
  if (path === IN_MEMORY) return { database: prepared(path, maxBytes), warning: null };
  mkdirSync(dirname(path), { recursive: true });
  try {
    return { database: prepared(path, maxBytes), warning: null };
  } catch (error) {
    if (kindOf(error) === SQLITE_BUSY) throw new HistoryInUse(path);
    const trouble = damageOf(error);
    if (trouble === null) throw error;
    const aside = setAside(path, wallMs);
    const warning = `${path} ${trouble}; it was kept as ${aside}, and a new history begins`;
    return { database: prepared(path, maxBytes), warning };
  }
}

/** In words, when an error says that the file is at fault; null for others: a full disk, missing rights. */
export function damageOf(error: unknown): string | null {
  if (error instanceof OtherVersion) return error.message;
  return [SQLITE_CORRUPT, SQLITE_NOTADB].includes(kindOf(error)) ? 'is damaged' : null;
}

/** Kinds of errors (sqlite.org/rescode.html): the low byte of the code. */
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

function kindOf(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & 0xff;
}

/** The message is for the person at the terminal. */
export class HistoryInUse extends Error {
  constructor(path: string) {
    super(`another hub keeps its history in ${path}: stop it, or name another file with --history`);
  }
}

/** The new name. */
export function setAside(path: string, wallMs: number): string {
  const aside = `${path}.aside-${wallMs}`;
  for (const end of COMPANIONS) {
    if (existsSync(`${path}${end}`)) renameSync(`${path}${end}`, `${aside}${end}`);
  }
  return aside;
}

class OtherVersion extends Error {}

function prepared(path: string, maxBytes: number): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    // One hub a file: two would give the same numbers to different events.
    database.exec('PRAGMA busy_timeout = 2000; PRAGMA locking_mode = EXCLUSIVE;');
    // Before the first table; without it a file never gives room back.
    database.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA auto_vacuum = INCREMENTAL;`);
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = ${LOG_BYTES};
      PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000;`);
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as {
      user_version: number;
    };
    if (version === 0) {
      database.exec(`BEGIN; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
    } else if (version !== SCHEMA_VERSION) {
      throw new OtherVersion(`is of version ${version}, and this is ${SCHEMA_VERSION}`);
    }
    // Reads the root of each table, so that damage to those shows now.
    database.prepare('SELECT (SELECT max(id) FROM events), (SELECT max(id) FROM figures)').get();
    database.exec(`PRAGMA max_page_count = ${Math.ceil(maxBytes / PAGE_BYTES)}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
