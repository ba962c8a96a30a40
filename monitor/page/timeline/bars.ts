/**
 * What lasts, as bars: stays on pads, epochs of zones, alarms.
 *
 * Each bar knows where it lies, what is written on it, and a sentence that says all of it, for whoever hears the page
 * instead of seeing it. Bars that are too narrow to be told apart are one (thin.ts).
 */
import type { HistoryAlarm, HistoryStay, TimelineAnswer } from '../../view/wire.ts';
import { clockTime, duration } from './clock-words.ts';
import type { EpochSpan } from './epochs.ts';
import { cut, fitting } from './labels.ts';
import { ALARM_ROWS, type Lane, laneId } from './lanes.ts';
import { type Span, xOf } from './span.ts';
import { type Extent, rowsOf, runsOf } from './thin.ts';

export interface Bar {
  readonly key: string;
  readonly lane: string;
  readonly sort: 'stay' | 'busy' | 'epoch' | 'alarm';
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly label: string | null;
  /** The whole of it as a sentence. */
  readonly words: string;
  /** The instant that it opens: its beginning, or the left edge when that is further back. */
  readonly atMs: number;
  /** Of all that it stands for. */
  readonly untilMs: number;
  /** Whom its colour stands for; null: a colour of its sort. */
  readonly of: string | null;
  readonly grave: boolean;
}

export interface Sheet {
  readonly span: Span;
  readonly widthPx: number;
  readonly nowMs: number;
  /** Local time. */
  readonly offsetMs: number;
}

type Piece<T> = Extent & { readonly item: T };

/** In both places the least that can still be seen. */
const LEAST_PX = 2;

export function stayBars(sheet: Sheet, answer: TimelineAnswer, lanes: readonly Lane[]): Bar[] {
  const byPad = Map.groupBy(answer.stays, ({ pad }) => pad);
  return lanes.flatMap((lane) => {
    if (lane.sort !== 'pad') return [];
    const pieces = (byPad.get(lane.name) ?? []).flatMap((stay) => pieceOf(sheet, stay, stay));
    const box = { lane: lane.id, y: lane.topPx + 6, heightPx: lane.heightPx - 12 };
    return runsOf(pieces).map((run) =>
      run.length === 1 ? stayBar(sheet, box, run[0]!) : busyBar(sheet, box, run, lane.name),
    );
  });
}

export function epochBars(
  sheet: Sheet,
  byZone: ReadonlyMap<string, readonly EpochSpan[]>,
  lanes: readonly Lane[],
): Bar[] {
  return lanes.flatMap((lane) => {
    if (lane.sort !== 'epochs') return [];
    const pieces = (byZone.get(lane.name) ?? []).flatMap((item) => pieceOf(sheet, item, item));
    return pieces.map(({ left, right, item }): Bar => {
      const leads = item.leader === null ? '' : ` · ${item.leader} leads`;
      const widthPx = right - left;
      return {
        key: `${lane.id} ${item.epoch}`,
        lane: lane.id,
        sort: 'epoch',
        x: left,
        y: lane.topPx + 4,
        widthPx,
        heightPx: 14,
        label: fitting(
          [`epoch ${item.epoch}${leads}`, `epoch ${item.epoch}`, `${item.epoch}`],
          widthPx,
        ),
        words: `Zone ${lane.name}, epoch ${item.epoch}${leads}, ${lasting(sheet, item.fromMs, item.untilMs)}`,
        atMs: item.fromMs,
        untilMs: item.untilMs ?? sheet.nowMs,
        of: String(item.epoch),
        grave: false,
      };
    });
  });
}

/** @returns the bars, and how many rows they would like to have */
export function alarmBars(
  sheet: Sheet,
  alarms: readonly HistoryAlarm[],
  lane: Lane | null,
): { bars: Bar[]; rows: number } {
  const pieces = alarms.flatMap((alarm) =>
    pieceOf(sheet, { fromMs: alarm.sinceMs, untilMs: alarm.untilMs }, alarm),
  );
  // A narrow bar still needs the room of its own edge, so that two do not touch.
  const rows = rowsOf(pieces.map(({ left, right }) => ({ left, right: right + 2 })));
  const wanted = Math.max(0, ...rows.map((row) => row + 1));
  if (lane === null) return { bars: [], rows: wanted };
  const bars = pieces.map(({ left, right, item }, index): Bar => {
    const widthPx = right - left;
    return {
      key: `alarm ${item.id} ${item.sinceMs}`,
      lane: lane.id,
      sort: 'alarm',
      x: left,
      y: lane.topPx + Math.min(rows[index] ?? 0, ALARM_ROWS - 1) * 14,
      widthPx,
      heightPx: 13,
      label: cut(item.text, widthPx),
      words: `Alarm: ${item.text}, ${lasting(sheet, item.sinceMs, item.untilMs)}`,
      atMs: item.sinceMs,
      untilMs: item.untilMs ?? sheet.nowMs,
      of: null,
      grave: item.severity === 'critical',
    };
  });
  return { bars, rows: wanted };
}

function stayBar(sheet: Sheet, box: Box, { left, right, item }: Piece<HistoryStay>): Bar {
  const widthPx = right - left;
  const fence = item.fence === null ? '' : ` (${item.fence.join('.')})`;
  const says = item.fence === null ? '' : `, fence ${item.fence.join('.')}`;
  return {
    ...box,
    key: `stay ${item.pad} ${item.robot} ${item.fromMs}`,
    sort: 'stay',
    x: left,
    widthPx,
    label: fitting([`${item.robot}${fence}`, item.robot], widthPx),
    words: `${item.robot} on ${item.pad}${says}, ${lasting(sheet, item.fromMs, item.untilMs)}`,
    atMs: item.fromMs,
    untilMs: item.untilMs ?? sheet.nowMs,
    of: item.robot,
    grave: false,
  };
}

function busyBar(sheet: Sheet, box: Box, run: readonly Piece<HistoryStay>[], pad: string): Bar {
  const first = run[0]!;
  const left = first.left;
  const right = Math.max(...run.map((piece) => piece.right));
  return {
    ...box,
    key: `busy ${laneId('pad', pad)} ${first.item.fromMs}`,
    sort: 'busy',
    x: left,
    widthPx: right - left,
    label: fitting([`${run.length} stays`, String(run.length)], right - left),
    words: `${run.length} stays on ${pad} from ${at(sheet, first.item.fromMs)}; zoom in to tell them apart`,
    atMs: first.item.fromMs,
    untilMs: Math.max(...run.map(({ item }) => item.untilMs ?? sheet.nowMs)),
    of: null,
    grave: false,
  };
}

interface Box {
  readonly lane: string;
  readonly y: number;
  readonly heightPx: number;
}

/** Where it lies on the sheet, cut at its edges; nothing when it is outside. */
function pieceOf<T>(
  { span, widthPx, nowMs }: Sheet,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number | null },
  item: T,
): Piece<T>[] {
  const endMs = untilMs ?? Math.max(nowMs, fromMs);
  if (endMs < span.fromMs || fromMs > span.toMs) return [];
  const left = Math.max(0, xOf(span, widthPx, fromMs));
  const right = Math.min(widthPx, xOf(span, widthPx, endMs));
  return [{ left, right: Math.max(right, left + LEAST_PX), item }];
}

function lasting(sheet: Sheet, fromMs: number, untilMs: number | null): string {
  const from = at(sheet, fromMs);
  if (untilMs === null) return `since ${from}`;
  return `${from} to ${at(sheet, untilMs)}, ${duration(untilMs - fromMs)}`;
}

function at({ offsetMs }: Sheet, atMs: number): string {
  return clockTime(atMs, 'second', offsetMs);
}
