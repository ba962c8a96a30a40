/**
 * When a robot asks for a pad: at the level that the swarm's file says, and before that when the queue is so long, or
 * the pad so far, that it would become critical on the way.
 */
import { type Charging, midpointOf } from './levels.ts';

/** What a robot foresees, in milliseconds; null for what it does not know. */
export interface Forecast {
  /** Until its battery is critical. */
  readonly criticalMs: number | null;
  /** Until it is its turn, if it asks now. */
  readonly waitMs: number | null;
  /** From there to the pad. */
  readonly travelMs: number | null;
}

/** So much more time than it foresees a robot wants to have: others become urgent, and dockings miss. */
const MARGIN = 1.25;
/** After a visit so much must be used up before it asks early again, or it would turn round at the pad. */
const USED_SINCE_VISIT = 5;

/** `leftAt`: with how much it left a pad last; null when it has not been on one. */
export function asksForPad(
  percent: number,
  levels: Charging,
  forecast: Forecast,
  leftAt: number | null,
): boolean {
  if (percent <= levels.requestBelow) return true;
  if (percent > midpointOf(levels)) return false;
  if (leftAt !== null && percent > leftAt - USED_SINCE_VISIT) return false;
  const { criticalMs, waitMs, travelMs } = forecast;
  if (criticalMs === null || waitMs === null || travelMs === null) return false;
  return criticalMs < MARGIN * (waitMs + travelMs);
}
