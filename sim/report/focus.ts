/**
 * Where to look first: the time before a failure in which it came about, neither so long that frames
 * become a blur nor so short that nothing can be seen.
 */
import type { Failure } from '../world/failure.ts';
import type { Clash } from './occupancy.ts';
import type { Span } from './span.ts';

export interface Evidence {
  readonly whole: Span;
  readonly failure: Failure | null;
  /** When frames were sent, in order of time, milliseconds. */
  readonly framesMs: readonly number[];
  readonly clashes: readonly Clash[];
  /** When faults ended, milliseconds. */
  readonly healsMs: readonly number[];
}

/** The arrows of so many frames can be told apart on a screen ... */
const MOST_FRAMES = 120;
/** ... and so few still make a story. */
const FEWEST_FRAMES = 25;
/** Room after the failure and before the beginning, as a share of the time in between. */
const MARGIN = 0.12;
/** Without frames nothing else tells how fast things happen here. */
const BLIND_MS = 30_000;

export function focusOf({ whole, failure, framesMs, clashes, healsMs }: Evidence): Span {
  if (!failure) return whole;
  const { atMs } = failure;
  const before = framesMs.filter((sentMs) => sentMs <= atMs);
  const back = (count: number): number =>
    before.length === 0 ? atMs - BLIND_MS : before[Math.max(0, before.length - count)]!;
  const begunMs = beginningOf(failure, clashes, healsMs) ?? back(FEWEST_FRAMES);
  const fromMs = Math.min(Math.max(begunMs, back(MOST_FRAMES)), back(FEWEST_FRAMES));
  const marginMs = Math.max(1, atMs - fromMs) * MARGIN;
  return { fromMs: Math.max(whole.fromMs, fromMs - marginMs), toMs: atMs + marginMs };
}

/** When that began which is now wrong, as far as the promise tells. */
function beginningOf(
  { promise, atMs }: Failure,
  clashes: readonly Clash[],
  healsMs: readonly number[],
): number | null {
  if (promise === 'S1') return clashes.find(({ toMs }) => toMs >= atMs)?.fromMs ?? null;
  if (promise.startsWith('L')) return healsMs.findLast((healMs) => healMs <= atMs) ?? null;
  return null;
}
