// What holds for every command: how it is found, how it ends, and where its words go.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch.ts';
import { ROOST, roost, run } from './run-roost.ts';

const folder = scratchFolder();

describe('bin/roost', () => {
  test('runs from any folder, through links to links', async () => {
    mkdirSync(join(folder, 'a folder'));
    symlinkSync(ROOST, join(folder, 'a folder/one'));
    symlinkSync('a folder/one', join(folder, 'two'));
    const outcome = await roost(['--version'], { cwd: '/', command: join(folder, 'two') });
    expect(outcome).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    });
    expect(await run('./two', ['--version'], { cwd: folder })).toEqual(outcome);
    expect(await run('sh', ['one', '--version'], { cwd: join(folder, 'a folder') })).toEqual(
      outcome,
    );
  });

  test('runs with the pinned runtime, whichever node the PATH has', async () => {
    const { code, stdout } = await roost(['doctor'], {
      cwd: folder,
      env: { PATH: '/usr/bin:/bin' },
    });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^ok +node +24\./)]);
  });

  test('says what to type when the runtime is missing', async () => {
    const checkout = join(folder, 'checkout');
    mkdirSync(join(checkout, 'bin'), { recursive: true });
    copyFileSync(ROOST, join(checkout, 'bin/roost'));
    const outcome = await roost(['check'], { command: join(checkout, 'bin/roost') });
    expect(outcome).toEqual({
      code: 3,
      stdout: '',
      stderr: `roost: the runtime of this checkout is missing; type: (cd '${checkout}' && npm ci)\n`,
    });
  });
});

describe('usage', () => {
  test('help goes to stdout when asked for', async () => {
    const { code, stdout, stderr } = await roost(['help']);
    expect([code, stderr]).toEqual([0, '']);
    for (const name of ['demo', 'robot', 'pad', 'init', 'check', 'keygen', 'doctor', 'schema']) {
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    }
    const ofCheck = await roost(['check', '--help']);
    expect([ofCheck.code, ofCheck.stderr]).toEqual([0, '']);
    expect(ofCheck.stdout).toContain('Usage: roost check [options]');
  });

  test('and to stderr, with code 2, when there was no command', async () => {
    const { code, stdout, stderr } = await roost([]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: roost');
  });

  test.each<[args: string[], message: string]>([
    [['chek'], "roost: unknown command 'chek'\n(Did you mean check?)\nType: roost help\n"],
    [
      ['check', '--jsn'],
      "roost: unknown option '--jsn'\n(Did you mean --json?)\nType: roost help check\n",
    ],
    [
      ['check', 'x'],
      "roost: too many arguments for 'check'. Expected 0 arguments but got 1: x.\nType: roost help check\n",
    ],
    [['robot'], "roost: missing required argument 'id'\nType: roost help robot\n"],
    [
      ['demo', '--for', '5'],
      "roost: option '--for <time>' argument '5' is invalid. Write a duration with its unit, for instance 500ms, 30s or 10m.\nType: roost help demo\n",
    ],
    [
      ['demo', '--robots', '65'],
      "roost: option '--robots <number>' argument '65' is invalid. Write a whole number from 1 to 64.\nType: roost help demo\n",
    ],
    [
      ['demo', '--speed', '0'],
      "roost: option '--speed <factor>' argument '0' is invalid. Write a number above 0.\nType: roost help demo\n",
    ],
    [
      ['demo', '--guard', 'nobody'],
      "roost: option '--guard <guard>' argument 'nobody' is invalid. Allowed choices are controller, robots.\nType: roost help demo\n",
    ],
    [
      ['init', '--broker', 'http://h'],
      "roost: option '--broker <url>' argument 'http://h' is invalid. 'http:' is no way to reach a broker; write its URL like mqtt://HOST:1883, with mqtts:, ws: or wss: for the other ways.\nType: roost help init\n",
    ],
  ])('roost %j', async (args, stderr) => {
    expect(await roost(args)).toEqual({ code: 2, stdout: '', stderr });
  });
});

describe('errors', () => {
  test('have no stack, unless it is asked for', async () => {
    const plain = await roost(['check', '-c', 'none.yaml'], { cwd: folder });
    expect(plain).toEqual({
      code: 3,
      stdout: '',
      stderr:
        'roost: none.yaml: there is no such file; mend the path given with -c, or let roost init write one\n',
    });
    const env = { ROOST_DEBUG: '1' };
    const debug = await roost(['check', '-c', 'none.yaml'], { cwd: folder, env });
    expect(debug.stderr).toMatch(/^roost: none\.yaml.*\nConfigError: .*\n {4}at /s);
  });

  test('a reader that goes away is none', () => {
    const script = 'set -o pipefail; "$0" schema | (exec 0<&-; sleep 0.5)';
    const { status, stderr } = spawnSync('bash', ['-c', script, ROOST], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  test('output that cannot be written is one', () => {
    const { status, stderr } = spawnSync('sh', ['-c', '"$0" schema > /dev/full', ROOST], {
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^roost: the output cannot be written: ENOSPC/);
  });
});
