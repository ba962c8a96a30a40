/**
 * When a robot must not go on working: below the critical level, where each metre may be the last, and with a gauge
 * that tells nothing, since nobody knows then how far it is from there.
 */
import type { BodyReport } from '../body.ts';
import type { Charging } from './levels.ts';

/** A parked robot's battery recovers a little by itself; that alone does not make it fit to work. */
const RECOVERED_PERCENT = 2;

/** The battery's sensor is broken, and the body says so. (Without an alarm it has just not told anything yet.) */
export function isGaugeLost({ batteryPercent, alarm }: BodyReport): boolean {
  return batteryPercent === null && alarm !== null;
}

/** `was`: whether it was critical before this report. A gauge that tells nothing changes nothing. */
export function isCritical(percent: number | null, levels: Charging, was: boolean): boolean {
  if (percent === null) return was;
  return percent <= levels.criticalBelow + (was ? RECOVERED_PERCENT : 0);
}
