/**
 * The master: the one secret that never leaves the administrator's machine.
 *
 * Every member's key-encryption key follows from it, so the administrator can wrap a new swarm key for any
 * member, and whoever steals a robot has the key-encryption key of that robot alone.
 */

import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { utf8 } from '../../src/wire/bytes.ts';
import { KEY_BYTES } from '../../src/wire/keyring.ts';
import { configError } from '../config/config-error.ts';
import { readSecret } from '../config/key.ts';
import { shownPath } from '../config/shown-path.ts';
import { nodeCrypto } from '../crypto.ts';

const MAGIC = 'roost-master-1';
const LINE = /^roost-master-1 ([A-Za-z0-9_-]{43})$/;

/** A new master as its file has it. */
export function newMasterText(): string {
  return `${MAGIC} ${randomBytes(KEY_BYTES).toString('base64url')}\n`;
}

/** Where the master is unless somebody says otherwise: beside the administrator's key file. */
export function masterPathBeside(keyFile: string): string {
  return join(dirname(keyFile), 'swarm.master');
}

/** The 32 bytes of a master file. Throws ConfigError. */
export function loadMaster(path: string): Uint8Array {
  const where = shownPath(path);
  const bytes = readSecret(path, 'the master', {
    missing:
      'it is on the machine where the first member was joined: go there, or copy it from its backup; ' +
      `for a swarm that never had one type: roost keygen --master ${where}`,
    folder: 'name the file as --master FILE',
  });
  const match = LINE.exec(Buffer.from(bytes).toString('latin1').trim());
  if (match) return Uint8Array.from(Buffer.from(match[1]!, 'base64url'));
  throw configError(where, 'this is no master', 'name the file that roost keygen --master wrote');
}

/**
 * The key-encryption key of a member: 32 bytes. `times` counts how often it was taken in anew after it had
 * been revoked; each time gives it another one, so that what was stolen with the former robot is worth nothing.
 */
export function kekOf(
  master: Uint8Array,
  names: { readonly swarm: string; readonly zone: string; readonly id: string },
  times: number,
): Uint8Array {
  const info = `roost v1 kek\0${names.swarm}\0${names.zone}\0${names.id}\0${times}`;
  return nodeCrypto.hkdfSha256(master, utf8(info), KEY_BYTES);
}
