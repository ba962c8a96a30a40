/**
 * All the timers of a member in one table, so that the next moment at which it wants to be called
 * is one question, and a thawed process can see what it slept through.
 */

/** A timer's name, with the pad that it is about where there is one: `renew/0`. */
export type TimerKey = string;

export type Timers = Map<TimerKey, number>;

/** The earliest deadline in milliseconds, or null. */
export function nextDeadlineMs(timers: Timers): number | null {
  let earliest: number | null = null;
  for (const atMs of timers.values()) if (earliest === null || atMs < earliest) earliest = atMs;
  return earliest;
}

/** Takes the earliest timer that is due at `nowMs` off the table; null when none is. */
export function takeDue(timers: Timers, nowMs: number): TimerKey | null {
  let due: TimerKey | null = null;
  let dueAtMs = nowMs;
  for (const [key, atMs] of timers) {
    if (atMs < dueAtMs || (atMs === dueAtMs && due === null)) {
      due = key;
      dueAtMs = atMs;
    }
  }
  if (due !== null) timers.delete(due);
  return due;
}
