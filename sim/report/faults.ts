/** What was done to the swarm, and how long it lasted. */
import type { TraceRecord } from '../../src/runtime/trace.ts';
import { isOfWorld, numberOf, textOf, textsOf } from './fields.ts';
import type { Span } from './span.ts';

export interface FaultSpan extends Span {
  readonly fault: string;
  readonly members: readonly string[];
  /** In plain words. */
  readonly what: string;
  /** Whether it lasts; if not, `toMs` is `fromMs`. */
  readonly lasts: boolean;
  /** Place of the record that tells of it. */
  readonly record: number;
}

/** Without a length of their own they last until all faults end. */
const UNTIL_HEAL = new Set([
  ...['freeze', 'slow', 'deafen', 'mute', 'partition', 'weather', 'break-pad', 'lose-gauge'],
]);
/** These last until their member starts again. */
const UNTIL_START = new Set(['crash', 'lose-disk']);

/** In the order in which they struck. */
export function faultsOf(records: readonly TraceRecord[], endMs: number): readonly FaultSpan[] {
  const heals = timesOf(records, 'heal');
  const starts = timesOf(records, 'start');
  const weathers = records.filter((record) => record.fault === 'weather');
  return records.flatMap((record, index): FaultSpan[] => {
    if (!isOfWorld(record, 'fault')) return [];
    const { mono: fromMs } = record;
    const fault = textOf(record, 'fault') ?? 'fault';
    const forMs = numberOf(record, 'forMs');
    const member = textOf(record, 'member');
    const members = member === null ? textsOf(record, 'members') : [member];
    const after = (times: readonly { readonly mono: number }[]): number =>
      times.find(({ mono }) => mono > fromMs)?.mono ?? endMs;
    let toMs = fromMs;
    if (forMs !== null) toMs = Math.min(fromMs + forMs, endMs);
    else if (UNTIL_START.has(fault))
      toMs = after(starts.filter((start) => members.includes(textOf(start, 'member') ?? '')));
    else if (UNTIL_HEAL.has(fault)) toMs = after(heals);
    // A heal ends all but the down-time of members; weather ends with the next weather.
    if (!UNTIL_START.has(fault)) toMs = Math.min(toMs, Math.max(fromMs, after(heals)));
    if (fault === 'weather') toMs = Math.min(toMs, after(weathers));
    const what = textOf(record, 'what') ?? fault;
    return [{ fault, members, what, lasts: toMs > fromMs, fromMs, toMs, record: index }];
  });
}

export function timesOf(records: readonly TraceRecord[], event: string): readonly TraceRecord[] {
  return records.filter((record) => isOfWorld(record, event));
}
