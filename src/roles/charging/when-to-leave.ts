/**
 * When a visit has come to nothing: no charge flows, be it that a sensor says so or that the gauge does not rise. The
 * robot then leaves, so that a dead pad does not hold it, nor it the pad.
 */
import type { Visit } from './visit.ts';

/** Where a sensor says that no charge flows: as long as the pad would take for so many percent. */
const DRY_PERCENT = 2;
/** Where only the gauge tells: gauges lag, and may first fall when a charger comes on. */
const FLAT_PERCENT = 5;
/** A relay, a charger and a filter settle within this, however fast the battery fills. */
const LEAST_MS = 5000;
/** Before it knows what a pad gives: chargers that test a battery first do it in less. */
const DRY_UNLEARNED_MS = 60_000;
/** Half an hour is a usual visit: in a third of it a gauge that works has moved. */
const FLAT_UNLEARNED_MS = 600_000;

/** A gauge that has learned to be slower than this has learned nonsense. */
const MOST_MS = 3_600_000;

/** How long a sensor may say that nothing flows, and the gauge may stand still, before that means something. */
export function patienceMs(gainPerMs: number | null): {
  readonly dry: number;
  readonly flat: number;
} {
  if (gainPerMs === null || gainPerMs <= 0)
    return { dry: DRY_UNLEARNED_MS, flat: FLAT_UNLEARNED_MS };
  const wait = (percent: number): number =>
    Math.min(Math.max(percent / gainPerMs, LEAST_MS), MOST_MS);
  return { dry: wait(DRY_PERCENT), flat: wait(FLAT_PERCENT) };
}

/** When nothing has come for too long, if nothing comes until then; infinite where nothing could tell. */
export function driesUpAtMs(visit: Visit, gainPerMs: number | null): number {
  const { gainedAtMs, dryAtMs, mostPercent } = visit;
  const { dry, flat } = patienceMs(gainPerMs);
  // A robot without a gauge stays as long as the person wants who has sent it there.
  const flatAtMs = mostPercent === null ? Number.POSITIVE_INFINITY : gainedAtMs + flat;
  // A trickle may be too little for the sensor: what the gauge has gained has flowed.
  return dryAtMs === null ? flatAtMs : Math.min(flatAtMs, Math.max(dryAtMs, gainedAtMs) + dry);
}
