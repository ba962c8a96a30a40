/**
 * What this robot draws while it works and while it rests, and what a pad gives it: learned from its own reports,
 * since no two robots and no two batteries are alike.
 */
import { atMostPerMsOf, lookAtGauge, lookAway, perMsOf, type Rate, UNKNOWN_RATE } from './rate.ts';

/** What the battery is doing; null while that is mixed, as on the way to a pad. */
export type Activity = 'working' | 'resting' | 'charging' | null;

export interface Consumption {
  readonly working: Rate;
  readonly resting: Rate;
  readonly charging: Rate;
}

export const NOTHING_LEARNED: Consumption = {
  working: UNKNOWN_RATE,
  resting: UNKNOWN_RATE,
  charging: UNKNOWN_RATE,
};

/** What is known after another report. */
export function learnConsumption(
  known: Consumption,
  atMs: number,
  percent: number | null,
  activity: Activity,
): Consumption {
  const rateOf = (of: Exclude<Activity, null>): Rate =>
    activity === of && percent !== null
      ? lookAtGauge(known[of], atMs, percent, of === 'charging' ? 1 : -1)
      : lookAway(known[of], atMs);
  const working = rateOf('working');
  const resting = rateOf('resting');
  const charging = rateOf('charging');
  const isNews =
    working !== known.working || resting !== known.resting || charging !== known.charging;
  return isNews ? { working, resting, charging } : known;
}

/** Percent per millisecond that the pad gives, or null while that is not known. */
export function gainPerMs({ charging }: Consumption): number | null {
  return perMsOf(charging);
}

/**
 * How long until the battery is critical, if the robot works on until it has to ask, and rests from then on. Null
 * while it does not know what it draws at work. At rest it is taken to draw as much as it may do by what was seen: a
 * robot that rests seldom would take hours to learn more, and one that has never rested may draw as much as at work.
 */
export function untilCriticalMs(
  { working, resting }: Consumption,
  percent: number,
  levels: { readonly requestBelow: number; readonly criticalBelow: number },
): number | null {
  const workPerMs = perMsOf(working);
  if (workPerMs === null || workPerMs <= 0) return null;
  const restPerMs = Math.min(atMostPerMsOf(resting), workPerMs);
  const toWork = Math.max(0, percent - levels.requestBelow);
  const toRest = Math.max(0, Math.min(percent, levels.requestBelow) - levels.criticalBelow);
  return toWork / workPerMs + toRest / restPerMs;
}
