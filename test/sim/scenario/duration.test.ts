import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDuration } from '../../../bin/duration.ts';
import { parseTime, timeText } from '../../../sim/scenario/duration.ts';

test.each<[ms: number, text: string]>([
  [0, '0s'],
  [1, '1ms'],
  [999, '999ms'],
  [1000, '1s'],
  [12_500, '12.5s'],
  [90_000, '90s'],
  [600_000, '10m'],
  [7_200_000, '2h'],
  [123.456, '123.456ms'],
  [-3000, '-3s'],
  [1e-7, '0.0000001ms'],
  [1234.5678901234567, '1.2345678901234567s'],
])('%d ms is written as %s', (ms, text) => {
  expect(timeText(ms)).toBe(text);
  expect(parseTime(text)).toBe(ms);
});

test.each(['', '3', 's', '3 s', '3sec', '+3s', '--3s', '.5s', '3.s', '1e3s', '3s ', '1:30'])(
  "'%s' is no time",
  (text) => {
    expect(parseTime(text)).toBe(null);
  },
);

test('every number of milliseconds is read back to its last bit', () => {
  const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((ms) => ms + 0);
  fc.assert(
    fc.property(numbers, (ms) => {
      expect(parseTime(timeText(ms))).toBe(ms);
    }),
  );
});

test('what stands in a file may be typed as an option, too', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (ms) => {
      expect(parseDuration(timeText(ms))).toBe(ms);
    }),
  );
});
