/**
 * Events and frames around an instant as one sequence in the order of time, each with the words that say it.
 *
 * The sequence is what a person steps through, what the list shows and what the diagram draws. A frame and the event
 * that it causes may arrive in the same millisecond: then the frame comes first.
 */
import type { AroundAnswer, HistoryEvent, HistoryFrame } from '../../view/wire.ts';
import { type GroupId, groupOf } from './kinds.ts';
import { type SignId, signOf } from './signs.ts';

export type Item = FrameItem | EventItem;

interface Placed {
  /** Place in the sequence; names the item. */
  readonly index: number;
  readonly atMs: number;
  readonly from: string;
}

export interface FrameItem extends Placed {
  readonly sort: 'frame';
  readonly frame: HistoryFrame;
  readonly group: GroupId;
}

export interface EventItem extends Placed {
  readonly sort: 'event';
  readonly event: HistoryEvent;
  readonly sign: SignId;
}

export interface Filter {
  readonly hiddenGroups: ReadonlySet<GroupId>;
  readonly events: boolean;
}

export function itemsOf(answer: AroundAnswer, filter: Filter): Item[] {
  const frames = answer.frames.flatMap((frame) => {
    const group = groupOf(frame.kind);
    if (filter.hiddenGroups.has(group)) return [];
    return [{ sort: 'frame' as const, atMs: frame.atMs, from: frame.from, frame, group }];
  });
  const events = (filter.events ? answer.events : []).map((event) => ({
    sort: 'event' as const,
    atMs: event.atMs,
    from: event.from,
    event,
    sign: signOf(event.event, event.what),
  }));
  return [...frames, ...events]
    .sort((a, b) => a.atMs - b.atMs || rank(a.sort) - rank(b.sort))
    .map((item, index) => ({ ...item, index }));
}

/** The item nearest to an instant; -1 when there is none. */
export function nearest(items: readonly Item[], atMs: number): number {
  let best = -1;
  let distance = Number.POSITIVE_INFINITY;
  for (const { index, atMs: itsMs } of items) {
    if (Math.abs(itsMs - atMs) >= distance) continue;
    distance = Math.abs(itsMs - atMs);
    best = index;
  }
  return best;
}

/** Without the time: `r3 to p1: frame enter, 41 bytes`. */
export function wordsOf(item: Item): string {
  if (item.sort === 'frame') {
    const { from, to, kind, bytes, pad } = item.frame;
    const about = pad === null || pad === to ? '' : ` about ${pad}`;
    return `${from} to ${to ?? 'all'}: frame ${kind}${about}, ${bytes} bytes`;
  }
  const { from, event, what } = item.event;
  const details = detailsOf(what).map(({ name, value }) => `${name} ${value}`);
  return `${from}: event ${event}${details.length === 0 ? '' : `, ${details.join(', ')}`}`;
}

/** What is said elsewhere, or to nobody. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set([
  'v',
  't',
  'mono',
  'from',
  'event',
  'seq',
  'boot',
]);

/** What the member wrote besides, in its own names; values are text, whatever they are. */
export function detailsOf(
  what: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly value: string }[] {
  return Object.entries(what)
    .filter(([name, value]) => !SAID_ELSEWHERE.has(name) && value !== null)
    .map(([name, value]) => ({ name, value: textOf(name, value) }));
}

function textOf(name: string, value: unknown): string {
  if (name === 'fence' && Array.isArray(value)) return value.join('.');
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : value.join(' ');
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function rank(sort: Item['sort']): number {
  return sort === 'frame' ? 0 : 1;
}
