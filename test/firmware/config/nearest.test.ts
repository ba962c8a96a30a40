import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distance, nearest } from '../../../firmware/config/nearest.ts';

test.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['rank', 'rank', 0],
  ['rnak', 'rank', 1],
  ['rak', 'rank', 1],
  ['raank', 'rank', 1],
  ['rang', 'rank', 1],
  ['kitten', 'sitting', 3],
  ['ca', 'abc', 3],
])('%s to %s takes %i', (a, b, letters) => {
  expect(distance(a, b)).toBe(letters);
});

test('a distance is symmetric, and no longer than the longer word', () => {
  const word = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const letters = distance(a, b);
      expect(letters).toBe(distance(b, a));
      expect(letters).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(letters === 0).toBe(a === b);
    }),
  );
});

const names = ['rank', 'board', 'id', 'leaseMs'];

test.each([
  ['Rank', 'rank'],
  ['leasms', 'leaseMs'],
  ['lease', 'leaseMs'],
  ['bord', 'board'],
  ['di', 'id'],
  ['colour', null],
  ['x', null],
  ['', null],
])('%s is meant as %s', (name, meant) => {
  expect(nearest(name, names)).toBe(meant);
});
