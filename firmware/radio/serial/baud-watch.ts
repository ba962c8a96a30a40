/**
 * Tells when bytes come for a long while and no frame is in them: most often the speed of the port is
 * not that of the module, or others use the channel.
 */

import type { Timeline } from '../../../src/radio/timeline.ts';

/** Some frames' worth: less may be noise while the channel is idle. */
const ENOUGH_BYTES = 200;
/** A burst of somebody else is over by then. */
const LONG_MS = 10_000;
/** After such a silence, what came before has nothing to do with what comes now. */
const FORGET_MS = 60_000;

export const NO_FRAMES = 'bytes come, and no frame in them: is the baud rate right?';

export class BaudWatch {
  private readonly timeline: Timeline;
  private readonly tell: (text: string) => void;
  private bytes = 0;
  private sinceMs = 0;
  private lastMs = 0;
  private told = false;

  /** `tell` is called once between two frames. */
  constructor(timeline: Timeline, tell: (text: string) => void) {
    this.timeline = timeline;
    this.tell = tell;
  }

  came(bytes: number): void {
    const { nowMs } = this.timeline;
    if (nowMs - this.lastMs > FORGET_MS) this.bytes = 0;
    if (this.bytes === 0) this.sinceMs = nowMs;
    this.lastMs = nowMs;
    this.bytes += bytes;
    if (this.told || this.bytes < ENOUGH_BYTES || nowMs - this.sinceMs < LONG_MS) return;
    this.told = true;
    this.tell(NO_FRAMES);
  }

  frame(): void {
    this.bytes = 0;
    this.told = false;
  }
}
