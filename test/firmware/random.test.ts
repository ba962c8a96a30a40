import { expect, test } from 'vitest';
import { systemRandom } from '../../firmware/random.ts';

test('words of 32 bits, spread over all of them', () => {
  const random = systemRandom();
  const words = Array.from({ length: 1000 }, () => random.uint32());
  for (const word of words) {
    expect(Number.isInteger(word) && word >= 0 && word < 2 ** 32).toBe(true);
  }
  expect(new Set(words).size).toBeGreaterThan(990);
  const mean = words.reduce((sum, word) => sum + word / 2 ** 32, 0) / words.length;
  expect(mean).toBeGreaterThan(0.4);
  expect(mean).toBeLessThan(0.6);
});

test('two sources share nothing', () => {
  const a = systemRandom();
  const b = systemRandom();
  const words = new Set(Array.from({ length: 100 }, () => a.uint32()));
  expect(Array.from({ length: 100 }, () => b.uint32()).some((word) => words.has(word))).toBe(false);
});
