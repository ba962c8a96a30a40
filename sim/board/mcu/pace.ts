/**
 * Lets emulated boards live in real time: every few milliseconds each is brought up to the present.
 *
 * A process that was held up (stopped, or short of processor time) does not make its boards run after the time that
 * they have missed: to them it was no time at all, and what a host has sent meanwhile still comes in time.
 */

import type { Timeline } from '../../../src/radio/timeline.ts';

/** What has a time of its own that goes on when it is told to: an Arduino, or one with a world around it. */
export interface Paced {
  readonly nowMs: number;
  advance(toMs: number): void;
}

export interface PaceOptions {
  readonly timeline: Timeline;
  /** How often a board is brought up to the present; bytes wait for as long. */
  readonly everyMs?: number;
  /** More than this is not made up for. */
  readonly mostMs?: number;
}

const EVERY_MS = 2;
const MOST_MS = 100;

export class Pace {
  /** Time that was not made up for, since the start. */
  missedMs = 0;
  /** Until when each has lived, by its own time: instructions end a little later than asked. */
  private readonly boards = new Map<Paced, number>();
  private readonly timeline: Timeline;
  private readonly everyMs: number;
  private readonly mostMs: number;
  private lastMs: number;
  private running = false;
  private closed = false;

  constructor({ timeline, everyMs = EVERY_MS, mostMs = MOST_MS }: PaceOptions) {
    this.timeline = timeline;
    this.everyMs = everyMs;
    this.mostMs = mostMs;
    this.lastMs = timeline.nowMs;
  }

  /** Its time goes on from what it is by now. */
  add(board: Paced): void {
    this.catchUp();
    this.boards.set(board, board.nowMs);
    if (!this.running) this.tick();
  }

  /** Its time stands still. */
  remove(board: Paced): void {
    this.boards.delete(board);
  }

  /** Brings all boards up to the present, which a byte from outside may ask for. */
  catchUp(): void {
    const { nowMs } = this.timeline;
    const passedMs = nowMs - this.lastMs;
    const givenMs = Math.min(passedMs, this.mostMs);
    this.missedMs += passedMs - givenMs;
    this.lastMs = nowMs;
    for (const [board, livedMs] of this.boards) {
      this.boards.set(board, livedMs + givenMs);
      board.advance(livedMs + givenMs);
    }
  }

  /** All boards stand still. */
  close(): void {
    this.closed = true;
    this.boards.clear();
  }

  private tick(): void {
    this.running = this.boards.size > 0 && !this.closed;
    if (!this.running) return;
    this.catchUp();
    this.timeline.at(this.timeline.nowMs + this.everyMs, () => this.tick());
  }
}
