/** How long and how often a dead-man is granted something: the same in service and on the bench. */

import type { DeadManBoard } from '../board/board.ts';

/** While something is on. */
export const GRANT_EVERY_MS = 250;
/** What keeps the motors of a robot on. */
export const MOTOR_GRANT_MS = 500;
/** Where no firmware counts it down: two grants and some patience. */
const PULSE_GRANT_MS = 600;
/** A dead-man of a shorter time is granted several times within it. */
const GRANTS_WITHIN_TIMEOUT = 4;

/** The most that is granted at once to the relay of a pad. */
export function relayGrantMs(deadMan: DeadManBoard): number {
  return deadMan.kind === 'firmware' ? deadMan.timeoutMs : PULSE_GRANT_MS;
}

/** How often motors that turn are granted. */
export function motorGrantEveryMs(deadMan: DeadManBoard): number {
  if (deadMan.kind !== 'firmware') return GRANT_EVERY_MS;
  return Math.min(GRANT_EVERY_MS, deadMan.timeoutMs / GRANTS_WITHIN_TIMEOUT);
}
