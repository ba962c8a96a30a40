/**
 * Whose batteries are drawn: each robot as a line while they can be told apart, else the spread of all, or those that
 * somebody chose.
 */

import { compareIds } from '../../view/order.ts';
import type { SwarmView } from '../../view/view.ts';

/** As many lines as there are colours. */
export const MOST_LINES = 8;
/** As many as the hub answers for at once. */
const MOST_IN_SPREAD = 100;

export interface BatteryChoice {
  /** Who is asked for. */
  readonly members: readonly string[];
  readonly spread: boolean;
  /** Robots that there are. */
  readonly robots: number;
}

/** @param chosen by hand; empty: nobody has chosen */
export function batteriesOf(robots: readonly string[], chosen: readonly string[]): BatteryChoice {
  const all = [...robots].sort(compareIds);
  if (chosen.length > 0) return { members: chosen, spread: false, robots: all.length };
  if (all.length <= MOST_LINES) return { members: all, spread: false, robots: all.length };
  return { members: sampled(all), spread: true, robots: all.length };
}

/** Those with the least in their batteries now. */
export function lowestOf(view: SwarmView | null): string[] {
  return Object.values(view?.robots ?? {})
    .filter(({ battery }) => battery !== null)
    .sort((a, b) => a.battery! - b.battery! || compareIds(a.id, b.id))
    .slice(0, MOST_LINES)
    .map(({ id }) => id);
}

/** Evenly over all of them, so that no zone is left out because of its name. */
function sampled(all: readonly string[]): string[] {
  if (all.length <= MOST_IN_SPREAD) return [...all];
  const step = all.length / MOST_IN_SPREAD;
  return Array.from({ length: MOST_IN_SPREAD }, (_, place) => all[Math.floor(place * step)]!);
}
