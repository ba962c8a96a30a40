import { describe, expect, test } from 'vitest';
import { clockTime, dayAndTime, duration } from '../../../monitor/page/timeline/clock-words.ts';
import {
  around,
  endingAt,
  LONGEST_MS,
  lengthOf,
  notBeyond,
  panned,
  SHORTEST_MS,
  timeAt,
  xOf,
  zoomed,
} from '../../../monitor/page/timeline/span.ts';
import { ticksOf } from '../../../monitor/page/timeline/ticks.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** 21 November 2026, noon, universal time. */
const NOON_MS = Date.UTC(2026, 10, 21, 12);

describe('a span of time', () => {
  test('keeps what is under the pointer where it is when it zooms', () => {
    const span = endingAt(NOON_MS, HOUR_MS);
    const fixedMs = timeAt(span, 1000, 250);
    const nearer = zoomed(span, 0.5, fixedMs);
    expect(lengthOf(nearer)).toBe(HOUR_MS / 2);
    expect(xOf(nearer, 1000, fixedMs)).toBeCloseTo(250);
  });

  test('gets neither shorter than a second nor longer than a month', () => {
    const span = endingAt(NOON_MS, HOUR_MS);
    expect(lengthOf(zoomed(span, 1e-9, NOON_MS))).toBe(SHORTEST_MS);
    expect(lengthOf(zoomed(span, 1e9, NOON_MS))).toBe(LONGEST_MS);
    expect(lengthOf(around(NOON_MS, 1))).toBe(SHORTEST_MS);
  });

  test('moves by a share of itself, and not into the future', () => {
    const span = endingAt(NOON_MS, HOUR_MS);
    expect(panned(span, -0.5).toMs).toBe(NOON_MS - HOUR_MS / 2);
    expect(notBeyond(panned(span, 3), NOON_MS).toMs).toBe(NOON_MS + HOUR_MS / 20);
    expect(notBeyond(span, NOON_MS)).toBe(span);
  });
});

describe('the time axis', () => {
  test.each([
    ['10 minutes', 10 * MINUTE_MS, 1000, ['11:50', '11:51', '11:52'], 11],
    ['a second', 1000, 700, ['11:59:59.000', '11:59:59.200', '11:59:59.400'], 6],
    ['a narrow day', 24 * HOUR_MS, 320, ['12:00', '22 Nov', '12:00'], 3],
  ])('labels %s', (_name, lengthMs, widthPx, first, count) => {
    const endMs = lengthMs === 24 * HOUR_MS ? NOON_MS + 24 * HOUR_MS : NOON_MS;
    const ticks = ticksOf(endingAt(endMs, lengthMs), widthPx, 0);
    expect(ticks.slice(0, 3).map(({ label }) => label)).toEqual(first);
    expect(ticks).toHaveLength(count);
  });

  test('stands at round local times', () => {
    const offsetMs = 5.5 * HOUR_MS;
    const labels = ticksOf(endingAt(NOON_MS, 24 * HOUR_MS), 320, offsetMs).map((t) => t.label);
    expect(labels).toEqual(['21 Nov', '12:00']);
  });

  test('labels never touch, however long the span', () => {
    for (let lengthMs = 1000; lengthMs < LONGEST_MS; lengthMs *= 1.7) {
      const xs = ticksOf(endingAt(NOON_MS, lengthMs), 700, 0).map(({ x }) => x);
      expect(xs.length).toBeGreaterThan(0);
      for (const [index, x] of xs.slice(1).entries()) expect(x - xs[index]!).toBeGreaterThan(90);
    }
  });
});

describe('times in words', () => {
  test('are local', () => {
    expect(clockTime(NOON_MS + 9250, 'millisecond', HOUR_MS)).toBe('13:00:09.250');
    expect(dayAndTime(NOON_MS, 'minute', 13 * HOUR_MS)).toBe('22 Nov 01:00');
  });

  test.each([
    [0, '0 s'],
    [250, '250 ms'],
    [8200, '8.2 s'],
    [9000, '9 s'],
    [59_600, '1 min'],
    [200_000, '3 min 20 s'],
    [2 * HOUR_MS + 5 * MINUTE_MS, '2 h 5 min'],
    [76 * HOUR_MS, '3 d 4 h'],
  ])('%d ms is %s', (lengthMs, words) => {
    expect(duration(lengthMs)).toBe(words);
  });

  test('a time that no calendar has is not known', () => {
    expect(clockTime(Number.NaN, 'second', 0)).toBe('not known');
  });
});
