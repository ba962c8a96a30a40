import { expect, test } from 'vitest';
import { countTests } from '../../scripts/count-tests.ts';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});

test.each([
  ['all is well', { testResults: [file('passed', 'passed', 'passed')] }, 0, 2, 0],
  ['one fails', { testResults: [file('failed', 'passed', 'failed')] }, 1, 1, 1],
  [
    'skipped ones count as neither',
    { testResults: [file('passed', 'passed', 'skipped')] },
    0,
    1,
    0,
  ],
  ['a file does not load', { testResults: [file('failed'), file('passed', 'passed')] }, 1, 1, 1],
  ['a hook breaks after its tests', { testResults: [file('failed', 'passed')] }, 1, 1, 1],
  ['the run ends badly all the same', { testResults: [file('passed', 'passed')] }, 1, 1, 1],
  ['a signal ends it', { testResults: [file('passed', 'passed')] }, null, 1, 1],
  ['nothing runs', { testResults: [] }, 1, 0, 0],
  ['there is no result', null, 0, 0, 1],
])('%s', (_what, result, exitCode, passed, failed) => {
  expect(countTests(result, exitCode)).toEqual({ passed, failed });
});
