/** How urgently a robot asks: four classes from the level at which it asks down to the critical one. */
import type { Urgency } from '../../protocol/queue.ts';
import type { Charging } from './levels.ts';

/** About to run empty: parks, calls, and is let past. */
export const MOST_URGENT: Urgency = 3;

/** A robot that does not know its level is not urgent: it asks only because a person wants it to. */
export function urgencyOf(percent: number | null, levels: Charging): Urgency {
  const { requestBelow, criticalBelow } = levels;
  const share = ((percent ?? requestBelow) - criticalBelow) / (requestBelow - criticalBelow);
  if (share <= 0) return MOST_URGENT;
  return share > 2 / 3 ? 0 : share > 1 / 3 ? 1 : 2;
}
