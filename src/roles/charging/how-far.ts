/**
 * How far a robot charges: up to what the swarm's file says; less when the battery is full though the gauge says
 * less, when another robot is about to run empty and this one has enough, and when nothing flows.
 */
import { type Charging, midpointOf } from './levels.ts';
import { gainOf, type Visit } from './visit.ts';
import { driesUpAtMs } from './when-to-leave.ts';

export type Verdict =
  | 'stay'
  /** As much as it wants. */
  | 'full'
  /** It has enough, and more than this does not go in. */
  | 'flat'
  /** It has enough, and another robot is about to run empty. */
  | 'give-way'
  /** The pad gives nothing. */
  | 'no-charge'
  /** A sensor says that charge flows, and the gauge stands still all the same. */
  | 'no-gain';

/** A visit that has given so much has shown that the pad works. */
export const PROOF_PERCENT = 2;

export interface OnPad {
  readonly percent: number | null;
  readonly visit: Visit;
  readonly levels: Charging;
  /** Percent per millisecond that a pad usually gives; null while that is not known. */
  readonly gainPerMs: number | null;
  /** Another robot waits for this pad and is about to run empty. */
  readonly urgentWaits: boolean;
}

export function howFar(
  { percent, visit, levels, gainPerMs, urgentWaits }: OnPad,
  nowMs: number,
): Verdict {
  if (percent !== null && percent >= levels.chargeTo) return 'full';
  const hasEnough = percent !== null && percent > midpointOf(levels);
  if (hasEnough && urgentWaits) return 'give-way';
  if (nowMs < driesUpAtMs(visit, gainPerMs)) return 'stay';
  const works = gainOf(visit) >= PROOF_PERCENT || visit.flowed;
  if (hasEnough && works) return 'flat';
  return visit.flowed && visit.dryAtMs === null ? 'no-gain' : 'no-charge';
}
