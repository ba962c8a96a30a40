/**
 * The key of the swarm: 32 bytes that make a member one.
 *
 * Whoever can read it can speak as any member, so a file that others may read is refused.
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
import { configError } from './config-error.ts';
import { shownPath } from './shown-path.ts';
import type { KeyConfig } from './swarm-config.ts';

export const KEY_BYTES = 32;
const HEX = /^[0-9a-f]{64}$/i;
/** 32 bytes in base64 or its variant for URLs, with or without the padding. */
const BASE64 = /^[A-Za-z0-9+/_-]{42}[AEIMQUYcgkosw048]=?$/;
const OTHERS = 0o077;

/** The 32 bytes. Throws ConfigError. `env` is looked at when the key is a variable. */
export function loadKey(
  config: { readonly key: KeyConfig },
  env: NodeJS.ProcessEnv = process.env,
): Uint8Array {
  return 'env' in config.key ? keyOfVariable(config.key.env, env) : keyOfFile(config.key.file);
}

function keyOfVariable(name: string, env: NodeJS.ProcessEnv): Uint8Array {
  const text = (env[name] ?? '').trim();
  const where = `${name} in the environment`;
  if (text === '') {
    throw configError(where, 'there is no key in it', `type: export ${name}=$(roost keygen -)`);
  }
  const key = parseKeyText(text);
  if (key === null) {
    throw configError(
      where,
      `its ${text.length} characters are not a key`,
      'give 32 bytes as 64 hex digits, as roost keygen - prints them, or in base64',
    );
  }
  return usable(key, where);
}

function keyOfFile(path: string): Uint8Array {
  const where = shownPath(path);
  const { bytes, mode } = readKeyFile(path, where);
  if ((mode & OTHERS) !== 0) {
    const octal = (mode & 0o777).toString(8).padStart(4, '0');
    throw configError(
      where,
      `others than its owner may use the key (mode ${octal})`,
      `type: chmod 600 ${where}`,
    );
  }
  const text = Buffer.from(bytes).toString('latin1').trim();
  const key = parseKeyText(text);
  if (key !== null) return usable(key, where);
  // 32 hex digits are half of a key in text, and no bytes that chance would make.
  if (bytes.length === KEY_BYTES && !/^[0-9a-f]+$/i.test(text)) {
    return usable(Uint8Array.from(bytes), where);
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

function readKeyFile(path: string, where: string): { bytes: Uint8Array; mode: number } {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, 'r');
    const { mode } = fstatSync(descriptor);
    return { bytes: readFileSync(descriptor), mode };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      throw configError(
        where,
        'there is no key',
        `copy it from another member, or for a new swarm type: roost keygen ${where}`,
      );
    }
    if (code === 'EACCES') {
      throw configError(
        where,
        'this user may not read the key',
        `type: sudo chown $USER ${where} && chmod 600 ${where}`,
      );
    }
    if (code === 'EISDIR') {
      throw configError(where, 'this is a folder', 'name the file as key: { file: ... }');
    }
    throw configError(where, `the key cannot be read: ${message}`, 'look at the path and the disk');
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
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(descriptor, newKeyText());
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
