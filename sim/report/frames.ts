/**
 * Frames and what became of each copy: an arrow from where it was sent to where it was heard, refused or
 * lost. A frame that is played again later has one arrow more, a long one.
 */
import type { Message } from '../../src/protocol/message.ts';
import type { TraceRecord } from '../../src/runtime/trace.ts';
import { isOfWorld, numberOf, textOf } from './fields.ts';

export interface SentFrame {
  /** `r2/3/17`; empty for one that nobody could read. */
  readonly name: string;
  readonly sender: string;
  readonly kind: string;
  readonly bytes: number;
  readonly message: Message | null;
  /** When it was handed to the radio; when it was first heard of, if the trace has no word of the sending. */
  readonly sentMs: number;
  readonly seenSent: boolean;
}

export type FateGroup = 'heard' | 'refused' | 'lost';

export interface Arrival {
  /** Place among the frames. */
  readonly frame: number;
  /** Null: it never left its sender. */
  readonly to: string | null;
  readonly atMs: number;
  readonly group: FateGroup;
  /** Why it was refused or lost; empty when it was heard. */
  readonly reason: string;
}

/** What a record is in this picture. */
export type FrameRef =
  | { readonly is: 'frame'; readonly frame: number }
  | { readonly is: 'arrival'; readonly arrival: number };

export interface FrameTable {
  readonly frames: readonly SentFrame[];
  readonly arrivals: readonly Arrival[];
  /** By the place of a record in the trace; other records have none. */
  readonly refs: ReadonlyMap<number, FrameRef>;
}

export function framesOf(records: readonly TraceRecord[]): FrameTable {
  const frames: SentFrame[] = [];
  const arrivals: Arrival[] = [];
  const refs = new Map<number, FrameRef>();
  const newest = new Map<string, number>();

  const frameOf = (name: string, record: TraceRecord): number => {
    const known = newest.get(name);
    if (known !== undefined) return known;
    const sender = textOf(record, 'sender') ?? name.slice(0, Math.max(0, name.indexOf('/')));
    return add(name, sender, record, false);
  };
  const add = (name: string, sender: string, record: TraceRecord, seenSent: boolean): number => {
    const message = (record.message as Message | undefined) ?? null;
    const kind = textOf(record, 'kind') ?? message?.kind ?? 'unknown';
    const bytes = numberOf(record, 'bytes') ?? 0;
    frames.push({ name, sender, kind, bytes, message, sentMs: record.mono, seenSent });
    // A disk that was lost makes names come again: the newest frame is meant.
    newest.set(name, frames.length - 1);
    return frames.length - 1;
  };
  const arrive = (index: number, arrival: Arrival): void => {
    arrivals.push(arrival);
    refs.set(index, { is: 'arrival', arrival: arrivals.length - 1 });
  };

  records.forEach((record, index) => {
    const { mono: atMs, event } = record;
    const name = textOf(record, 'frame');
    if (name === null) return;
    const reason = textOf(record, 'reason') ?? '';
    if (event === 'tx')
      refs.set(index, { is: 'frame', frame: add(name, record.from, record, true) });
    else if (event === 'rx' || event === 'drop') {
      const group = event === 'rx' ? 'heard' : 'refused';
      const frame = frameOf(name, record);
      arrive(index, {
        frame,
        to: record.from,
        atMs,
        group,
        reason: group === 'heard' ? '' : reason,
      });
    } else if (isOfWorld(record, 'lost')) {
      const frame = frameOf(name, record);
      // The trace says `all` for a frame that never left its sender.
      const receiver = textOf(record, 'to');
      const to = receiver === 'all' ? null : receiver;
      arrive(index, { frame, to, atMs, group: 'lost', reason });
    }
  });
  return { frames, arrivals, refs };
}
