/** A timer's count by formula, beside a count of every single tick. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type Course,
  countAt,
  nextMatch,
  nextOverflow,
} from '../../../../sim/board/mcu/counter.ts';

const MAX = 15;
const TICKS = 200;

/** The data sheet, tick by tick: counts, and the ticks at which it overflows. */
function byTicks({ from, top, bothWays }: Course, atTop: boolean) {
  const counts = [from];
  const overflows: number[] = [];
  let count = from;
  let up = true;
  for (let tick = 1; tick <= TICKS; tick += 1) {
    if (bothWays) {
      if (count === top) up = false;
      if (count === 0) up = true;
      count += up ? 1 : -1;
      if (count === 0) overflows.push(tick);
    } else if (count === top || count === MAX) {
      if (count === MAX || atTop) overflows.push(tick);
      count = 0;
    } else count += 1;
    counts.push(count);
  }
  return { counts, overflows };
}

const courses = fc
  .record({
    from: fc.integer({ min: 0, max: MAX }),
    top: fc.integer({ min: 1, max: MAX }),
    bothWays: fc.boolean(),
  })
  .map((course) => ({
    ...course,
    max: MAX,
    // Both ways, it never stands above its top.
    from: course.bothWays ? Math.min(course.from, course.top) : course.from,
  }));

it('counts as a timer does', () => {
  fc.assert(
    fc.property(courses, (course) => {
      const { counts } = byTicks(course, false);
      expect(counts.map((_, tick) => countAt(course, tick))).toEqual(counts);
    }),
  );
});

it('knows when a count comes next', () => {
  fc.assert(
    fc.property(
      courses,
      fc.integer({ min: 0, max: MAX }),
      fc.integer({ min: 0, max: 60 }),
      (course, value, after) => {
        const { counts } = byTicks(course, false);
        const found = counts.findIndex((count, tick) => tick > after && count === value);
        const expected = found < 0 ? Number.POSITIVE_INFINITY : found;
        expect(nextMatch(course, value, after)).toBe(expected);
      },
    ),
  );
});

it('knows when it overflows next', () => {
  fc.assert(
    fc.property(courses, fc.boolean(), fc.integer({ min: 0, max: 60 }), (course, atTop, after) => {
      const { overflows } = byTicks(course, atTop);
      const expected = overflows.find((tick) => tick > after) ?? Number.POSITIVE_INFINITY;
      expect(nextOverflow(course, atTop, after)).toBe(expected);
    }),
  );
});
