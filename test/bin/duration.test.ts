import { expect, test } from 'vitest';
import { parseDuration } from '../../bin/duration.ts';

test.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['10m', 600_000],
  ['1.5m', 90_000],
  ['2h', 7_200_000],
  ['7d', 604_800_000],
  [' 1s ', 1000],
])('%s is %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '5', 's', '5 s', '-5s', '0s', '5w', '1e3s', '5s5s', '.5s', `${'9'.repeat(400)}s`])(
  '%s is no duration',
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);
