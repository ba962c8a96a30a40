/**
 * The quick checks before a commit: types, lint and format, and the arrows between the rooms.
 *
 * Every step runs, also after one that failed, so that one run shows all there is to mend.
 */

import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'node_modules/.bin');

// The pinned runtime first, as npm has it, also when this is not started by npm.
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };

const steps: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: 'types of src, without any platform', command: [join(bin, 'tsc'), '-p', 'src'] },
  { name: 'types of everything', command: [join(bin, 'tsc'), '-p', '.'] },
  {
    name: 'types of the page, in a browser',
    command: [join(bin, 'tsc'), '-p', 'monitor/page'],
  },
  {
    name: 'lint and format',
    command: [join(bin, 'biome'), 'check', '--error-on-warnings', '.'],
  },
  {
    name: 'arrows between the rooms',
    command: [join(bin, 'vitest'), 'run', '--reporter=dot', 'test/architecture.test.ts'],
  },
];

const failed: string[] = [];
for (const { name, command } of steps) {
  const startedAt = process.hrtime.bigint();
  const [program, ...args] = command;
  const { status, error } = spawnSync(program!, args, { cwd: root, env, stdio: 'inherit' });
  if (error !== undefined) console.error(`${program}: ${error.message}; run npm ci first`);
  const seconds = (Number(process.hrtime.bigint() - startedAt) / 1e9).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (status !== 0) failed.push(name);
}

if (failed.length > 0) {
  console.error(`check failed: ${failed.join('; ')}`);
  process.exitCode = 1;
}
