/**
 * How a member's clocks run against the hub's.
 *
 * A message takes its time on the way, never less than nothing. So the difference between its arrival and the
 * sender's stamp is the difference of the clocks plus a delay, and the smallest differences are the true ones. The
 * rate is the slope of the line under all of them that is closest to them: the edge of the lower convex hull below
 * their middle (Moon, Skelly, Towsley: Estimation and removal of clock skew from network delay measurements, 1999).
 */
import type { ClockView } from '../view.ts';

interface Point {
  readonly atMs: number;
  /** Arrival minus the member's monotonic clock. */
  readonly behindMs: number;
}

/** The smallest difference of each such span is kept. */
const SPAN_MS = 10_000;
/** Spans that are looked at: ten minutes. */
const MAX_SPANS = 60;
/** Below this a delay of some milliseconds would look like drift. */
const MIN_WATCH_MS = 120_000;
const MIN_SPANS = 6;
/** A step of the monotonic clock, of all messages of three spans: the host slept, or it was restarted. */
export const JUMP_MS = 1000;
const JUMP_SPANS = 3;
/** A difference that is no delay and no drift: another clock, after a restart of the host. */
const OTHER_CLOCK_MS = 60_000;

export class ClockTrack {
  /** The last time that the monotonic clock was seen to have made a step, and how far; null for never. */
  jump: { readonly atMs: number; readonly byMs: number } | null = null;
  /** Smallest difference of each span, the oldest first; the last span goes on. */
  private points: Point[] = [];
  private spanStartMs: number | null = null;
  /** How far the wall clock is ahead, by the message of a span that was the fastest on its way: the last span, and this one. */
  private formerOffsetMs: number | null = null;
  private offsetMs: number | null = null;
  private drift: Drift | null = null;
  private shown: ClockView | null = null;

  /** A live message with the stamps `t` and `mono` has arrived. True when what is shown has changed. */
  take(atMs: number, t: number | undefined, mono: number | undefined): boolean {
    if (this.spanStartMs === null || atMs - this.spanStartMs >= SPAN_MS) this.beginSpan(atMs);
    if (mono !== undefined) this.note({ atMs, behindMs: atMs - mono });
    if (t !== undefined) {
      const aheadMs = t - atMs;
      this.offsetMs = Math.max(this.offsetMs ?? aheadMs, aheadMs);
    }
    return this.show();
  }

  get view(): ClockView | null {
    return this.shown;
  }

  /** By how much it drifts at the least, whatever messages took on their way; 0 while nobody can tell. */
  get leastDriftPpm(): number {
    if (this.drift === null) return 0;
    const { ppm, marginPpm } = this.drift;
    return Math.sign(ppm) * Math.max(0, Math.abs(ppm) - marginPpm);
  }

  private beginSpan(atMs: number): void {
    this.spanStartMs = atMs;
    this.formerOffsetMs = this.offsetMs ?? this.formerOffsetMs;
    this.offsetMs = null;
    this.lookForJump();
    this.drift = driftOf(this.points);
    this.points.push({ atMs, behindMs: Number.POSITIVE_INFINITY });
    if (this.points.length > MAX_SPANS) this.points.shift();
  }

  private note(point: Point): void {
    const last = this.points.findLast(({ behindMs }) => behindMs < Number.POSITIVE_INFINITY);
    if (last && Math.abs(point.behindMs - last.behindMs) > OTHER_CLOCK_MS) {
      this.points = [point];
      this.drift = null;
      return;
    }
    const current = this.points.length - 1;
    if (point.behindMs < (this.points[current]?.behindMs ?? Number.POSITIVE_INFINITY))
      this.points[current < 0 ? 0 : current] = point;
  }

  /** All of the last spans differ from all before them: that was no delay. */
  private lookForJump(): void {
    const known = this.points.filter(({ behindMs }) => behindMs < Number.POSITIVE_INFINITY);
    const before = known.slice(-2 * JUMP_SPANS, -JUMP_SPANS).map(({ behindMs }) => behindMs);
    const after = known.slice(-JUMP_SPANS);
    if (before.length < JUMP_SPANS || after.length < JUMP_SPANS) return;
    const now = after.map(({ behindMs }) => behindMs);
    const up = Math.min(...now) - Math.max(...before);
    const down = Math.min(...before) - Math.max(...now);
    if (Math.max(up, down) < JUMP_MS) return;
    this.jump = { atMs: after[0]!.atMs, byMs: Math.round(up >= JUMP_MS ? -up : down) };
    this.points = after;
  }

  private show(): boolean {
    const aheadMs = Math.max(this.offsetMs ?? -Infinity, this.formerOffsetMs ?? -Infinity);
    if (aheadMs === -Infinity) return false;
    const offsetMs = whole(aheadMs);
    const driftPpm = this.drift === null ? null : whole(this.drift.ppm);
    if (this.shown?.offsetMs === offsetMs && this.shown.driftPpm === driftPpm) return false;
    this.shown = { offsetMs, driftPpm };
    return true;
  }
}

export interface Drift {
  /** Positive: the member's clock runs faster than the hub's. */
  readonly ppm: number;
  /** It may be off by so much: messages that always take long look like clocks. */
  readonly marginPpm: number;
}

/** Null until it was watched for long enough. */
export function driftOf(points: readonly Point[]): Drift | null {
  const known = points.filter(({ behindMs }) => behindMs < Number.POSITIVE_INFINITY);
  const [first] = known;
  const last = known.at(-1);
  if (!first || !last || known.length < MIN_SPANS) return null;
  const watchedMs = last.atMs - first.atMs;
  if (watchedMs < MIN_WATCH_MS) return null;
  const middleMs = known.reduce((sum, { atMs }) => sum + atMs - first.atMs, 0) / known.length;
  const hull = lowerHull(known);
  const after = hull.findIndex(({ atMs }, at) => at > 0 && atMs - first.atMs >= middleMs);
  const from = hull[after - 1]!;
  const to = hull[after]!;
  const slope = (to.behindMs - from.behindMs) / (to.atMs - from.atMs);
  const scatterMs = known.map(
    ({ atMs, behindMs }) => behindMs - from.behindMs - slope * (atMs - from.atMs),
  );
  return { ppm: -slope * 1e6, marginPpm: (Math.max(...scatterMs) / watchedMs) * 1e6 };
}

/** Rounded, and never the zero with a minus that JSON does not know. */
function whole(value: number): number {
  return Math.round(value) || 0;
}

/** Points in order of time; those that no line from below touches are left out. */
function lowerHull(points: readonly Point[]): Point[] {
  const hull: Point[] = [];
  for (const point of points) {
    while (hull.length >= 2 && !turnsUp(hull.at(-2)!, hull.at(-1)!, point)) hull.pop();
    hull.push(point);
  }
  return hull;
}

function turnsUp(a: Point, b: Point, c: Point): boolean {
  return (
    (b.behindMs - a.behindMs) * (c.atMs - b.atMs) < (c.behindMs - b.behindMs) * (b.atMs - a.atMs)
  );
}
