/** What the page asks of the history (monitor/view/wire.ts). Every answer is bounded, and says when there was more. */

import type {
  AroundAnswer,
  CommandsAnswer,
  HistoryAlarm,
  HistoryCommand,
  HistoryEvent,
  HistoryFrame,
  HistoryMark,
  HistoryStay,
  SeriesAnswer,
  SeriesName,
  TimelineAnswer,
} from '../view/wire.ts';
import type { Statements } from './rows.ts';
import { series } from './series.ts';

/** Both ends count. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const MAX_STAYS = 5000;
const MAX_MARKS = 2000;
const MAX_ALARMS = 1000;
const MAX_AROUND = 5000;
const MAX_COMMANDS = 500;
/** A stay or an alarm that began longer ago than this before the span is not looked for. */
const LONGEST_MS = 86_400_000;
const ROWS_A_PAGE = 500;

type Row = Record<string, string | number | null>;

export class Queries {
  private readonly statements: Statements;
  private readonly wallMs: () => number;

  constructor(statements: Statements, wallMs: () => number) {
    this.statements = statements;
    this.wallMs = wallMs;
  }

  timeline({ fromMs, toMs }: Span, zone: string | null): TimelineAnswer {
    const stays = this.all(
      `SELECT * FROM stays WHERE at_ms BETWEEN ? AND ? AND coalesce(until_ms, lease_ms, at_ms) >= ? ${inZone} ORDER BY at_ms LIMIT ?`,
      ...[fromMs - LONGEST_MS, toMs, fromMs, zone, zone, MAX_STAYS + 1],
    );
    const marks = this.all(
      `SELECT * FROM marks WHERE at_ms BETWEEN ? AND ? ${inZone} ORDER BY at_ms LIMIT ?`,
      ...[fromMs, toMs, zone, zone, MAX_MARKS + 1],
    );
    const alarms = this.all(
      `SELECT * FROM alarms WHERE at_ms BETWEEN ? AND ? AND (until_ms IS NULL OR until_ms >= ?) AND (? IS NULL OR zone IS NULL OR zone = ?) ORDER BY at_ms LIMIT ?`,
      ...[fromMs - 7 * LONGEST_MS, toMs, fromMs, zone, zone, MAX_ALARMS + 1],
    );
    const nowMs = this.wallMs();
    return {
      schemaVersion: 1,
      fromMs,
      toMs,
      stays: stays.slice(0, MAX_STAYS).map((row) => stayOf(row, nowMs)),
      marks: marks.slice(0, MAX_MARKS).map(markOf),
      alarms: alarms.slice(0, MAX_ALARMS).map(alarmOf),
      truncated: stays.length > MAX_STAYS || marks.length > MAX_MARKS || alarms.length > MAX_ALARMS,
    };
  }

  around({ fromMs, toMs }: Span, zone: string | null): AroundAnswer {
    const of = (table: 'events' | 'frames') =>
      this.all(
        `SELECT * FROM ${table} WHERE at_ms BETWEEN ? AND ? ${inZone} ORDER BY id LIMIT ?`,
        ...[fromMs, toMs, zone, zone, MAX_AROUND + 1],
      );
    const events = of('events');
    const frames = of('frames');
    return {
      schemaVersion: 1,
      fromMs,
      toMs,
      events: events.slice(0, MAX_AROUND).map(eventOf),
      frames: frames.slice(0, MAX_AROUND).map(frameOf),
      truncated: events.length > MAX_AROUND || frames.length > MAX_AROUND,
    };
  }

  series(span: Span, name: SeriesName, members: readonly string[]): SeriesAnswer {
    return series(this.statements, span, name, members);
  }

  /** The newest first. */
  commands({ fromMs, toMs }: Span): CommandsAnswer {
    const rows = this.all(
      'SELECT * FROM commands WHERE at_ms BETWEEN ? AND ? ORDER BY id DESC LIMIT ?',
      ...[fromMs, toMs, MAX_COMMANDS],
    );
    return { schemaVersion: 1, commands: rows.map(commandOf) };
  }

  /** Lines as the members wrote them, some hundred at a time: whoever reads them decides how fast. */
  *trace({ fromMs, toMs }: Span): Generator<string> {
    let after = -1;
    for (;;) {
      const rows = this.all(
        'SELECT id, what FROM events WHERE at_ms BETWEEN ? AND ? AND id > ? ORDER BY id LIMIT ?',
        ...[fromMs, toMs, after, ROWS_A_PAGE],
      );
      if (rows.length === 0) return;
      after = rows.at(-1)!.id as number;
      yield rows.map(({ what }) => `${what}\n`).join('');
    }
  }

  private all(sql: string, ...values: (string | number | null)[]): Row[] {
    return this.statements.of(sql).all(...values) as Row[];
  }
}

/** A null zone: all. */
const inZone = 'AND (? IS NULL OR zone = ?)';

function stayOf(row: Row, nowMs: number): HistoryStay {
  const { pad, robot, epoch, counter } = row;
  const [until, lease] = [row.until_ms as number | null, row.lease_ms as number | null];
  const over = until ?? (lease !== null && lease < nowMs ? lease : null);
  return {
    pad: pad as string,
    robot: robot as string,
    fromMs: row.at_ms as number,
    untilMs: over,
    fence: epoch === null || counter === null ? null : [epoch as number, counter as number],
  };
}

function markOf({ at_ms, what, member, pad, epoch, text }: Row): HistoryMark {
  return { atMs: at_ms, what, from: member, pad, epoch, text } as unknown as HistoryMark;
}

function alarmOf(row: Row): HistoryAlarm {
  const { alarm: id, kind, severity, zone, member, pad, text, mend } = row;
  const times = { sinceMs: row.at_ms, untilMs: row.until_ms };
  return {
    ...{ id, kind, severity, zone, member, pad, text, mend },
    ...times,
  } as unknown as HistoryAlarm;
}

function eventOf({ id, at_ms, member, event, pad, what }: Row): HistoryEvent {
  const record = JSON.parse(what as string);
  return { id, atMs: at_ms, from: member, event, pad, what: record } as unknown as HistoryEvent;
}

function frameOf({ at_ms, zone, member, kind, receiver, pad, bytes }: Row): HistoryFrame {
  const ends = { from: member, kind, to: receiver };
  return { atMs: at_ms, zone, ...ends, pad, bytes } as unknown as HistoryFrame;
}

function commandOf(row: Row): HistoryCommand {
  const { at_ms, asked_by, verb, member, reason, outcome, error } = row;
  const asked = { verb, member, reason };
  return { ...asked, atMs: at_ms, by: asked_by, outcome, error } as unknown as HistoryCommand;
}
