/**
 * When each member was down or frozen. It runs at all other times, and before the first record that tells
 * of it: the trace may begin in the middle of a run.
 */
import type { TraceRecord } from '../../src/runtime/trace.ts';
import { isOfWorld, textOf, textsOf, WORLD } from './fields.ts';
import type { Span } from './span.ts';

export interface LifeSpan extends Span {
  readonly member: string;
  readonly state: 'down' | 'frozen';
  /** Why, where the trace says so. */
  readonly reason: string;
  /** Place of the record that began it; -1 for a member that has not started yet. */
  readonly record: number;
}

type Opened = Omit<LifeSpan, 'toMs'>;

/** In order of their ends. */
export function livesOf(
  records: readonly TraceRecord[],
  { fromMs, toMs }: Span,
): readonly LifeSpan[] {
  const open = new Map<string, Opened>();
  const heardOf = new Set<string>();
  const spans: LifeSpan[] = [];
  const close = (member: string, atMs: number): void => {
    const opened = open.get(member);
    open.delete(member);
    if (opened && opened.fromMs < atMs) spans.push({ ...opened, toMs: atMs });
  };
  records.forEach((record, index) => {
    const { mono: atMs } = record;
    const begin = (member: string, state: 'down' | 'frozen', reason: string): void => {
      heardOf.add(member);
      if (open.get(member)?.state === state) return;
      close(member, atMs);
      open.set(member, { member, state, reason, fromMs: atMs, record: index });
    };
    if (record.from !== WORLD) heardOf.add(record.from);
    else if (isOfWorld(record, 'fault') && record.fault === 'freeze')
      for (const member of frozenBy(record)) begin(member, 'frozen', 'frozen');
    const member = record.from === WORLD ? textOf(record, 'member') : null;
    if (member === null) return;
    if (record.event === 'down') begin(member, 'down', textOf(record, 'reason') ?? 'stopped');
    else if (record.event === 'freeze') begin(member, 'frozen', 'frozen');
    else if (record.event === 'start' || record.event === 'thaw') {
      // Whoever starts and was not heard of before has been down from the beginning.
      if (record.event === 'start' && !heardOf.has(member))
        open.set(member, { member, state: 'down', reason: 'not started yet', fromMs, record: -1 });
      heardOf.add(member);
      close(member, atMs);
    }
  });
  for (const member of [...open.keys()]) close(member, toMs);
  return spans;
}

function frozenBy(record: TraceRecord): string[] {
  const member = textOf(record, 'member');
  return member === null ? textsOf(record, 'members') : [member];
}
