import { expect, test } from 'vitest';
import { derivedRank } from '../../../firmware/config/rank.ts';

test('every member derives the same rank, and each robot has its own', () => {
  const ids = Array.from({ length: 64 }, (_, index) => `r${index + 1}`);
  const ranks = ids.map((id) => derivedRank('orchard', id));
  expect(ids.map((id) => derivedRank('orchard', id))).toEqual(ranks);
  expect(new Set(ranks).size).toBe(64);
  expect(ranks.every((rank) => Number.isSafeInteger(rank) && rank >= 0)).toBe(true);
  // Another swarm of robots with the same names has another order.
  expect(ids.map((id) => derivedRank('meadow', id))).not.toEqual(ranks);
});
