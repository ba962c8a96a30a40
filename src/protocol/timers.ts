/**
 * All the timers of a member in one table, so that the next moment at which it wants to be called
 * is one question, and a thawed process can see what it slept through.
 */

/** A timer's name, with the pad that it is about where there is one: `renew/0`. */
export type TimerKey = string;

/**
 * The table. Who looks far more often than the table changes is told the earliest deadline at once: a
 * member asks for it at every frame that it hears.
 */
export class Timers {
  private readonly table = new Map<TimerKey, number>();
  /** Infinity for an empty table; undefined when it must be looked for again. */
  private earliestMs: number | undefined = Number.POSITIVE_INFINITY;

  get(key: TimerKey): number | undefined {
    return this.table.get(key);
  }

  has(key: TimerKey): boolean {
    return this.table.has(key);
  }

  set(key: TimerKey, atMs: number): void {
    const before = this.table.get(key);
    this.table.set(key, atMs);
    if (this.earliestMs === undefined) return;
    if (atMs <= this.earliestMs) this.earliestMs = atMs;
    else if (before === this.earliestMs) this.earliestMs = undefined;
  }

  delete(key: TimerKey): void {
    const before = this.table.get(key);
    if (before === undefined) return;
    this.table.delete(key);
    if (before === this.earliestMs) this.earliestMs = undefined;
  }

  /** Names of the timers that are due at `nowMs`. */
  due(nowMs: number): TimerKey[] {
    return [...this.table].filter(([, atMs]) => atMs <= nowMs).map(([key]) => key);
  }

  /** The earliest deadline in milliseconds, or null. */
  nextDeadlineMs(): number | null {
    const earliestMs = this.earliest();
    return earliestMs === Number.POSITIVE_INFINITY ? null : earliestMs;
  }

  /** Takes the earliest timer that is due at `nowMs` off the table; null when none is. */
  takeDue(nowMs: number): TimerKey | null {
    const earliestMs = this.earliest();
    if (earliestMs > nowMs || earliestMs === Number.POSITIVE_INFINITY) return null;
    for (const [key, atMs] of this.table) {
      if (atMs !== earliestMs) continue;
      this.delete(key);
      return key;
    }
    return null;
  }

  private earliest(): number {
    if (this.earliestMs !== undefined) return this.earliestMs;
    let earliestMs = Number.POSITIVE_INFINITY;
    for (const atMs of this.table.values()) if (atMs < earliestMs) earliestMs = atMs;
    this.earliestMs = earliestMs;
    return earliestMs;
  }
}
