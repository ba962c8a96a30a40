/** Time that is moved by hand, for drivers that wait for answers: between two moments, promises settle. */

import { setImmediate as settled } from 'node:timers/promises';
import type { Timeline } from '../../../../src/radio/timeline.ts';

export class VirtualTime implements Timeline {
  nowMs = 0;
  private entries: { readonly atMs: number; readonly act: () => void }[] = [];

  at(atMs: number, act: () => void): void {
    this.entries.push({ atMs: Math.max(atMs, this.nowMs), act });
  }

  /** Lets so much time pass. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms;
    for (;;) {
      await settled();
      const next = this.entries.reduce<(typeof this.entries)[number] | null>(
        (first, entry) => (first === null || entry.atMs < first.atMs ? entry : first),
        null,
      );
      if (next === null || next.atMs > untilMs) break;
      this.entries = this.entries.filter((entry) => entry !== next);
      this.nowMs = next.atMs;
      next.act();
    }
    this.nowMs = untilMs;
    await settled();
  }

  /** Lets time pass until the promise settles, a minute at most. */
  async until<Value>(promise: Promise<Value>): Promise<Value> {
    let isSettled = false;
    void promise.finally(() => {
      isSettled = true;
    });
    for (let i = 0; i < 6000 && !isSettled; i++) await this.pass(10);
    if (!isSettled) throw new Error('nothing came within a minute');
    return promise;
  }
}
