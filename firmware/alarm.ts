/**
 * The one alarm of a member, over setTimeout.
 *
 * setTimeout counts whole milliseconds, may fire a little early, takes no more than 2^31 of
 * them, and stands still while the machine sleeps. The clock does not. So whenever the timer
 * fires, the clock decides whether the time has come, and the timer runs a second at most.
 */

import type { Alarm, Clock } from '../src/runtime/ports.ts';

/** After a sleep of the machine, an alarm that is due rings this late at most. */
const LONGEST_WAIT_MS = 1000;

/** Timers by argument, so that tests need not wait. */
export interface Timers {
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
}

const systemTimers: Timers = {
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

export interface ClockAlarm extends Alarm {
  /** Rings no more. */
  close(): void;
}

/**
 * `ring` is called once when the clock has reached the time that was set, never before it,
 * and never from within set(). It keeps the process alive while a time is set.
 */
export function clockAlarm(
  clock: Clock,
  ring: () => void,
  timers: Timers = systemTimers,
): ClockAlarm {
  let dueMs: number | null = null;
  let timer: unknown = null;

  const wait = (atMs: number) => {
    const delayMs = Math.min(Math.ceil(atMs - clock.nowMs()), LONGEST_WAIT_MS);
    timer = timers.setTimeout(look, Math.max(delayMs, 0));
  };
  const look = () => {
    timer = null;
    if (dueMs === null) return;
    if (clock.nowMs() < dueMs) {
      wait(dueMs);
      return;
    }
    dueMs = null;
    ring();
  };
  const set = (atMs: number | null) => {
    if (timer !== null) timers.clearTimeout(timer);
    timer = null;
    dueMs = atMs;
    if (atMs !== null) wait(atMs);
  };
  return { set, close: () => set(null) };
}
