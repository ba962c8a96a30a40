import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { completionScript } from '../../bin/completion/scripts.ts';
import { wordsOf } from '../../bin/completion/words.ts';
import { buildProgram } from '../../bin/program.ts';
import { scratchFolder } from '../support/scratch.ts';
import { roost } from './run-roost.ts';

const folder = scratchFolder();
const commands = wordsOf(buildProgram());

function scriptFile(shell: 'bash' | 'zsh' | 'fish'): string {
  const path = join(folder, `roost.${shell}`);
  writeFileSync(path, completionScript(shell, commands));
  return path;
}

describe('bash', () => {
  /** What bash offers for the last of these words. */
  function offered(...words: string[]): string[] {
    const script = `
      set -euo pipefail
      source "$0"
      COMP_WORDS=(roost "$@")
      COMP_CWORD=$#
      _roost || true
      printf '%s\\n' "\${COMPREPLY[@]-}"`;
    const args = ['--norc', '-c', script, scriptFile('bash'), ...words];
    const { status, stdout, stderr } = spawnSync('bash', args, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    return stdout.split('\n').filter((line) => line !== '');
  }

  test('commands', () => {
    expect(offered('ch')).toEqual(['check']);
    expect(offered('')).toEqual(expect.arrayContaining(['demo', 'robot', 'doctor', 'help']));
  });
  test('options of a command', () => {
    expect(offered('check', '--j')).toEqual(['--json']);
    expect(offered('robot', 'r1', '--tr')).toEqual(['--trace', '--trace-frames']);
  });
  test('values', () => {
    expect(offered('demo', '--guard', '')).toEqual(['controller', 'robots']);
    expect(offered('robot', 'r1', '--log', 'w')).toEqual(['warn']);
    expect(offered('completion', 'f')).toEqual(['fish']);
    expect(offered('help', 'key')).toEqual(['keygen']);
  });
  test('nothing where a file may stand, so that the shell offers files', () => {
    expect(offered('check', '-c', 's')).toEqual([]);
    expect(offered('keygen', 's')).toEqual([]);
  });
});

test('zsh can read its script', () => {
  expect(spawnSync('zsh', ['-n', scriptFile('zsh')], { encoding: 'utf8' }).stderr).toBe('');
});

test('fish can read its script', () => {
  expect(spawnSync('fish', ['-n', scriptFile('fish')], { encoding: 'utf8' }).stderr).toBe('');
});

test.each(['bash', 'zsh', 'fish'] as const)('the %s script knows every word', (shell) => {
  const script = completionScript(shell, commands);
  for (const { name, options } of commands) {
    expect(script).toContain(name);
    for (const { long } of options) expect(script).toContain(long.slice(2));
  }
});

test('quotes in descriptions do not end a quoted text', () => {
  const description = "a pad's [controller]: \\ it";
  const options = [{ long: '--x', short: null, description, value: null, choices: [] }];
  const tricky = [{ name: 'pad', description, options, choices: [], takesArgument: false }];
  expect(completionScript('zsh', tricky)).toContain(
    "'--x[a pad'\\''s \\[controller\\]\\: \\\\ it]'",
  );
  expect(completionScript('fish', tricky)).toContain("-l x -d 'a pad\\'s [controller]: \\\\ it'");
});

test('the command prints it', async () => {
  const { code, stdout, stderr } = await roost(['completion', 'bash']);
  expect([code, stdout, stderr]).toEqual([0, completionScript('bash', commands), '']);
});
