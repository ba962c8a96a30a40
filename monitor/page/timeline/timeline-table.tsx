/** The timeline as a table: stays, alarms and marks of the time that is shown, the newest first. */
import { useMemo } from 'preact/hooks';
import type { TimelineAnswer } from '../../view/wire.ts';
import { dayAndTime, duration } from './clock-words.ts';
import { PagedTable } from './paged-table.tsx';
import type { Span } from './span.ts';

interface Row {
  readonly key: string;
  readonly atMs: number;
  /** Null: lasts. Undefined: it was a moment. */
  readonly untilMs: number | null | undefined;
  readonly where: string;
  readonly what: string;
}

interface Props {
  readonly answer: TimelineAnswer;
  readonly span: Span;
  readonly offsetMs: number;
  onOpen(atMs: number): void;
}

const COLUMNS = ['From', 'Lasts', 'Where', 'What'];

export function TimelineTable({ answer, span, offsetMs, onOpen }: Props) {
  const rows = useMemo(() => rowsOf(answer, span), [answer, span]);
  if (rows.length === 0) return <p class="notice">Nothing happened in this time.</p>;
  return (
    <PagedTable
      caption="Stays, alarms and marks, the newest first"
      columns={COLUMNS}
      count={rows.length}
      row={(index) => {
        const { key, atMs, untilMs, where, what } = rows[index]!;
        const at = dayAndTime(atMs, 'second', offsetMs);
        return {
          key,
          cells: [
            <button
              key="open"
              type="button"
              class="tl-cell"
              title="Open the diagram of this instant"
              onClick={() => onOpen(atMs)}
            >
              {at}
            </button>,
            untilMs === undefined ? '' : untilMs === null ? 'still' : duration(untilMs - atMs),
            where,
            what,
          ],
        };
      }}
    />
  );
}

function rowsOf({ stays, marks, alarms }: TimelineAnswer, span: Span): Row[] {
  const rows: Row[] = [
    ...stays.map(({ pad, robot, fromMs, untilMs, fence }) => ({
      key: `stay ${pad} ${robot} ${fromMs}`,
      atMs: fromMs,
      untilMs,
      where: pad,
      what: `${robot} on the pad${fence === null ? '' : `, fence ${fence.join('.')}`}`,
    })),
    ...marks.map(({ atMs, pad, from, what, text }, index) => ({
      key: `mark ${atMs} ${what} ${from} ${index}`,
      atMs,
      untilMs: undefined,
      where: pad ?? from,
      what: text,
    })),
    ...alarms.map(({ id, sinceMs, untilMs, pad, member, zone, text }) => ({
      key: `alarm ${id} ${sinceMs}`,
      atMs: sinceMs,
      untilMs,
      where: pad ?? member ?? zone ?? '',
      what: `Alarm: ${text}`,
    })),
  ];
  return rows
    .filter(({ atMs, untilMs }) => {
      const endMs = untilMs === undefined ? atMs : (untilMs ?? Number.POSITIVE_INFINITY);
      return atMs <= span.toMs && endMs >= span.fromMs;
    })
    .sort((a, b) => b.atMs - a.atMs);
}
