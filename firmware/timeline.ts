/**
 * A Timeline on the clock of the machine: what is to happen, kept in order, and one alarm for the
 * first of it.
 *
 * The alarm rings within some milliseconds; whatever is due by then happens at once, in the order of
 * its times and then of being asked for.
 */

import { performance } from 'node:perf_hooks';
import type { Timeline } from '../src/radio/timeline.ts';
import type { Clock } from '../src/runtime/ports.ts';
import { clockAlarm, type Timers } from './alarm.ts';

export interface RealTimeline extends Timeline {
  /** Nothing happens any more, whatever was asked for. */
  close(): void;
}

interface Entry {
  readonly atMs: number;
  readonly act: () => void;
}

const machineClock: Clock = { nowMs: () => performance.now() };

/**
 * Milliseconds since the start of the process, unless another clock is given. `at` never acts
 * from within itself, and what it is given keeps the process alive until it has happened.
 */
export function realTimeline(clock: Clock = machineClock, timers?: Timers): RealTimeline {
  /** What happens first stands last, where it is taken off without moving the others. */
  const entries: Entry[] = [];
  let closed = false;

  const arm = () => alarm.set(closed ? null : (entries.at(-1)?.atMs ?? null));
  const ring = () => {
    const nowMs = clock.nowMs();
    // What asks for a time that has passed waits for the next ring: it can't hold up the process.
    const due: Entry[] = [];
    while (entries.length > 0 && entries.at(-1)!.atMs <= nowMs) due.push(entries.pop()!);
    try {
      while (due.length > 0 && !closed) due.shift()!.act();
    } finally {
      // One that threw doesn't take the rest with it.
      entries.push(...due.reverse());
      arm();
    }
  };
  const alarm = clockAlarm(clock, ring, timers);

  return {
    get nowMs() {
      return clock.nowMs();
    },
    at(atMs, act) {
      if (closed) return;
      entries.splice(placeOf(entries, atMs), 0, { atMs, act });
      if (entries.at(-1)!.act === act) arm();
    },
    close() {
      closed = true;
      entries.length = 0;
      arm();
    },
  };
}

/** Before all that happens earlier or at the same time: they stand in falling order of time. */
function placeOf(entries: readonly Entry[], atMs: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.atMs > atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
