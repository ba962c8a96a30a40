/**
 * A monotonic clock that goes on while the machine sleeps.
 *
 * Node's clock is CLOCK_MONOTONIC, which stands still while a board is suspended: a robot
 * that slept on the pad would wake up and believe in a lease that has long ended. The uptime
 * of the system (CLOCK_BOOTTIME) goes on, but comes in steps of 10 ms. So time is
 * CLOCK_MONOTONIC plus the time slept, and the time slept is measured exactly, at a step of
 * the uptime, whenever the two clocks have come apart.
 */

import { uptime } from 'node:os';
import type { Clock } from '../src/runtime/ports.ts';

/** Where the clock looks; tests give their own. */
export interface ClockSources {
  /** CLOCK_MONOTONIC in milliseconds with fractions. */
  monoMs(): number;
  /** Time since the start of the system in milliseconds, with the time slept. Truncated. */
  uptimeMs(): number;
}

export interface MonotonicClock extends Clock {
  /** CLOCK_MONOTONIC as the host has it: the same for all processes, still while it sleeps. */
  monoMs(): number;
}

/** Reading the uptime takes 10 us, so not at each look at the clock. */
const LOOK_EVERY_MS = 20;
/** Above the step of the uptime, so that a look can't mistake a step for sleep. */
const NOTICED_MS = 15;
/** Longer than a step of the uptime. Without a step in this time it counts whole seconds. */
const STEP_WAIT_MS = 25;
const COARSE_STEP_MS = 1000;

const systemSources: ClockSources = {
  monoMs() {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1e3 + nanoseconds / 1e6;
  },
  uptimeMs: () => uptime() * 1e3,
};

/**
 * Takes up to 10 ms to set up, and as long for each sleep that it finds. A sleep shorter than
 * 15 to 25 ms stays unseen; of a longer one it misses well below a millisecond.
 */
export function monotonicClock(sources: ClockSources = systemSources): MonotonicClock {
  let lead = exactLeadMs(sources);
  let sleptMs = 0;
  let lookedAtMs = sources.monoMs();

  return {
    monoMs: sources.monoMs,
    nowMs() {
      const monoMs = sources.monoMs();
      if (monoMs - lookedAtMs < LOOK_EVERY_MS) return monoMs + sleptMs;
      lookedAtMs = monoMs;
      // The uptime is truncated, and read before the other clock: never more than the truth.
      const uptimeMs = sources.uptimeMs();
      if (uptimeMs - sources.monoMs() - lead > NOTICED_MS) {
        const before = lead;
        lead = exactLeadMs(sources);
        // Never backwards, whatever a clock does.
        sleptMs += Math.max(0, lead - before);
      }
      return sources.monoMs() + sleptMs;
    },
  };
}

/**
 * How far the uptime is ahead of the other clock: exact at the moment in which it steps. Where
 * it does not step, the most that it can be, so that no later look finds sleep in the rest.
 */
function exactLeadMs(sources: ClockSources): number {
  const first = sources.uptimeMs();
  const deadlineMs = sources.monoMs() + STEP_WAIT_MS;
  for (;;) {
    const uptimeMs = sources.uptimeMs();
    const monoMs = sources.monoMs();
    if (uptimeMs !== first) return uptimeMs - monoMs;
    if (monoMs >= deadlineMs) return uptimeMs + COARSE_STEP_MS - monoMs;
  }
}
