/**
 * The space-time diagram: a horizontal lifeline for each member, time from left to right.
 *
 * Time lies as it does on the timeline above, so that an eye that wanders down keeps its place, and names of members are
 * read without turning the head. A frame is an upright arrow from the line of its sender to that of the member it
 * names: the hub knows one time of each frame, that of its own hearing, and a slanted arrow would claim a second one. A
 * frame for everybody is a short stroke through its sender's line; arrows to all would hide everything else. Where there
 * are too many frames to be told apart, bars on the senders' lines say how many there were.
 */
import { compareIds } from '../../view/order.ts';
import { type Span, xOf } from '../timeline/span.ts';
import type { EventItem, FrameItem, Item } from './items.ts';
import type { GroupId } from './kinds.ts';
import type { SignId } from './signs.ts';

export interface Lifeline {
  readonly id: string;
  readonly pad: boolean;
  readonly y: number;
}

export interface Arrow {
  readonly index: number;
  readonly group: GroupId;
  readonly x: number;
  readonly y: number;
  /** Null: for everybody. */
  readonly toY: number | null;
  /** Its kind, where there is room for it beside its beginning. */
  readonly label: string | null;
}

export interface Glyph {
  readonly index: number;
  readonly sign: SignId;
  readonly x: number;
  readonly y: number;
}

/** On a pad, from enter to exit. */
export interface Stay {
  readonly key: string;
  readonly robot: string;
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
}

/** How many frames a member sent within a narrow strip of time. */
export interface Heap {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly heightPx: number;
}

export interface Diagram {
  readonly lifelines: readonly Lifeline[];
  readonly arrows: readonly Arrow[];
  readonly glyphs: readonly Glyph[];
  readonly stays: readonly Stay[];
  /** Instead of arrows. */
  readonly heaps: readonly Heap[];
  /** There are too many events for a sign of each. */
  readonly rareSignsOnly: boolean;
  readonly heightPx: number;
}

export const ROW_PX = 34;
export const AXIS_PX = 26;
/** More frames than these are shown as heaps. */
export const MANY_FRAMES = 900;
/** More events than these: signs of common ones are left to the list. */
export const MANY_EVENTS = 600;
const COMMON: ReadonlySet<SignId> = new Set(['other', 'request', 'refuse', 'suspect', 'election']);
export const HEAP_PX = 4;
const HEAP_MOST_PX = 22;

export interface Scene {
  readonly items: readonly Item[];
  readonly span: Span;
  readonly widthPx: number;
  isPad(member: string): boolean;
}

export function diagramOf(scene: Scene): Diagram {
  const lifelines = lifelinesOf(scene);
  const yOf = new Map(lifelines.map(({ id, y }) => [id, y]));
  const frames = scene.items.filter((item) => item.sort === 'frame');
  const events = scene.items.filter((item) => item.sort === 'event');
  const many = frames.length > MANY_FRAMES;
  return {
    lifelines,
    arrows: many ? [] : arrowsOf(scene, frames, yOf),
    heaps: many ? heapsOf(scene, frames, yOf) : [],
    glyphs: glyphsOf(scene, events, yOf),
    stays: staysOf(scene, events, yOf),
    rareSignsOnly: events.length > MANY_EVENTS,
    heightPx: AXIS_PX + lifelines.length * ROW_PX + 10,
  };
}

/** Who did anything, or was named: robots by name, then pads. */
function lifelinesOf({ items, isPad }: Scene): Lifeline[] {
  const ids = new Set<string>();
  for (const item of items) {
    ids.add(item.from);
    if (item.sort === 'frame' && item.frame.to !== null) ids.add(item.frame.to);
  }
  return [...ids]
    .map((id) => ({ id, pad: isPad(id) }))
    .sort((a, b) => Number(a.pad) - Number(b.pad) || compareIds(a.id, b.id))
    .map((member, row) => ({ ...member, y: AXIS_PX + row * ROW_PX + ROW_PX / 2 + 4 }));
}

const LETTER_PX = 5.6;
/** More frames than these would be hidden by their own labels. */
const FEW_FRAMES = 120;

function arrowsOf(
  { span, widthPx }: Scene,
  frames: readonly FrameItem[],
  yOf: ReadonlyMap<string, number>,
): Arrow[] {
  /** Up to where each line is written on. */
  const written = new Map<number, number>();
  return frames.map(({ index, group, frame: { atMs, from, to, kind } }) => {
    const x = xOf(span, widthPx, atMs);
    const y = yOf.get(from) ?? 0;
    const fits = frames.length <= FEW_FRAMES && x > (written.get(y) ?? Number.NEGATIVE_INFINITY);
    if (fits) written.set(y, x + kind.length * LETTER_PX + 8);
    // A frame to oneself would be an arrow without length.
    const toY = to === null || to === from ? null : (yOf.get(to) ?? null);
    return { index, group, x, y, toY, label: fits ? kind : null };
  });
}

/** Dots come first: what is drawn later lies above. */
function glyphsOf(
  { span, widthPx }: Scene,
  events: readonly EventItem[],
  yOf: ReadonlyMap<string, number>,
): Glyph[] {
  const many = events.length > MANY_EVENTS;
  return events
    .filter(({ sign }) => !many || !COMMON.has(sign))
    .map(({ index, sign, atMs, from }) => ({
      index,
      sign,
      x: xOf(span, widthPx, atMs),
      y: yOf.get(from) ?? 0,
    }))
    .sort((a, b) => Number(a.sign !== 'other') - Number(b.sign !== 'other'));
}

/** An exit without its enter began before the window; an enter without an exit lasts beyond it. */
function staysOf(
  { span, widthPx }: Scene,
  events: readonly EventItem[],
  yOf: ReadonlyMap<string, number>,
): Stay[] {
  const stays: Stay[] = [];
  const entered = new Map<string, number>();
  const left = new Set<string>();
  const add = (robot: string, fromX: number, toX: number) => {
    const y = yOf.get(robot) ?? 0;
    const widthPx = Math.max(1, toX - fromX);
    stays.push({ key: `${robot} ${fromX}`, robot, x: fromX, y, widthPx });
  };
  for (const { atMs, from, event } of events) {
    const x = xOf(span, widthPx, atMs);
    if (event.event === 'enter' || event.event === 'renew') {
      // A renewal before any enter: on the pad since before the window.
      if (!entered.has(from)) entered.set(from, event.event === 'renew' && !left.has(from) ? 0 : x);
    } else if (event.event === 'exit') {
      // `exit` may be told twice; only the first of a window that begins inside has an open beginning.
      if (entered.has(from) || !left.has(from)) add(from, entered.get(from) ?? 0, x);
      entered.delete(from);
      left.add(from);
    }
  }
  for (const [robot, fromX] of entered) add(robot, fromX, widthPx);
  return stays;
}

function heapsOf(
  { span, widthPx }: Scene,
  frames: readonly FrameItem[],
  yOf: ReadonlyMap<string, number>,
): Heap[] {
  const counts = new Map<string, { x: number; y: number; count: number }>();
  let most = 1;
  for (const { frame } of frames) {
    const x = Math.floor(xOf(span, widthPx, frame.atMs) / HEAP_PX) * HEAP_PX;
    const key = `${frame.from} ${x}`;
    const heap = counts.get(key) ?? { x, y: yOf.get(frame.from) ?? 0, count: 0 };
    heap.count += 1;
    most = Math.max(most, heap.count);
    counts.set(key, heap);
  }
  return [...counts].map(([key, { x, y, count }]) => ({
    key,
    x,
    y,
    heightPx: Math.max(2, (count / most) * HEAP_MOST_PX),
  }));
}
