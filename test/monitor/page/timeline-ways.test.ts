import { describe, expect, test } from 'vitest';
import { addressOf, hashOf } from '../../../monitor/page/timeline/address.ts';
import { hueOf } from '../../../monitor/page/timeline/hues.ts';
import { type Stop, wander } from '../../../monitor/page/timeline/wander.ts';

describe('the address', () => {
  test('says what is shown, and is understood again', () => {
    const address = { span: { fromMs: 1000, toMs: 61_000 }, atMs: 5000, windowMs: 1000 };
    const hash = hashOf(address);
    expect(hash).toBe('#timeline?from=1000&to=61000&at=5000&window=1000');
    expect(addressOf(hash)).toEqual(address);
  });

  test('without a span the page follows the present', () => {
    const address = addressOf('#timeline');
    expect(address).toEqual({ span: null, atMs: null, windowMs: 5000 });
    expect(hashOf(address)).toBe('#timeline');
  });

  test.each([
    ['no numbers', '#timeline?from=x&to=<b>&at=NaN&window=abc'],
    ['an end before the beginning', '#timeline?from=2000&to=1000'],
    ['times that no calendar has', '#timeline?from=-5&to=9e99&at=1e300'],
    ['a window that is not offered', '#timeline?window=7'],
  ])('leaves out %s', (_name, hash) => {
    expect(addressOf(hash)).toEqual({ span: null, atMs: null, windowMs: 5000 });
  });
});

describe('from mark to mark by keys', () => {
  const stop = (key: string, lane: string, atMs: number): Stop => ({ key, lane, atMs });
  const stops = [
    stop('a2', 'a', 20),
    stop('a1', 'a', 10),
    stop('c1', 'c', 12),
    stop('c2', 'c', 19),
  ];
  const lanes = ['a', 'b', 'c'];

  test.each([
    ['a1', 'right', 'a2'],
    ['a2', 'left', 'a1'],
    ['a2', 'right', 'a2'],
    ['a1', 'left', 'a1'],
    // Lane b is empty: on to the next.
    ['a1', 'down', 'c1'],
    ['a2', 'down', 'c2'],
    ['c2', 'up', 'a2'],
    ['a1', 'up', 'a1'],
    ['gone', 'right', 'a2'],
  ] as const)('from %s %s is %s', (key, direction, to) => {
    expect(wander(stops, lanes, key, direction)).toBe(to);
  });
});

test('robots next to each other by number have hues that lie apart, and none is red', () => {
  for (let n = 1; n < 60; n += 1) {
    const [one, next] = [hueOf(`r${n}`), hueOf(`r${n + 1}`)];
    expect(Math.abs(one - next)).toBeGreaterThan(60);
    // Red lies about 25 degrees.
    expect(one).toBeGreaterThanOrEqual(52);
    expect(one).toBeLessThanOrEqual(360);
  }
});
