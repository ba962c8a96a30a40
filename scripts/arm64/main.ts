/**
 * The steps of scripts/gpio-arm64: vitest on the emulated ARM, and programs as a Raspberry Pi would
 * start them. Every step runs, also after one that failed.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countTests } from '../count-tests.ts';
import { finish } from './finish.ts';
import { armMachine } from './machine.ts';
import { PROGRAMS } from './smoke.ts';

const root = join(import.meta.dirname, '../..');
const arm = armMachine(root);
let passed = 0;
let failed = 0;

try {
  const result = join(arm.folder, 'result.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${result}`];
  const config = '--config=test/hardware/gpio/arm64/vitest.config.ts';
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', config, ...reporters];
  const child = arm.start([...vitest, ...process.argv.slice(2)], { chip: true });
  child.stdout?.pipe(process.stdout);
  child.stderr?.pipe(process.stderr);
  const { exitCode } = await finish(child, 600_000);
  const count = countTests(readJson(result), exitCode);
  passed += count.passed;
  failed += count.failed;
  if (count.passed === 0) failed += 1;

  for (const { name, step } of PROGRAMS) {
    const startedAt = process.hrtime.bigint();
    const problem = await step(arm).catch((error: unknown) => String(error));
    const seconds = (Number(process.hrtime.bigint() - startedAt) / 1e9).toFixed(1);
    console.log(`${problem === null ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
    if (problem === null) passed += 1;
    else {
      failed += 1;
      console.error(problem);
    }
  }
} finally {
  arm.dispose();
}

process.exitCode = failed > 0 ? 1 : 0;
process.stdout.write(`${passed} passed, ${failed} failed\n`);

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    console.error(`the tests left no result: ${String(error)}`);
    return null;
  }
}
