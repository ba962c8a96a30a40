/** Runs that broke a promise once, shrunk to a script: each keeps all of them now. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readScenario } from '../../bin/scenario/read.ts';
import { nodeCrypto } from '../../firmware/crypto.ts';
import { run } from '../../sim/run/run.ts';

const FOLDER = join(import.meta.dirname, 'regressions');

test.each(readdirSync(FOLDER))('%s', (name) => {
  const { failure, entries } = run(readScenario(join(FOLDER, name), []), { crypto: nodeCrypto });
  expect(failure).toBeNull();
  expect(entries).toBeGreaterThan(0);
});
