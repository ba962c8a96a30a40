/** How long something takes: in the middle, at most, and not by a single odd case. */
import { expect, it } from 'vitest';
import {
  learnTime,
  longestMs,
  UNKNOWN_TIME,
  usualMs,
} from '../../../src/roles/charging/usual-time.ts';

const seen = (...times: number[]) => times.reduce(learnTime, UNKNOWN_TIME);

it('nothing is known before the first', () => {
  expect([usualMs(UNKNOWN_TIME), longestMs(UNKNOWN_TIME)]).toEqual([null, null]);
});

it('the first is believed, with a margin', () => {
  expect([usualMs(seen(1000)), longestMs(seen(1000))]).toEqual([1000, 1500]);
});

it('the more alike they are, the smaller the margin', () => {
  const steady = seen(...new Array(30).fill(1000));
  expect(usualMs(steady)).toBe(1000);
  expect(longestMs(steady)! - 1000).toBeLessThan(1);
  const spread = seen(...Array.from({ length: 60 }, (_, index) => (index % 2 ? 500 : 1500)));
  expect(longestMs(spread)).toBeGreaterThan(1600);
});

it('one that took ages counts as twice the longest, and no more', () => {
  const known = seen(...new Array(30).fill(1000));
  expect(usualMs(learnTime(known, 1e9))).toBeCloseTo(1250, 0);
});

it('what has become slower is learned within a few', () => {
  expect(usualMs(seen(...new Array(10).fill(1000), ...new Array(15).fill(3000)))).toBeGreaterThan(
    2900,
  );
});
