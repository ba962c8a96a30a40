import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseSshTarget, type SshEnd, writeBySsh } from '../../../firmware/keys/ssh.ts';
import { scratchFolder } from '../../support/scratch.ts';

const folder = scratchFolder();
const LINE = 'roost-key-1 a secret\n';

/** A program in place of ssh: notes its arguments and runs the command here, as a shell there would. */
function fakeSsh(name: string, body: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" > ${path}.arguments\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

const LOCAL = 'cd "$(dirname "$0")" && exec sh -c "$3"';
const write = (path: string, program: string, force = false): Promise<SshEnd> =>
  writeBySsh({ host: 'pi@robot', path }, LINE, { force, program });

describe('an address', () => {
  test.each([
    ['pi@robot', { host: 'pi@robot', path: 'swarm.key' }],
    ['robot', { host: 'robot', path: 'swarm.key' }],
    ['pi@10.0.0.7:/etc/roost/swarm.key', { host: 'pi@10.0.0.7', path: '/etc/roost/swarm.key' }],
    ['robot:~/orchard/swarm.key', { host: 'robot', path: 'orchard/swarm.key' }],
    ['robot:~/', null],
    ['robot:a b', { host: 'robot', path: 'a b' }],
    ['-oProxyCommand=sh', null],
    ['', null],
    ['pi@robot:', null],
    ['a b', null],
  ])('%s', (text, target) => {
    expect(parseSshTarget(text)).toEqual(target);
  });
});

describe('a key over ssh', () => {
  test('is written for its owner alone, and stands on no command line', async () => {
    const ssh = fakeSsh('ssh', LOCAL);
    // Of an earlier try that was broken off, and open to all.
    writeFileSync(join(folder, 'swarm.key.part'), 'half', { mode: 0o644 });
    expect(await write('swarm.key', ssh)).toEqual({ end: 'written' });
    expect(readFileSync(join(folder, 'swarm.key'), 'utf8')).toBe(LINE);
    expect(statSync(join(folder, 'swarm.key')).mode & 0o777).toBe(0o600);
    expect(existsSync(join(folder, 'swarm.key.part'))).toBe(false);
    const words = readFileSync(`${ssh}.arguments`, 'utf8');
    expect(words).toMatch(/^--\npi@robot\n/);
    expect(words).not.toContain('secret');
  });

  test('goes to a path with odd characters as it is written', async () => {
    const path = "it's $HOME; rm -rf `x` *.key";
    expect(await write(path, fakeSsh('odd', LOCAL))).toEqual({ end: 'written' });
    expect(readFileSync(join(folder, path), 'utf8')).toBe(LINE);
  });

  test('does not take the place of another unless it is told to', async () => {
    const ssh = fakeSsh('again', LOCAL);
    writeFileSync(join(folder, 'old.key'), 'old', { mode: 0o644 });
    expect(await write('old.key', ssh)).toEqual({ end: 'exists' });
    expect(readFileSync(join(folder, 'old.key'), 'utf8')).toBe('old');
    expect(await write('old.key', ssh, true)).toEqual({ end: 'written' });
    expect(readFileSync(join(folder, 'old.key'), 'utf8')).toBe(LINE);
    expect(statSync(join(folder, 'old.key')).mode & 0o777).toBe(0o600);
  });

  test.each<[string, string, SshEnd]>([
    ['unreachable', 'exit 255', { end: 'unreachable' }],
    ['read-only', 'cat > /dev/null; exit 1', { end: 'failed', what: 'k cannot be written there' }],
    [
      'shortened',
      `cat > /dev/null; echo -rw-------; echo ${'0'.repeat(64)}`,
      { end: 'failed', what: 'k is not there as it was sent' },
    ],
    [
      'open',
      'echo -rw-r--r--; sha256sum | cut -c1-64',
      { end: 'failed', what: 'k is there with mode -rw-r--r--, so others may read it' },
    ],
    ['silent', 'exit 0', { end: 'failed', what: 'k is not there as it was sent' }],
  ])('is not there when the other end is %s', async (name, body, end) => {
    expect(await write('k', fakeSsh(name, body))).toEqual(end);
  });

  test('needs ssh', async () => {
    expect(await write('k', join(folder, 'none'))).toMatchObject({
      end: 'failed',
      what: expect.stringMatching(/^ssh cannot be run: .*ENOENT/),
    });
  });
});
