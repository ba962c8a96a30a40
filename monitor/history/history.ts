/**
 * What happened, kept in a file: bounded by age and by size, written in batches, and never in the way. When the
 * disk is full or the file breaks, the hub goes on without a history, says so, and tries again.
 */

import type { AlarmView, FiguresView } from '../view/view.ts';
import type { HistoryCommand, HistoryEvent, HistoryFrame, HistoryMark } from '../view/wire.ts';
import { Alarms } from './alarms.ts';
import { markOf } from './marks.ts';
import { damageOf, LOG_BYTES, type OpenedFile, openFile, setAside } from './open.ts';
import { Queries } from './queries.ts';
import { RowQueue, Statements } from './rows.ts';
import { Samples } from './samples.ts';
import { Stays } from './stays.ts';
import { oldestMs, trimStep, usedBytes } from './trim.ts';

export interface HistoryOptions {
  /** `:memory:` keeps it in memory alone. */
  readonly path: string;
  readonly keepMs: number;
  readonly maxBytes: number;
  readonly wallMs: () => number;
  /** What a person should know, in plain words. */
  onTrouble(text: string): void;
}

export interface HistoryStatus {
  readonly bytes: number;
  readonly sinceMs: number | null;
  /** Rows that were not written. */
  readonly lost: number;
  /** Why nothing is written at the moment, or null. */
  readonly trouble: string | null;
}

/** Half a second of 2,000 busy robots, several times over. */
const MAX_WAITING_ROWS = 20_000;
const TRY_AGAIN_MS = 30_000;
/** SQLite is to stay below the bound by trimming; this is where it refuses. */
const LAST_BOUND = 1.25;

export class History {
  private readonly options: HistoryOptions;
  private readonly rows = new RowQueue(MAX_WAITING_ROWS);
  private readonly stays = new Stays(this.rows);
  private readonly samples = new Samples();
  private readonly alarms = new Alarms(this.rows);
  private file!: OpenedFile['database'];
  private statements!: Statements;
  private trouble: string | null = null;
  private quietUntilMs = 0;
  private lastEvent = 0;
  private lastCommand = 0;
  queries!: Queries;

  /** Throws what the system says, when there can be no file at this path. */
  constructor(options: HistoryOptions) {
    this.options = options;
    this.open();
  }

  /** An event's id is one more than that of the event before it, also of former lives of the hub. */
  event(event: Omit<HistoryEvent, 'id'>, zone: string | null): HistoryEvent {
    this.lastEvent += 1;
    const { atMs, from, pad, what } = event;
    const numbered = { id: this.lastEvent, ...event };
    this.rows.add(
      'INSERT INTO events (id, at_ms, zone, member, event, pad, what) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[numbered.id, atMs, zone, from, event.event, pad, JSON.stringify(what)],
    );
    this.stays.take(numbered, zone);
    const mark = markOf(numbered);
    if (mark) this.mark(mark, zone);
    return numbered;
  }

  frame({ atMs, zone, from, kind, to, pad, bytes }: HistoryFrame): void {
    this.rows.add(
      'INSERT INTO frames (at_ms, zone, member, kind, receiver, pad, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[atMs, zone, from, kind, to, pad, bytes],
    );
  }

  mark({ atMs, what, from, pad, epoch, text }: HistoryMark, zone: string | null): void {
    this.rows.add(
      'INSERT INTO marks (at_ms, zone, what, member, pad, epoch, text) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[atMs, zone, what, from, pad, epoch, text],
    );
  }

  battery(robot: string, percent: number, atMs: number): void {
    const whole = Math.round(percent);
    if (!this.samples.isWorth(robot, whole, atMs)) return;
    this.rows.add(
      'INSERT INTO samples (at_ms, member, battery) VALUES (?, ?, ?)',
      ...[atMs, robot, whole],
    );
  }

  /** All that last now: begins and ends are found by comparing. */
  alarmsNow(alarms: readonly AlarmView[], atMs: number): void {
    this.alarms.take(alarms, atMs);
  }

  figures({ waitP50Ms, waitP99Ms, framesPerEntry, radioShare }: FiguresView, atMs: number): void {
    this.rows.add(
      'INSERT INTO figures (at_ms, wait_p50_ms, wait_p99_ms, frames_per_entry, radio_share) VALUES (?, ?, ?, ?, ?)',
      ...[atMs, waitP50Ms, waitP99Ms, framesPerEntry, JSON.stringify(radioShare)],
    );
  }

  /** Returns its number, for the outcome. */
  command({ atMs, by, verb, member, reason, outcome, error }: HistoryCommand): number {
    this.lastCommand += 1;
    this.rows.add(
      'INSERT INTO commands (id, at_ms, asked_by, verb, member, reason, outcome, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ...[this.lastCommand, atMs, by, verb, member, reason, outcome, error],
    );
    return this.lastCommand;
  }

  commandEnded(number: number, outcome: HistoryCommand['outcome'], error: string | null): void {
    this.rows.add(
      'UPDATE commands SET outcome = ?, error = ? WHERE id = ?',
      ...[outcome, error, number],
    );
  }

  /** Writes what has gathered; every half second or so. Never throws. */
  flush(): void {
    const nowMs = this.options.wallMs();
    if (this.trouble !== null && nowMs < this.quietUntilMs) {
      this.rows.drop();
      return;
    }
    this.stays.settle(nowMs);
    try {
      this.rows.writeTo(this.file, this.statements);
      if (this.trouble !== null) this.options.onTrouble('the history is written again');
      this.trouble = null;
    } catch (error) {
      this.fail(error, nowMs);
    }
  }

  /** One small step; true while there is more to do. Never throws. */
  trim(): boolean {
    const nowMs = this.options.wallMs();
    const { keepMs, maxBytes } = this.options;
    try {
      const bounds = { beforeMs: nowMs - keepMs, maxBytes: Math.max(0, maxBytes - LOG_BYTES) };
      return trimStep(this.file, bounds);
    } catch (error) {
      this.fail(error, nowMs);
      return false;
    }
  }

  status(): HistoryStatus {
    const { trouble } = this;
    const { lost } = this.rows;
    try {
      return { bytes: usedBytes(this.file), sinceMs: oldestMs(this.file), lost, trouble };
    } catch {
      return { bytes: 0, sinceMs: null, lost, trouble };
    }
  }

  close(): void {
    this.flush();
    this.file.close();
  }

  private open(): void {
    const { path, maxBytes, wallMs, onTrouble } = this.options;
    const { database, warning } = openFile(path, maxBytes * LAST_BOUND, wallMs());
    if (warning !== null) onTrouble(warning);
    this.file = database;
    this.statements = new Statements(database);
    this.queries = new Queries(this.statements, wallMs);
    this.lastEvent = Math.max(this.lastEvent, highest(database, 'events'));
    this.lastCommand = Math.max(this.lastCommand, highest(database, 'commands'));
    this.alarms.begin(database);
  }

  private fail(error: unknown, nowMs: number): void {
    const { path, onTrouble } = this.options;
    const damage = damageOf(error);
    if (damage !== null) {
      try {
        this.file.close();
        const aside = setAside(path, nowMs);
        onTrouble(`${path} ${damage}; it was kept as ${aside}, and a new history begins`);
        this.open();
        return;
      } catch (again) {
        error = again;
      }
    }
    const why = error instanceof Error ? error.message : String(error);
    const text = `the history cannot be written: ${why}; make room at ${path} (it is tried again every 30 s)`;
    if (this.trouble === null) onTrouble(text);
    this.trouble = text;
    this.quietUntilMs = nowMs + TRY_AGAIN_MS;
    this.rows.drop();
  }
}

function highest(database: OpenedFile['database'], table: 'events' | 'commands'): number {
  const { top } = database.prepare(`SELECT max(id) AS top FROM ${table}`).get() as {
    top: number | null;
  };
  return top ?? 0;
}
