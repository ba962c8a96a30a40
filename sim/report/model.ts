/**
 * What the page of a report draws: plain data, worked out beforehand, so that its script has little to
 * decide. Many things of one sort are columns (one array for each field), which keeps the file small.
 *
 * Times are virtual milliseconds since the start of the run. Members are places in `members`, -1 for the
 * world, or for nobody. Words are places in `words`. Lines are places in `lines`, -1 for none.
 */
import type { FateGroup } from './frames.ts';
import type { Span } from './span.ts';

export interface ReportModel extends Span {
  readonly format: 1;
  /** What the page shows first. */
  readonly focus: Span;
  readonly failure: { readonly promise: string; readonly atMs: number } | null;
  readonly members: readonly { readonly id: string; readonly robot: boolean }[];
  readonly lanes: readonly Lane[];
  /** Bars on the lines of the members: `row` is the member. */
  readonly memberBars: readonly Bar[];
  readonly batteries: readonly {
    readonly member: number;
    readonly atMs: readonly number[];
    /** 0..100. */
    readonly percent: readonly number[];
  }[];
  readonly kinds: readonly { readonly name: string; readonly group: KindGroup }[];
  readonly fates: readonly {
    readonly name: string;
    readonly group: FateGroup;
    /** In plain words. */
    readonly help: string;
    /** How far the frame came, from 0 at its sender to 1 at its receiver. */
    readonly reach: number;
  }[];
  readonly sorts: readonly { readonly name: string; readonly mark: Mark | null }[];
  readonly words: readonly string[];
  readonly frames: FrameColumns;
  readonly arrivals: ArrivalColumns;
  readonly happenings: HappeningColumns;
  /** The transcript: `3 * place + what`, where what is 0 for a frame, 1 an arrival, 2 a happening. */
  readonly lines: readonly number[];
}

/** What a frame is about; each group has a colour. */
export type KindGroup = 'asking' | 'token' | 'admission' | 'election' | 'beat' | 'joining';

/** How a happening is drawn on the line of its member. */
export type Mark =
  | 'request'
  | 'enter'
  | 'exit'
  | 'mint'
  | 'election'
  | 'leader'
  | 'suspect'
  | 'refuse'
  | 'alarm';

export interface Lane {
  readonly id: string;
  readonly title: string;
  /** What it shows, for whoever has not seen it before. */
  readonly help: string;
  readonly rows: number;
  readonly bars: readonly Bar[];
}

export type Paint =
  | 'robot'
  | 'epoch'
  | 'fault'
  | 'clash'
  | 'down'
  | 'frozen'
  | 'waiting'
  | 'inside';

export interface Bar extends Span {
  /** -1: over all rows of the lane. */
  readonly row: number;
  readonly paint: Paint;
  /** The member or the epoch that decides the colour. */
  readonly index: number;
  /** 0..1: a bar that stands for some of many acceptors is paler. */
  readonly strength: number;
  readonly label: string;
  readonly words: string;
  readonly line: number;
  /** The name of the fault, for the filter. */
  readonly fault?: string;
}

/** In order of sending. */
export interface FrameColumns {
  readonly name: readonly string[];
  readonly sender: readonly number[];
  readonly kind: readonly number[];
  readonly bytes: readonly number[];
  readonly words: readonly number[];
  readonly sentMs: readonly number[];
  /** 0: the trace has no word of the sending, and `sentMs` is when the frame was first heard of. */
  readonly seenSent: readonly (0 | 1)[];
}

export interface ArrivalColumns {
  readonly frame: readonly number[];
  /** -1: it never left its sender. */
  readonly to: readonly number[];
  readonly atMs: readonly number[];
  readonly fate: readonly number[];
}

export interface HappeningColumns {
  readonly atMs: readonly number[];
  readonly member: readonly number[];
  readonly sort: readonly number[];
  readonly words: readonly number[];
}
