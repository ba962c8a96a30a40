/** What alarms are judged by: all that is known, and the bounds of this swarm. */
import type { AlarmView, BrokerView } from '../view.ts';
import type { Roll } from './roll.ts';

export interface Situation {
  readonly roll: Roll;
  readonly broker: BrokerView;
  /** Messages that the hub threw away lately, by reason. */
  readonly thrownAway: readonly string[];
  readonly startedAtMs: number;
  readonly criticalBelow: number;
  readonly silentAfterMs: number;
  readonly tokenBoundMs: number;
  readonly driftBoundPpm: number;
  readonly leaderGraceMs: number;
  readonly nowMs: number;
}

/** What an alarm is about: at most one of each. */
export const ABOUT_NOTHING = { zone: null, member: null, pad: null } satisfies Partial<AlarmView>;
