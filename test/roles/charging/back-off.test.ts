/** A pad that gave nothing is tried again: later each time, but never for good. */
import { expect, it } from 'vitest';
import {
  isKeptOff,
  NO_BACK_OFF,
  nextTryMs,
  padFailed,
  padWorks,
} from '../../../src/roles/charging/back-off.ts';

it('keeps off for as long as it took to notice, then twice as long each time, up to eight times', () => {
  let known = NO_BACK_OFF;
  const waits: number[] = [];
  for (let time = 0, nowMs = 0; time < 6; time += 1) {
    known = padFailed(known, 0, 1000, nowMs);
    waits.push(nextTryMs(known, nowMs)! - nowMs);
    nowMs = nextTryMs(known, nowMs)!;
    expect([isKeptOff(known, 0, nowMs - 1), isKeptOff(known, 0, nowMs)]).toEqual([true, false]);
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 8000, 8000]);
});

it('but half an hour at most', () => {
  const twice = padFailed(padFailed(NO_BACK_OFF, 0, 1_500_000, 0), 0, 1_500_000, 0);
  expect(nextTryMs(twice, 0)).toBe(1_800_000);
});

it('is forgotten when the pad works', () => {
  const known = padWorks(padFailed(NO_BACK_OFF, 0, 1000, 0), 0);
  expect(isKeptOff(known, 0, 1)).toBe(false);
  expect(nextTryMs(padFailed(known, 0, 1000, 0), 0)).toBe(1000);
  expect(padWorks(NO_BACK_OFF, 0)).toBe(NO_BACK_OFF);
});

it('is kept for each pad by itself', () => {
  const known = padFailed(padFailed(NO_BACK_OFF, 0, 1000, 0), 2, 5000, 0);
  expect([0, 1, 2].map((pad) => isKeptOff(known, pad, 2000))).toEqual([false, false, true]);
  expect([nextTryMs(known, 0), nextTryMs(known, 1000), nextTryMs(known, 5000)]).toEqual([
    1000,
    5000,
    null,
  ]);
});
