/** Boards in real time, by a clock that is turned by hand. */

import { expect, it } from 'vitest';
import { Pace } from '../../../../sim/board/mcu/pace.ts';

/** A timeline whose time passes when it is told to. */
class HandTimeline {
  nowMs = 0;
  private readonly due: { readonly atMs: number; readonly act: () => void }[] = [];

  at(atMs: number, act: () => void): void {
    this.due.push({ atMs, act });
    this.due.sort((a, b) => a.atMs - b.atMs);
  }

  goTo(atMs: number): void {
    for (;;) {
      const first = this.due[0];
      if (first === undefined || first.atMs > atMs) break;
      this.due.shift();
      this.nowMs = Math.max(this.nowMs, first.atMs);
      first.act();
    }
    this.nowMs = atMs;
  }

  /** The process is held up: nothing happens in time. */
  stall(toMs: number): void {
    this.nowMs = toMs;
    this.goTo(toMs);
  }

  get waits(): number {
    return this.due.length;
  }
}

/** Instructions end a little later than asked. */
class Board {
  nowMs: number;
  readonly stepsMs: number[] = [];

  constructor(nowMs = 0) {
    this.nowMs = nowMs;
  }

  advance(toMs: number): void {
    this.stepsMs.push(toMs - this.nowMs);
    this.nowMs = toMs + 0.0001;
  }
}

it('brings boards up to the present every few milliseconds, without drifting', () => {
  const timeline = new HandTimeline();
  const pace = new Pace({ timeline });
  const board = new Board(500);
  pace.add(board);
  timeline.goTo(10_000);
  expect(board.nowMs).toBeCloseTo(10_500, 2);
  expect(Math.max(...board.stepsMs)).toBeLessThan(2.01);
});

it('brings them up to the present at once when asked', () => {
  const timeline = new HandTimeline();
  const pace = new Pace({ timeline, everyMs: 50 });
  const board = new Board();
  pace.add(board);
  timeline.goTo(20);
  pace.catchUp();
  expect(board.nowMs).toBeCloseTo(20, 2);
});

it('does not make up for a time in which the process was held up', () => {
  const timeline = new HandTimeline();
  const pace = new Pace({ timeline });
  const board = new Board();
  pace.add(board);
  timeline.goTo(1000);
  timeline.stall(6000);
  expect(board.nowMs).toBeCloseTo(1100, 0);
  expect(pace.missedMs).toBeCloseTo(4900, 0);
  timeline.goTo(7000);
  expect(board.nowMs).toBeCloseTo(2100, 0);
});

it('lets boards come and go', () => {
  const timeline = new HandTimeline();
  const pace = new Pace({ timeline });
  const [first, second] = [new Board(), new Board()];
  pace.add(first);
  timeline.goTo(100);
  pace.add(second);
  pace.remove(first);
  timeline.goTo(200);
  expect(first.nowMs).toBeCloseTo(100, 2);
  expect(second.nowMs).toBeCloseTo(100, 2);
  pace.remove(second);
  timeline.goTo(300);
  expect(timeline.waits).toBe(0);
  pace.add(first);
  timeline.goTo(400);
  expect(first.nowMs).toBeCloseTo(200, 2);
  pace.close();
  timeline.goTo(500);
  expect(first.nowMs).toBeCloseTo(200, 2);
  expect(timeline.waits).toBe(0);
});
