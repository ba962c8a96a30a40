/**
 * Pads that gave no charge, and for how long a robot keeps off each: longer each time, so that a dead pad is tried
 * now and then and not hammered.
 */
import type { PadIndex } from '../../protocol/roster.ts';

interface Failed {
  readonly times: number;
  readonly untilMs: number;
}

export type BackOff = ReadonlyMap<PadIndex, Failed>;

export const NO_BACK_OFF: BackOff = new Map();

/** The first time it keeps off for as long as it took to notice, then twice as long, at most so many times. */
const MOST_TIMES = 8;
/** Somebody may have mended it within this. */
const LONGEST_MS = 30 * 60_000;

/** The pad gave nothing, which took `noticedMs` to notice. */
export function padFailed(
  known: BackOff,
  pad: PadIndex,
  noticedMs: number,
  nowMs: number,
): BackOff {
  const times = (known.get(pad)?.times ?? 0) + 1;
  const forMs = Math.min(noticedMs * Math.min(2 ** (times - 1), MOST_TIMES), LONGEST_MS);
  return new Map(known).set(pad, { times, untilMs: nowMs + forMs });
}

/** The pad gives charge: whatever was wrong is over. */
export function padWorks(known: BackOff, pad: PadIndex): BackOff {
  if (!known.has(pad)) return known;
  const rest = new Map(known);
  rest.delete(pad);
  return rest;
}

export function isKeptOff(known: BackOff, pad: PadIndex, nowMs: number): boolean {
  return nowMs < (known.get(pad)?.untilMs ?? Number.NEGATIVE_INFINITY);
}

/** When it may try the next of these pads again; null when it keeps off none of them. */
export function nextTryMs(known: BackOff, nowMs: number): number | null {
  const ends = [...known.values()].map(({ untilMs }) => untilMs).filter((endMs) => endMs > nowMs);
  return ends.length === 0 ? null : Math.min(...ends);
}
