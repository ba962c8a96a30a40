/**
 * Time that is moved by hand, as the clock and the alarms that a body is given. Between two moments
 * promises, ticks and immediates settle, so that what passes through streams arrives.
 */

// Loaded now: what is loaded when a board is opened would take real time, while this time flies.
import '../../hardware/link/firmata-link.ts';
import '../../hardware/link/gpio-link.ts';
import { setImmediate as settled } from 'node:timers/promises';
import type { Alarm, Clock } from '../../src/runtime/ports.ts';

interface Entry {
  atMs: number | null;
  order: number;
  readonly ring: () => void;
}

/** Enough for what one moment sets off: bytes that pass through a stream take some rounds. */
const ROUNDS = 4;

export class HandTime implements Clock {
  private timeMs = 0;
  private asked = 0;
  /** Those that are set: whoever lets go of an alarm is not held by it. */
  private readonly entries = new Set<Entry>();

  nowMs(): number {
    return this.timeMs;
  }

  readonly makeAlarm = (ring: () => void): Alarm => {
    const entry: Entry = { atMs: null, order: 0, ring };
    return {
      set: (atMs) => {
        entry.atMs = atMs;
        if (atMs === null) this.entries.delete(entry);
        else this.entries.add(entry);
        this.asked += 1;
        entry.order = this.asked;
      },
    };
  };

  /** How many alarms are set: none, when everything is closed. */
  get pending(): number {
    return this.entries.size;
  }

  /** Lets so much time pass; every alarm rings at its time. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.timeMs + ms;
    await this.settle();
    for (;;) {
      const next = this.nextDue(untilMs);
      if (next === null) break;
      this.timeMs = Math.max(this.timeMs, next.atMs ?? 0);
      next.atMs = null;
      this.entries.delete(next);
      next.ring();
      await this.settle();
    }
    this.timeMs = untilMs;
    await this.settle();
  }

  /** The process stands still for so long: afterwards everything that is due rings late, in its order. */
  async freeze(ms: number): Promise<void> {
    await this.settle();
    this.timeMs += ms;
    await this.pass(0);
  }

  /** Lets time pass until the condition holds, for a minute at most. */
  async until(what: string, condition: () => boolean): Promise<void> {
    for (let passedMs = 0; passedMs < 60_000; passedMs += 5) {
      if (condition()) return;
      await this.pass(5);
    }
    throw new Error(`not within a minute: ${what}`);
  }

  async settle(): Promise<void> {
    for (let i = 0; i < ROUNDS; i++) await settled();
  }

  private nextDue(untilMs: number): Entry | null {
    let first: Entry | null = null;
    for (const entry of this.entries) {
      if (entry.atMs === null || entry.atMs > untilMs) continue;
      const earlier =
        first === null ||
        entry.atMs < first.atMs! ||
        (entry.atMs === first.atMs && entry.order < first.order);
      if (earlier) first = entry;
    }
    return first;
  }
}
