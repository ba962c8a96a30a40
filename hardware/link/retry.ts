/** When to try again what has failed: soon at first, then less often, so that a board that comes back is there soon. */

import type { Alarm, Clock } from '../../src/runtime/ports.ts';

const FIRST_MS = 250;
const LONGEST_MS = 5000;
/** What lasted so long is worth a quick retry. */
const SETTLED_MS = 5000;

export class Retry {
  private readonly clock: Clock;
  private readonly alarm: Alarm;
  private waitMs = FIRST_MS;
  private upSinceMs: number | null = null;

  constructor(clock: Clock, makeAlarm: (ring: () => void) => Alarm, act: () => void) {
    this.clock = clock;
    this.alarm = makeAlarm(act);
  }

  /** It works. */
  well(): void {
    this.upSinceMs = this.clock.nowMs();
  }

  /** It does not, or not any more: `act` is called in a while. */
  again(): void {
    const nowMs = this.clock.nowMs();
    if (this.upSinceMs !== null && nowMs - this.upSinceMs >= SETTLED_MS) this.waitMs = FIRST_MS;
    this.upSinceMs = null;
    this.alarm.set(nowMs + this.waitMs);
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_MS);
  }

  stop(): void {
    this.alarm.set(null);
  }
}
