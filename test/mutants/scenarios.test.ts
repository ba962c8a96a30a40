/** Failing runs that were minimised to scenario files: each breaks its promise under its mutant, and only then. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../bin/scenario/read.ts';
import { nodeCrypto } from '../../firmware/crypto.ts';
import type { Summary } from '../../sim/campaign/summary.ts';
import { run as runScenario } from '../../sim/run/run.ts';
import { run } from '../bin/run-roost.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(import.meta.dirname, 'scenarios');
const BREAK = ['--import', join(import.meta.dirname, 'from-environment.ts')];
const names = readdirSync(FOLDER).map((file) => file.replace('.yaml', ''));

describe.each(names)('%s', (name) => {
  const path = join(FOLDER, `${name}.yaml`);

  test('breaks the promise that the file says', async () => {
    const { stdout, stderr } = await run(
      process.execPath,
      [...BREAK, join(ROOT, 'bin/main.ts'), 'sim', path, '--json'],
      { env: { MUTANT: name } },
    );
    expect(stderr).toBe('');
    const { failures } = JSON.parse(stdout) as Summary;
    expect(failures.map(({ promise }) => promise)).toEqual([readScenario(path).expect?.promise]);
  });

  test('and none without the mutant', () => {
    expect(runScenario(readScenario(path), { crypto: nodeCrypto }).failure).toBeNull();
  });
});
