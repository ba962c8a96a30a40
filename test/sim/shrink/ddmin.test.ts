/** Delta debugging finds what matters among much that does not. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ddmin } from '../../../sim/shrink/ddmin.ts';

const range = (count: number): number[] => Array.from({ length: count }, (_, item) => item);

test('finds exactly the items that must come together, in their order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.infiniteStream(fc.nat()), (count, picks) => {
      const causes = new Set(
        range(1 + (picks.next().value % 5)).map(() => picks.next().value % count),
      );
      const found = ddmin(range(count), (subset) =>
        [...causes].every((cause) => subset.includes(cause)),
      );
      expect(found).toEqual([...causes].sort((a, b) => a - b));
    }),
  );
});

test('no single item of the result can be left out, whatever the test is', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }),
      fc.nat(80),
      (items, sum) => {
        const fails = (subset: number[]) => subset.reduce((total, item) => total + item, 0) >= sum;
        fc.pre(fails(items));
        const found = ddmin(items, fails);
        expect(fails(found)).toBe(true);
        const spared = found.filter((_, at) => fails(found.toSpliced(at, 1)));
        expect(spared).toEqual([]);
      },
    ),
  );
});

test('one cause among a thousand takes few trials', () => {
  let trials = 0;
  const found = ddmin(range(1000), (subset) => {
    trials += 1;
    return subset.includes(617);
  });
  expect(found).toEqual([617]);
  // Halving: two trials for each of ten halves, and two at the start.
  expect(trials).toBeLessThanOrEqual(24);
});

test('what fails with nothing shrinks to nothing; what does not fail is refused', () => {
  expect(ddmin([1, 2, 3], () => true)).toEqual([]);
  expect(() => ddmin([1, 2, 3], () => false)).toThrow('does not fail');
});
