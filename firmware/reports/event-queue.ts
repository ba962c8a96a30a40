/**
 * Events that wait for the radio: the ones that a person must see first, then the older ones first.
 *
 * The queue is short, since on a busy channel what waits for long is no news. When it is full, the oldest of the
 * least important is given up, and counted, so that a gap in the events has a reason.
 */
import type { TraceRecord } from '../../src/runtime/trace.ts';

export interface WaitingEvent {
  readonly record: TraceRecord;
  /** On the timeline of the source. */
  readonly sinceMs: number;
}

const MAX_EVENTS_WAITING = 32;

/** Lower is sooner. What is not named here is in between. */
const USUAL = 1;
const IMPORTANCE: Readonly<Record<string, number>> = {
  alarm: 0,
  boot: 0,
  stop: 0,
  enter: 0,
  exit: 0,
  leader: 0,
  mint: 0,
  // Seen in the state as well, or of interest to those who look for a fault.
  body: 2,
  renew: 2,
  token: 2,
  refuse: 2,
  election: 2,
};

function importanceOf({ record }: WaitingEvent): number {
  return Object.hasOwn(IMPORTANCE, record.event) ? IMPORTANCE[record.event]! : USUAL;
}

export class EventQueue {
  /** Events that were given up. */
  unsent = 0;
  /** In the order in which they are to be sent. */
  private readonly waiting: WaitingEvent[] = [];

  get first(): WaitingEvent | undefined {
    return this.waiting[0];
  }

  /** Whether there is an event that goes before a state. */
  get isUrgent(): boolean {
    const { first } = this;
    return first !== undefined && importanceOf(first) === 0;
  }

  /** In the order of sending; not to be changed. */
  get all(): readonly WaitingEvent[] {
    return this.waiting;
  }

  push(event: WaitingEvent): void {
    const importance = importanceOf(event);
    const place = this.waiting.findIndex((other) => importanceOf(other) > importance);
    this.waiting.splice(place < 0 ? this.waiting.length : place, 0, event);
    if (this.waiting.length > MAX_EVENTS_WAITING) this.giveUpOne();
  }

  /** Takes the first `count` off. */
  take(count: number): readonly WaitingEvent[] {
    return this.waiting.splice(0, count);
  }

  private giveUpOne(): void {
    const least = importanceOf(this.waiting.at(-1)!);
    const oldest = this.waiting.findIndex((event) => importanceOf(event) === least);
    this.waiting.splice(oldest, 1);
    this.unsent += 1;
  }
}
