/**
 * Compares what a relay was told with what its feedback says, once it has had its time to move.
 */

import type { RelayTrouble } from './relay.ts';

export class RelayWatch {
  private readonly settleMs: number;
  private readonly hasFeedback: boolean;
  private closed = false;
  private commandedMs: number | null = null;
  private seen: boolean | null = null;

  constructor(settleMs: number, hasFeedback: boolean) {
    this.settleMs = settleMs;
    this.hasFeedback = hasFeedback;
  }

  get commandedClosed(): boolean {
    return this.closed;
  }

  command(closed: boolean, nowMs: number): void {
    // A command that is repeated gives the relay no more time.
    if (this.commandedMs !== null && closed === this.closed) return;
    this.closed = closed;
    this.commandedMs = nowMs;
  }

  /** What the feedback says; null while nothing is known. */
  see(closed: boolean | null): void {
    this.seen = closed;
  }

  /** Told to open, had its time, and nothing says that it did not. */
  mayClose(nowMs: number): boolean {
    if (this.closed || !this.hadItsTime(nowMs)) return false;
    return !this.hasFeedback || this.seen === false;
  }

  trouble(nowMs: number): RelayTrouble | null {
    if (!this.hasFeedback || this.seen === null || !this.hadItsTime(nowMs)) return null;
    if (this.seen === this.closed) return null;
    return this.seen ? 'welded' : 'silent';
  }

  /** When an answer may change without anything happening; null when it won't. */
  nextMs(nowMs: number): number | null {
    if (this.commandedMs === null) return null;
    const dueMs = this.commandedMs + this.settleMs;
    return nowMs < dueMs ? dueMs : null;
  }

  private hadItsTime(nowMs: number): boolean {
    return this.commandedMs !== null && nowMs - this.commandedMs >= this.settleMs;
  }
}
