/**
 * Runs the tests, and ends with one line that counts them: `N passed, N failed`.
 *
 * Arguments go to vitest: `npm test -- test/firmware -t "full disk"`. The count comes from
 * vitest's JSON result and not from its exit code alone, so that a file which failed to
 * load, a worker that died, or a filter that matches nothing is never taken for success.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countTests } from './count-tests.ts';

const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'roost-tests-'));
const resultFile = join(scratch, 'result.json');

const vitest = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${resultFile}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
);

let result: unknown = null;
try {
  result = JSON.parse(readFileSync(resultFile, 'utf8'));
} catch (error) {
  console.error(`the tests left no result: ${String(error)}`);
}
rmSync(scratch, { recursive: true, force: true });

const { passed, failed } = countTests(result, vitest.status);
if (passed + failed === 0) console.error('no test ran: does the filter match a file?');
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
process.stdout.write(`${passed} passed, ${failed} failed\n`);
