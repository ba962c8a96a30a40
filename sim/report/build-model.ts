/** From the records of a run to what the page draws. */
import type { TraceRecord } from '../../src/runtime/trace.ts';
import { batteriesOf } from './batteries.ts';
import { type Cast, castOf } from './cast.ts';
import { fateOf, HEARD } from './fates.ts';
import { timesOf } from './faults.ts';
import { focusOf } from './focus.ts';
import { type FrameTable, framesOf } from './frames.ts';
import type { ReportInput } from './input.ts';
import { groupOf } from './kinds.ts';
import { type Stretches, stretchesOf } from './lanes.ts';
import { messageWords } from './message-words.ts';
import type { ArrivalColumns, FrameColumns, HappeningColumns, ReportModel } from './model.ts';
import type { Span } from './span.ts';
import { type Line, MARKS, type Transcript, transcriptOf } from './transcript.ts';
import { WordTable } from './word-table.ts';

/** The model, and what the text around the diagram is made of. */
export interface Built {
  readonly model: ReportModel;
  readonly cast: Cast;
  readonly stretches: Stretches;
  readonly transcript: Transcript;
}

export function buildModel(input: ReportInput): Built {
  const { robots, pads, records, failure } = input;
  const cast = castOf(robots, pads, records);
  const whole = wholeOf(records, input);
  const table = framesOf(records);
  const transcript = transcriptOf(records, cast, table.refs);
  const stretches = stretchesOf(records, cast, whole, (record) => transcript.lineOf[record] ?? -1);
  const words = new WordTable();
  const columns = {
    ...frameColumns(table, cast, words),
    ...happeningColumns(transcript, words),
  };
  const model: ReportModel = {
    format: 1,
    fromMs: whole.fromMs,
    toMs: whole.toMs,
    focus: focusOf({
      whole,
      failure,
      framesMs: table.frames.map(({ sentMs }) => sentMs),
      clashes: stretches.clashes,
      healsMs: timesOf(records, 'heal').map(({ mono }) => mono),
    }),
    failure: failure && { promise: failure.promise, atMs: exact(failure.atMs) },
    members: cast.members.map((id) => ({ id, robot: robots.includes(id) })),
    lanes: stretches.lanes.map((lane) => ({ ...lane, bars: lane.bars.map(roundedBar) })),
    memberBars: stretches.memberBars.map(roundedBar),
    batteries: [...batteriesOf(records)].map(([robot, points]) => ({
      member: cast.placeOf(robot),
      atMs: points.map(({ atMs }) => exact(atMs)),
      percent: points.map(({ percent }) => exact(percent)),
    })),
    ...columns,
    words: words.list,
    lines: transcript.lines.map(lineNumber),
  };
  return { model, cast, stretches, transcript };
}

/** From the start of the run, or of what was kept of it, to the last that is known. */
function wholeOf(records: readonly TraceRecord[], { failure, summary }: ReportInput): Span {
  const cut = summary.cutBefore !== undefined;
  const toMs = Math.max(records.at(-1)?.mono ?? 0, failure?.atMs ?? 0);
  const fromMs = cut ? (records[0]?.mono ?? toMs) : 0;
  return { fromMs, toMs: Math.max(toMs, fromMs + 1) };
}

/** To the microsecond: nothing on a radio is quicker. */
function exact(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function roundedBar<T extends Span>(bar: T): T {
  return { ...bar, fromMs: exact(bar.fromMs), toMs: exact(bar.toMs) };
}

function lineNumber(line: Line): number {
  switch (line.is) {
    case 'frame':
      return 3 * line.frame;
    case 'arrival':
      return 3 * line.arrival + 1;
    case 'happening':
      return 3 * line.happening + 2;
  }
}

function frameColumns(
  { frames, arrivals }: FrameTable,
  cast: Cast,
  words: WordTable,
): Pick<ReportModel, 'frames' | 'arrivals' | 'kinds' | 'fates'> {
  const kinds = new WordTable();
  const fateNames = new WordTable();
  fateNames.placeOf(HEARD.name);
  const fates: ReportModel['fates'][number][] = [HEARD];
  const frameLists: FrameColumns = {
    name: frames.map(({ name }) => name),
    sender: frames.map(({ sender }) => cast.placeOf(sender)),
    kind: frames.map(({ kind }) => kinds.placeOf(kind)),
    bytes: frames.map(({ bytes }) => bytes),
    words: frames.map(({ message }) => words.placeOf(message ? messageWords(message, cast) : '')),
    sentMs: frames.map(({ sentMs }) => exact(sentMs)),
    seenSent: frames.map(({ seenSent }) => (seenSent ? 1 : 0)),
  };
  const arrivalLists: ArrivalColumns = {
    frame: arrivals.map(({ frame }) => frame),
    to: arrivals.map(({ to }) => cast.placeOf(to)),
    atMs: arrivals.map(({ atMs }) => exact(atMs)),
    fate: arrivals.map((arrival) => {
      const fate = fateOf(arrival);
      const place = fateNames.placeOf(fate.name);
      fates[place] ??= fate;
      return place;
    }),
  };
  return {
    frames: frameLists,
    arrivals: arrivalLists,
    kinds: kinds.list.map((name) => ({ name, group: groupOf(name) })),
    fates,
  };
}

function happeningColumns(
  { happenings }: Transcript,
  words: WordTable,
): Pick<ReportModel, 'happenings' | 'sorts'> {
  const sorts = new WordTable();
  const lists: HappeningColumns = {
    atMs: happenings.map(({ atMs }) => exact(atMs)),
    member: happenings.map(({ member }) => member),
    sort: happenings.map(({ sort }) => sorts.placeOf(sort)),
    words: happenings.map((happening) => words.placeOf(happening.words)),
  };
  return {
    happenings: lists,
    sorts: sorts.list.map((name) => ({ name, mark: MARKS[name] ?? null })),
  };
}
