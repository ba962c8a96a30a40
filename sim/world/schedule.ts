/**
 * Virtual time: what is to happen, in order of time and then of being asked for.
 *
 * A binary heap over parallel arrays: an entry costs no object besides the closure that it runs.
 */
import type { Timeline } from '../../src/radio/timeline.ts';

export class Schedule implements Timeline {
  nowMs = 0;
  /** What has happened so far: a run that hangs at one instant shows here. */
  happened = 0;
  private readonly times: number[] = [];
  private readonly orders: number[] = [];
  private readonly acts: (() => void)[] = [];
  private order = 0;

  /** Lets `act` happen at `atMs`, or now when that is past. */
  at(atMs: number, act: () => void): void {
    const { times, orders, acts } = this;
    const timeMs = atMs > this.nowMs ? atMs : this.nowMs;
    this.order += 1;
    let place = times.length;
    times.push(timeMs);
    orders.push(this.order);
    acts.push(act);
    // A new entry comes after all others of its time.
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (times[parent]! <= timeMs) break;
      this.move(parent, place);
      place = parent;
    }
    this.put(place, timeMs, this.order, act);
  }

  after(delayMs: number, act: () => void): void {
    this.at(this.nowMs + delayMs, act);
  }

  /** Lets everything up to `untilMs` happen, or less when `stop` says so. */
  run(untilMs: number, stop: () => boolean = () => false): void {
    while (this.times.length > 0 && this.times[0]! <= untilMs && !stop()) {
      this.nowMs = this.times[0]!;
      this.happened += 1;
      this.pop()();
    }
    if (!stop()) this.nowMs = Math.max(this.nowMs, untilMs);
  }

  private pop(): () => void {
    const { times, orders, acts } = this;
    const first = acts[0]!;
    const timeMs = times.pop()!;
    const order = orders.pop()!;
    const act = acts.pop()!;
    const count = times.length;
    if (count === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= count) break;
      if (child + 1 < count && this.isBefore(child + 1, times[child]!, orders[child]!)) child += 1;
      if (!this.isBefore(child, timeMs, order)) break;
      this.move(child, place);
      place = child;
    }
    this.put(place, timeMs, order, act);
    return first;
  }

  private isBefore(place: number, timeMs: number, order: number): boolean {
    const own = this.times[place]!;
    return own < timeMs || (own === timeMs && this.orders[place]! < order);
  }

  private move(from: number, to: number): void {
    this.put(to, this.times[from]!, this.orders[from]!, this.acts[from]!);
  }

  private put(place: number, timeMs: number, order: number, act: () => void): void {
    this.times[place] = timeMs;
    this.orders[place] = order;
    this.acts[place] = act;
  }
}
