/**
 * How long a robot that asks now will wait: each robot before it has its visit. What a visit takes is learned from
 * the own ones, or else follows from what the pad gives and how far it is.
 */
import type { Charging } from './levels.ts';

/** What one robot occupies the pad for; null while nothing is known of it. */
export function visitMs(
  learnedMs: number | null,
  gainPerMs: number | null,
  travelMs: number | null,
  levels: Charging,
): number | null {
  if (learnedMs !== null) return learnedMs;
  if (gainPerMs === null || gainPerMs <= 0) return null;
  return (levels.chargeTo - levels.requestBelow) / gainPerMs + (travelMs ?? 0);
}

/** `ahead`: robots that wait, and the one that is on the pad, which may have just come. */
export function expectedWaitMs(ahead: number, visit: number | null): number | null {
  if (ahead === 0) return 0;
  return visit === null ? null : ahead * visit;
}
