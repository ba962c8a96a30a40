/**
 * Where keys come from: a file or a variable of the environment, in one of two forms.
 *
 * The plain form is the 32 bytes of a swarm's first key. The other one is a key file (key-text.ts), which
 * `roost join` makes for one member, and which `roost rotate` makes of the administrator's. Whoever can read
 * either can speak as any member, so a file that others may read is refused.
 */

import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { KEY_BYTES, sendingKey } from '../../src/wire/keyring.ts';
import { configError } from './config-error.ts';
import { KEY_TEXT_START, type KeyFile, parseKeyFile } from './key-text.ts';
import { shownPath } from './shown-path.ts';
import type { KeyConfig } from './swarm-config.ts';

const HEX = /^[0-9a-f]{64}$/i;
/** 32 bytes in base64 or its variant for URLs, with or without the padding. */
const BASE64 = /^[A-Za-z0-9+/_-]{42}[AEIMQUYcgkosw048]=?$/;
const OTHERS = 0o077;
/** What `%id` in the path of the key stands for where nobody is a member. */
export const ADMINISTRATOR_ID = 'swarm';

export type KeyMaterial =
  /** The first key of a swarm, and nothing else: 32 bytes. */
  | { readonly form: 'plain'; readonly key: Uint8Array }
  | { readonly form: 'file'; readonly file: KeyFile };

/** The 32 bytes that are sent under. Throws ConfigError. `env` is looked at when the key is a variable. */
export function loadKey(
  config: { readonly key: KeyConfig },
  env: NodeJS.ProcessEnv = process.env,
): Uint8Array {
  const material = loadKeyMaterial(config, env);
  return material.form === 'plain' ? material.key : sendingKey(material.file.ring).key;
}

/** The key as it is written; `%id` in its path is `id`. Throws ConfigError. */
export function loadKeyMaterial(
  config: { readonly key: KeyConfig },
  env: NodeJS.ProcessEnv = process.env,
  id: string = ADMINISTRATOR_ID,
): KeyMaterial {
  return 'env' in config.key
    ? keyOfVariable(config.key.env, env)
    : keyOfFile(keyPath(config.key.file, id));
}

/** The path of a member's key file. */
export function keyPath(file: string, id: string): string {
  return file.replaceAll('%id', id);
}

function keyOfVariable(name: string, env: NodeJS.ProcessEnv): KeyMaterial {
  const text = (env[name] ?? '').trim();
  const where = `${name} in the environment`;
  if (text === '') {
    throw configError(where, 'there is no key in it', `type: export ${name}=$(roost keygen -)`);
  }
  if (text.startsWith(KEY_TEXT_START)) return { form: 'file', file: soundKeyFile(text, where) };
  const key = parseKeyText(text);
  if (key === null) {
    throw configError(
      where,
      `its ${text.length} characters are not a key`,
      'give 32 bytes as 64 hex digits, as roost keygen - prints them, or in base64',
    );
  }
  return { form: 'plain', key: usable(key, where) };
}

function keyOfFile(path: string): KeyMaterial {
  const where = shownPath(path);
  const bytes = readSecret(path, 'the key', {
    missing: `copy it from another member, or for a new swarm type: roost keygen ${where}`,
    folder: 'name the file as key: { file: ... }',
  });
  const text = Buffer.from(bytes).toString('latin1').trim();
  if (text.startsWith(KEY_TEXT_START)) return { form: 'file', file: soundKeyFile(text, where) };
  const key = parseKeyText(text);
  if (key !== null) return { form: 'plain', key: usable(key, where) };
  // 32 hex digits are half of a key in text, and no bytes that chance would make.
  if (bytes.length === KEY_BYTES && !/^[0-9a-f]+$/i.test(text)) {
    return { form: 'plain', key: usable(Uint8Array.from(bytes), where) };
  }
  const fault =
    bytes.length === 0 ? 'the file is empty' : `its ${bytes.length} bytes are not a key`;
  throw configError(
    where,
    fault,
    'a key is 64 hex digits; copy the file of another member again, or for a new swarm ' +
      `remove it and type: roost keygen ${where}`,
  );
}

/** A key file that was read from `where`. Throws ConfigError. */
export function soundKeyFile(text: string, where: string): KeyFile {
  const file = parseKeyFile(text);
  if (typeof file !== 'string') return file;
  throw configError(
    where,
    `this key file cannot be used: ${file}`,
    'have it made again by roost join',
  );
}

/** What to do about a secret that is not there, or is a folder. */
interface SecretWords {
  readonly missing: string;
  readonly folder: string;
}

/** The content of a file that its owner alone may use. `what` names it: `the key`. Throws ConfigError. */
export function readSecret(path: string, what: string, words: SecretWords): Uint8Array {
  const where = shownPath(path);
  const { bytes, mode } = readFile(path, where, what, words);
  if ((mode & OTHERS) === 0) return bytes;
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  throw configError(
    where,
    `others than its owner may use ${what} (mode ${octal})`,
    `type: chmod 600 ${where}`,
  );
}

function readFile(
  path: string,
  where: string,
  what: string,
  words: SecretWords,
): { bytes: Uint8Array; mode: number } {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, 'r');
    const { mode } = fstatSync(descriptor);
    return { bytes: readFileSync(descriptor), mode };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      throw configError(where, `there is no ${what.replace('the ', '')}`, words.missing);
    }
    if (code === 'EACCES') {
      throw configError(
        where,
        `this user may not read ${what}`,
        `type: sudo chown $USER ${where} && chmod 600 ${where}`,
      );
    }
    if (code === 'EISDIR') {
      throw configError(where, 'this is a folder', words.folder);
    }
    throw configError(where, `${what} cannot be read: ${message}`, 'look at the path and the disk');
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

function parseKeyText(text: string): Uint8Array | null {
  if (HEX.test(text)) return Uint8Array.from(Buffer.from(text, 'hex'));
  if (BASE64.test(text)) return Uint8Array.from(Buffer.from(text, 'base64'));
  return null;
}

/** A disk that lost its content reads as zeros. */
function usable(key: Uint8Array, where: string): Uint8Array {
  if (key.every((byte) => byte === key[0])) {
    throw configError(where, 'all bytes of the key are the same', 'make one with roost keygen');
  }
  return key;
}

/** A new key as a key file has it: 64 hex digits and a line end. */
export function newKeyText(): string {
  return `${randomBytes(KEY_BYTES).toString('hex')}\n`;
}

/**
 * Writes a new key that only its owner may read, and flushes it to the disk. Throws the
 * system's error; EEXIST when there is a file of that name.
 */
export function writeNewKey(path: string): void {
  writeNewSecret(path, newKeyText());
}

/** As `writeNewKey`, for any text. */
export function writeNewSecret(path: string, text: string): void {
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } catch (error) {
    unlinkSync(path); // half a key is no use to anybody
    throw error;
  } finally {
    closeSync(descriptor);
  }
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
