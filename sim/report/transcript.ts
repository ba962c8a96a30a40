/** The transcript: a line for each record that tells a person something, in order of time. */
import type { TraceRecord } from '../../src/runtime/trace.ts';
import type { Cast } from './cast.ts';
import { eventWords } from './event-words.ts';
import { textOf, WORLD } from './fields.ts';
import type { FrameRef } from './frames.ts';
import type { Mark } from './model.ts';

export interface Happening {
  readonly atMs: number;
  /** Place among the members, -1 for the world. */
  readonly member: number;
  readonly sort: string;
  readonly words: string;
  /** One of those that tell the story of the run without its details. */
  readonly main: boolean;
}

export interface Transcript {
  readonly happenings: readonly Happening[];
  readonly lines: readonly Line[];
  /** By the place of a record in the trace: its line, or -1. */
  readonly lineOf: readonly number[];
  /** Records that have no line, since only a replay needs them. */
  readonly leftOut: number;
}

export type Line = FrameRef | { readonly is: 'happening'; readonly happening: number };

export const MARKS: Readonly<Record<string, Mark>> = {
  request: 'request',
  enter: 'enter',
  exit: 'exit',
  mint: 'mint',
  election: 'election',
  leader: 'leader',
  suspect: 'suspect',
  refuse: 'refuse',
  alarm: 'alarm',
};

const MAIN = new Set([
  'fault',
  'heal',
  'start',
  'down',
  'thaw',
  'broken',
  'request',
  'mint',
  'enter',
  'exit',
  'election',
  'alarm',
]);

export function transcriptOf(
  records: readonly TraceRecord[],
  cast: Cast,
  refs: ReadonlyMap<number, FrameRef>,
): Transcript {
  const happenings: Happening[] = [];
  const lines: Line[] = [];
  const lineOf: number[] = [];
  let leftOut = 0;
  records.forEach((record, index) => {
    const ref = refs.get(index);
    const ofWorld = record.from === WORLD;
    const words = ref ? null : eventWords(record, ofWorld);
    if (!ref && words === null) {
      if (!(ofWorld && record.event === 'battery')) leftOut += 1;
      lineOf.push(-1);
      return;
    }
    lineOf.push(lines.length);
    if (ref) {
      lines.push(ref);
      return;
    }
    lines.push({ is: 'happening', happening: happenings.length });
    happenings.push({
      atMs: record.mono,
      member: cast.placeOf(ofWorld ? memberOf(record) : record.from),
      sort: record.event,
      words: words!,
      main: MAIN.has(record.event) || (record.event === 'leader' && record.leader === record.from),
    });
  });
  return { happenings, lines, lineOf, leftOut };
}

/** Of the world's records those count as a member's that tell of its life. */
function memberOf(record: TraceRecord): string | null {
  return record.event === 'fault' ? null : textOf(record, 'member');
}
