/**
 * Who believed when that it may be on a pad, and where two beliefs overlap: that is what S1 forbids.
 *
 * A belief begins with `enter`, is drawn out by `renew`, and ends with `exit`, at the time that the last
 * of them named, or with the process that had it.
 */
import type { TraceRecord } from '../../src/runtime/trace.ts';
import { fenceOf, isOfWorld, numberOf, textOf, WORLD } from './fields.ts';
import type { Span } from './span.ts';

export interface Belief extends Span {
  readonly pad: string;
  readonly robot: string;
  readonly fence: string;
  readonly renewals: number;
  /** `none`: it lasts to the end of the trace, or beyond. */
  readonly end: 'exit' | 'lease over' | 'robot down' | 'none';
  /** Place of the record that began it. */
  readonly record: number;
}

export interface Clash extends Span {
  readonly pad: string;
  readonly robots: readonly [string, string];
}

interface Held {
  readonly fromMs: number;
  readonly fence: string;
  readonly record: number;
  untilMs: number;
  renewals: number;
}

/** In order of their ends. */
export function beliefsOf(records: readonly TraceRecord[], endMs: number): readonly Belief[] {
  const held = new Map<string, Held>();
  const beliefs: Belief[] = [];
  const close = (key: string, atMs: number, end: Belief['end']): void => {
    const belief = held.get(key);
    if (!belief) return;
    held.delete(key);
    const [robot, pad] = key.split('\n') as [string, string];
    const { fromMs, fence, renewals, record } = belief;
    const over = belief.untilMs < atMs;
    const toMs = Math.max(fromMs, over ? belief.untilMs : atMs);
    beliefs.push({ pad, robot, fence, renewals, record, fromMs, toMs, end: over ? LAPSED : end });
  };
  records.forEach((record, index) => {
    const { mono: atMs, from, event } = record;
    if (from === WORLD) {
      if (!isOfWorld(record, 'down')) return;
      const start = `${textOf(record, 'member')}\n`;
      for (const key of [...held.keys()]) if (key.startsWith(start)) close(key, atMs, 'robot down');
      return;
    }
    const key = `${from}\n${textOf(record, 'pad')}`;
    if (event === 'exit') close(key, atMs, 'exit');
    if (event !== 'enter' && event !== 'renew') return;
    const untilMs = numberOf(record, 'until') ?? atMs;
    const fence = fenceOf(record) ?? '';
    const belief = held.get(key);
    if (belief && belief.fence === fence && belief.untilMs >= atMs) {
      belief.untilMs = untilMs;
      belief.renewals += 1;
      return;
    }
    close(key, atMs, 'exit');
    held.set(key, { fromMs: atMs, fence, record: index, untilMs, renewals: 0 });
  });
  for (const key of [...held.keys()]) close(key, endMs, 'none');
  return beliefs;
}

const LAPSED = 'lease over';

/**
 * Where two robots believed in the same pad. A clash may be of no length: S1 is broken at the very
 * instant at which the second comes to believe, and the run ends there.
 */
export function clashesOf(beliefs: readonly Belief[]): readonly Clash[] {
  const clashes: Clash[] = [];
  const ordered = [...beliefs].sort((a, b) => a.fromMs - b.fromMs);
  ordered.forEach((one, index) => {
    for (const other of ordered.slice(index + 1)) {
      if (other.fromMs > one.toMs) break;
      if (other.pad !== one.pad || other.robot === one.robot) continue;
      // One that ends as the other begins is a hand-over; one that the trace cuts off is none.
      if (other.fromMs === one.toMs && one.end !== 'none') continue;
      const toMs = Math.min(one.toMs, other.toMs);
      clashes.push({
        pad: one.pad,
        robots: [one.robot, other.robot],
        fromMs: other.fromMs,
        toMs,
      });
    }
  });
  return clashes;
}
