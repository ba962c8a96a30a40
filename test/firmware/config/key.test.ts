import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../firmware/config/config-error.ts';
import { loadKey, newKeyText, writeNewKey } from '../../../firmware/config/key.ts';
import { scratchFolder } from '../../support/scratch.ts';

const folder = scratchFolder();
const path = join(folder, 'swarm.key');
const KEY = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
const HEX = Buffer.from(KEY).toString('hex');

function keyFile(content: string | Uint8Array, mode = 0o600): { key: { file: string } } {
  writeFileSync(path, content);
  chmodSync(path, mode);
  return { key: { file: path } };
}

function complaint(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return `\n${(error as Error).message.replaceAll(`${folder}/`, '')}\n`;
  }
  return 'nothing';
}

describe('a key in a file', () => {
  test.each<[string, string | Uint8Array]>([
    ['hex with a line end', `${HEX}\n`],
    ['hex without one', HEX],
    ['capitals and a Windows line end', `${HEX.toUpperCase()}\r\n`],
    ['base64', `${Buffer.from(KEY).toString('base64')}\n`],
    ['plain bytes', KEY],
  ])('%s', (_what, content) => {
    const key = loadKey(keyFile(content));
    expect(key).toEqual(KEY);
    expect(key.constructor).toBe(Uint8Array);
  });

  test('plain bytes that begin and end like spaces', () => {
    const bytes = Uint8Array.from(KEY);
    bytes[0] = 0x20;
    bytes[31] = 0x0a;
    expect(loadKey(keyFile(bytes))).toEqual(bytes);
  });

  test.each([0o640, 0o604, 0o644, 0o666, 0o620, 0o601])('mode %o is refused', (mode) => {
    const octal = mode.toString(8).padStart(4, '0');
    expect(complaint(() => loadKey(keyFile(HEX, mode)))).toBe(
      `\nswarm.key: others than its owner may use the key (mode ${octal}); ` +
        'type: chmod 600 swarm.key\n',
    );
  });

  test('mode 0400 will do, and the mode of a link does not matter', () => {
    const link = join(folder, 'link');
    keyFile(HEX, 0o400);
    symlinkSync(path, link);
    expect(loadKey({ key: { file: link } })).toEqual(KEY);
    chmodSync(path, 0o600);
  });

  test('none', () => {
    const key = { file: join(folder, 'none.key') };
    expect(complaint(() => loadKey({ key }))).toMatchInlineSnapshot(`
      "
      none.key: there is no key; copy it from another member, or for a new swarm type: roost keygen none.key
      "
    `);
  });

  test('a folder', () => {
    const file = join(folder, 'folder.key');
    mkdirSync(file, { mode: 0o700 });
    expect(complaint(() => loadKey({ key: { file } }))).toMatchInlineSnapshot(`
      "
      folder.key: this is a folder; name the file as key: { file: ... }
      "
    `);
  });

  test('empty', () => {
    expect(complaint(() => loadKey(keyFile('')))).toMatchInlineSnapshot(`
      "
      swarm.key: the file is empty; a key is 64 hex digits; copy the file of another member again, or for a new swarm remove it and type: roost keygen swarm.key
      "
    `);
  });

  test('too short, too long, or cut in half', () => {
    expect(complaint(() => loadKey(keyFile(`${HEX.slice(2)}\n`)))).toMatchInlineSnapshot(`
      "
      swarm.key: its 63 bytes are not a key; a key is 64 hex digits; copy the file of another member again, or for a new swarm remove it and type: roost keygen swarm.key
      "
    `);
    const wrong = [`${HEX}00`, KEY.slice(1), Buffer.concat([KEY, KEY]), HEX.slice(32)];
    for (const content of wrong) {
      expect(complaint(() => loadKey(keyFile(content)))).toContain('bytes are not a key; ');
    }
  });

  test('a card that lost its content', () => {
    expect(complaint(() => loadKey(keyFile(new Uint8Array(32))))).toMatchInlineSnapshot(`
      "
      swarm.key: all bytes of the key are the same; make one with roost keygen
      "
    `);
    expect(complaint(() => loadKey(keyFile('f'.repeat(64))))).toContain('are the same');
  });
});

describe('a key in the environment', () => {
  const config = { key: { env: 'ROOST_KEY' } };

  test.each([
    ['hex', HEX],
    ['base64', Buffer.from(KEY).toString('base64')],
    ['base64 for URLs', Buffer.from(KEY).toString('base64url')],
    ['with spaces around', ` ${HEX}\n`],
  ])('%s', (_what, text) => {
    expect(loadKey(config, { ROOST_KEY: text })).toEqual(KEY);
  });

  test('none, and a wrong one, which is not shown', () => {
    expect(complaint(() => loadKey(config, {}))).toMatchInlineSnapshot(`
      "
      ROOST_KEY in the environment: there is no key in it; type: export ROOST_KEY=$(roost keygen -)
      "
    `);
    expect(complaint(() => loadKey(config, { ROOST_KEY: 'hunter2' }))).toMatchInlineSnapshot(`
      "
      ROOST_KEY in the environment: its 7 characters are not a key; give 32 bytes as 64 hex digits, as roost keygen - prints them, or in base64
      "
    `);
    expect(complaint(() => loadKey(config, { ROOST_KEY: HEX.slice(1) }))).toContain('63 char');
  });
});

describe('a new key', () => {
  test('is 64 hex digits, another one each time', () => {
    const [one, two] = [newKeyText(), newKeyText()];
    expect(one).toMatch(/^[0-9a-f]{64}\n$/);
    expect(one).not.toBe(two);
  });

  test('is for its owner alone, whatever the umask, and can be loaded', () => {
    const file = join(folder, 'new.key');
    const umask = process.umask(0);
    try {
      writeNewKey(file);
    } finally {
      process.umask(umask);
    }
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(loadKey({ key: { file } })).toHaveLength(32);
  });

  test('never takes the place of an old one', () => {
    const before = HEX;
    keyFile(before);
    expect(() => writeNewKey(path)).toThrow(expect.objectContaining({ code: 'EEXIST' }));
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
});
