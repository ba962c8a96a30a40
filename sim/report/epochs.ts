/** Who leads in which epoch, and which epoch each member lives in: the two differ while a swarm is split. */
import type { TraceRecord } from '../../src/runtime/trace.ts';
import { isOfWorld, numberOf, textOf, WORLD } from './fields.ts';
import type { Span } from './span.ts';

export interface EpochSpan extends Span {
  readonly member: string;
  /** Whom the member takes for the leader; itself while it leads. */
  readonly leader: string;
  readonly epoch: number;
  /** Place of the record that began it. */
  readonly record: number;
}

/** For each member the leaders that it knew, one after the other; in order of their ends. */
export function epochsOf(records: readonly TraceRecord[], endMs: number): readonly EpochSpan[] {
  const known = new Map<string, Omit<EpochSpan, 'toMs'>>();
  const spans: EpochSpan[] = [];
  const close = (member: string, toMs: number): void => {
    const span = known.get(member);
    known.delete(member);
    if (span) spans.push({ ...span, toMs });
  };
  records.forEach((record, index) => {
    const { mono: atMs, from } = record;
    if (isOfWorld(record, 'down')) close(textOf(record, 'member') ?? '', atMs);
    if (from === WORLD || record.event !== 'leader') return;
    const leader = textOf(record, 'leader') ?? '?';
    const epoch = numberOf(record, 'epoch') ?? 0;
    const before = known.get(from);
    if (before?.leader === leader && before.epoch === epoch) return;
    close(from, atMs);
    known.set(from, { member: from, leader, epoch, fromMs: atMs, record: index });
  });
  for (const member of [...known.keys()]) close(member, endMs);
  return spans;
}

/** When somebody believed itself to be the leader. */
export function leadershipsOf(spans: readonly EpochSpan[]): readonly EpochSpan[] {
  return spans.filter(({ member, leader }) => member === leader);
}
