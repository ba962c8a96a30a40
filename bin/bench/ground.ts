/** What every command at the bench works with, and how it waits. */

import type { PadBench } from '../../hardware/bench/pad-bench.ts';
import type { RobotBench } from '../../hardware/bench/robot-bench.ts';
import type { Alarm, Clock } from '../../src/runtime/ports.ts';
import type { BoardOnDisk } from './board-on-disk.ts';
import type { Talk } from './talk.ts';

export interface Ground<Bench = RobotBench | PadBench> {
  readonly bench: Bench;
  readonly talk: Talk;
  readonly file: BoardOnDisk;
  /** Motors and relay need no confirmation. */
  readonly isSure: boolean;
  readonly clock: Clock;
  makeAlarm(ring: () => void): Alarm;
  /** Stop was said since the command began. */
  isStopped(): boolean;
}

const LOOK_EVERY_MS = 20;

/** True as soon as the condition holds; false when it does not in this time, or after a stop. */
export function waitFor(
  { clock, makeAlarm, isStopped }: Pick<Ground, 'clock' | 'makeAlarm' | 'isStopped'>,
  condition: () => boolean,
  withinMs: number,
): Promise<boolean> {
  const untilMs = clock.nowMs() + withinMs;
  return new Promise((resolve) => {
    const look = (): void => {
      const nowMs = clock.nowMs();
      if (condition()) resolve(true);
      else if (isStopped() || nowMs >= untilMs) resolve(false);
      else alarm.set(Math.min(untilMs, nowMs + LOOK_EVERY_MS));
    };
    const alarm = makeAlarm(look);
    look();
  });
}
