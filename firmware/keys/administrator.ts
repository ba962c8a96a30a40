/**
 * What the administrator's machine has: the swarm's key file and the master. From the two comes all that a
 * member is given, by hand (`roost join`) or over the air (`roost rotate`, `roost revoke`).
 */

import { randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type MemberIndex, memberId, type Roster } from '../../src/protocol/roster.ts';
import {
  KEY_BYTES,
  type KeyRing,
  LAST_KEY_ID,
  newestKey,
  type RingKey,
  withKey,
  withoutOlder,
} from '../../src/wire/keyring.ts';
import { configError } from '../config/config-error.ts';
import { ADMINISTRATOR_ID, keyPath } from '../config/key.ts';
import { formatKeyFile, type KeyFile, parseKeyFile } from '../config/key-text.ts';
import { shownPath } from '../config/shown-path.ts';
import { replaceFile } from '../store/replace-file.ts';
import { describeTrouble, StoreError } from '../store/store-error.ts';
import { kekOf, loadMaster, masterPathBeside } from './master.ts';
import { type KeyScope, loadKeyFile } from './start-keys.ts';

export interface Administrator {
  /** The swarm's key file, by its path. */
  readonly path: string;
  readonly masterPath: string;
  readonly roster: Roster;
  /** What is in it now. */
  readonly file: KeyFile;
  /** A member's present key-encryption key. */
  kekOf(member: MemberIndex): Uint8Array;
  /** Takes in what has become of the key file since. Throws ConfigError. */
  reload(): void;
  /** Puts this into the key file; durable when it resolves. Rejects with a StoreError. */
  save(file: KeyFile): Promise<void>;
}

/** Throws ConfigError when this is not the administrator's machine. */
export function openAdministrator(
  config: KeyScope & { readonly roster: Roster },
  givenMaster: string | null,
  env: NodeJS.ProcessEnv = process.env,
): Administrator {
  const { key, roster, swarm, zone } = config;
  if ('env' in key)
    throw configError(
      `${key.env} in the environment`,
      "the administrator's key must be in a file, which is replaced when the key changes",
      'write key: { file: ./swarm.key }, and take the variable out of the environment',
    );
  const path = keyPath(key.file, ADMINISTRATOR_ID);
  const load = (): KeyFile => {
    const loaded = loadKeyFile(config, ADMINISTRATOR_ID, env);
    if (loaded.member === null) return loaded;
    throw configError(
      shownPath(path),
      `this is the key file of ${loaded.member}, a member`,
      "do this on the administrator's machine, where the swarm's own key file is",
    );
  };
  let file = load();
  const masterPath = givenMaster ?? masterPathBeside(path);
  const master = loadMaster(masterPath);
  return {
    path,
    masterPath,
    roster,
    get file() {
      return file;
    },
    kekOf(member) {
      const id = memberId(roster, member);
      return kekOf(master, { swarm, zone, id }, file.readmitted.get(id)?.times ?? 0);
    },
    reload() {
      file = load();
    },
    async save(next) {
      const text = formatKeyFile(next);
      // It takes the place of keys that are nowhere else.
      if (typeof parseKeyFile(text) === 'string')
        throw new StoreError(`what was to be saved in ${path} cannot be read again, so it was not`);
      try {
        // Not the link to it: the file behind would be an old copy then.
        const real = realpathSync(path);
        await replaceFile(dirname(real), basename(real), Buffer.from(`${text}\n`));
      } catch (error) {
        throw new StoreError(describeTrouble('save', path, error), { cause: error });
      }
      file = next;
    },
  };
}

/** What a member is given: the swarm's keys and its own key-encryption key. */
export function memberFile(administrator: Administrator, member: MemberIndex): KeyFile {
  const { file, roster } = administrator;
  return {
    ...file,
    ring: withoutOlder(file.ring),
    member: memberId(roster, member),
    kek: administrator.kekOf(member),
    readmitted: new Map(),
  };
}

/** Takes a revoked member in again: under another key-encryption key, and heard from the next key on. */
export function withReadmitted(file: KeyFile, id: string): KeyFile {
  const times = (file.readmitted.get(id)?.times ?? 0) + 1;
  const afterKey = newestKey(file.ring).id;
  return { ...file, readmitted: new Map([...file.readmitted, [id, { times, afterKey }]]) };
}

/** Who will not be heard under the next key: who is revoked now, but for those taken in again since. */
export function stillRevoked(file: KeyFile, roster: Roster): MemberIndex[] {
  const { id, revoked } = newestKey(file.ring);
  return revoked.filter((member) => {
    const readmitted = file.readmitted.get(memberId(roster, member));
    return readmitted === undefined || readmitted.afterKey < id;
  });
}

/** Whether a change of key was begun, and not all was done for it. */
export function isUnfinished({ keys }: KeyRing): boolean {
  return keys.length > 1;
}

/**
 * The file with the key that comes next: the one of a change that was begun, if it revokes just these members
 * and none of them has it, or else a new one. Throws ConfigError when there is no number for another.
 */
export function withNextKey(
  file: KeyFile,
  revoked: readonly MemberIndex[],
  overlapMs: number,
): KeyFile {
  const newest = newestKey(file.ring);
  // Whoever was taken in since was given that key with its file, although the key revokes it.
  const isOut = [...file.readmitted.values()].some(({ afterKey }) => afterKey === newest.id);
  const isSame = newest.revoked.join() === revoked.join();
  if (isUnfinished(file.ring) && isSame && !isOut) return file;
  if (newest.id >= LAST_KEY_ID)
    throw configError(
      "the swarm's key file",
      `its keys are numbered up to ${LAST_KEY_ID}, and all numbers are used`,
      'make a new swarm: a new key and new state for every member',
    );
  const key = Uint8Array.from(randomBytes(KEY_BYTES));
  const next: RingKey = { id: newest.id + 1, key, revoked, overlapMs };
  return { ...file, ring: withKey(file.ring, next) };
}
