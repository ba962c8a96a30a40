/**
 * The keys that a member starts with: those of its key file, which a person gave it, and those of its state
 * folder, which the administrator has sent since. The higher id that was sent under counts.
 */

import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import {
  type KeyRing,
  mergeRings,
  namespaceOf,
  ringOfOne,
  withoutOlder,
} from '../../src/wire/keyring.ts';
import { type ConfigError, configError } from '../config/config-error.ts';
import { ADMINISTRATOR_ID, keyPath, loadKeyMaterial } from '../config/key.ts';
import { type KeyFile, parseKeyFile } from '../config/key-text.ts';
import { shownPath } from '../config/shown-path.ts';
import type { KeyConfig } from '../config/swarm-config.ts';
import { nodeCrypto } from '../crypto.ts';
import { describeTrouble, StoreError } from '../store/store-error.ts';

/** What of the configuration decides about keys. */
export interface KeyScope {
  readonly key: KeyConfig;
  readonly swarm: string;
  readonly zone: string;
}

export interface StartKeys {
  readonly ring: KeyRing;
  /** The member's key-encryption key; null where it was given a swarm key alone. */
  readonly kek: Uint8Array | null;
  /** What the owner should know, or null. */
  readonly warning: string | null;
}

/** The key file of `id`, whichever form it has. Throws ConfigError when it is for somebody else. */
export function loadKeyFile(
  config: KeyScope,
  id: string = ADMINISTRATOR_ID,
  env: NodeJS.ProcessEnv = process.env,
): KeyFile {
  const material = loadKeyMaterial(config, env, id);
  const { swarm, zone } = config;
  if (material.form === 'plain') {
    const ring = ringOfOne(namespaceOf(nodeCrypto, material.key, swarm, zone), material.key);
    return { swarm, zone, member: null, kek: null, ring, readmitted: new Map() };
  }
  const { file } = material;
  const where =
    'env' in config.key
      ? `${config.key.env} in the environment`
      : shownPath(keyPath(config.key.file, id));
  checkScope(file, config, where);
  return file;
}

/** Throws ConfigError when a key file is for another swarm or zone. */
export function checkScope(
  file: KeyFile,
  { swarm, zone }: { readonly swarm: string; readonly zone: string },
  where: string,
): void {
  if (file.swarm === swarm && file.zone === zone) return;
  throw configError(
    where,
    `this key is for swarm ${file.swarm}, zone ${file.zone}, and the swarm file is of ${swarm}, ${zone}`,
    'take the key file of this zone; each zone has one of its own',
  );
}

/** Where a member keeps the keys that it was sent. */
export function keptKeysName(id: string): string {
  return `${id}.keys`;
}

/** Throws ConfigError, and StoreError when the state folder cannot be used. */
export function loadStartKeys(
  config: KeyScope & { readonly state: string },
  id: string,
  env: NodeJS.ProcessEnv = process.env,
): StartKeys {
  const file = loadKeyFile(config, id, env);
  const mismatch = memberMismatch(file, config, id);
  if (mismatch) throw mismatch;
  // One that was made during a switch has the key before as well, and nothing would end its overlap.
  const given = { ring: withoutOlder(file.ring), kek: file.kek };
  const path = join(config.state, keptKeysName(id));
  const kept = readKept(path);
  if (kept.ring === null) return { ...given, warning: kept.warning };
  const merged = mergeRings(given.ring, kept.ring);
  if ('ring' in merged) return { ring: merged.ring, kek: given.kek, warning: null };
  const what =
    merged.problem === 'other-swarm'
      ? 'the keys in it are of another swarm than the key file'
      : `key ${merged.id} in it is another one than in the key file`;
  throw configError(
    shownPath(path),
    what,
    'if the key file is right, remove this one; else give the member its key again (roost join)',
  );
}

/** The error when a key file is another member's than `id`'s; null when it may use it. */
export function memberMismatch(
  file: KeyFile,
  { key }: { readonly key: KeyConfig },
  id: string,
): ConfigError | null {
  if (file.member === null || file.member === id) return null;
  return configError(
    'env' in key ? `${key.env} in the environment` : shownPath(keyPath(key.file, id)),
    `this key file is for ${file.member} and not for ${id}`,
    `have one made by roost join ${id}; where several members share a machine, write key: { file: ./%id.key }`,
  );
}

function readKept(path: string): { ring: KeyRing | null; warning: string | null } {
  if (!existsSync(path)) return { ring: null, warning: null };
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch (error) {
    throw new StoreError(describeTrouble('load', path, error), { cause: error });
  }
  const file = parseKeyFile(text);
  if (typeof file !== 'string') return { ring: file.ring, warning: null };
  const aside = `${path}.damaged-${Date.now()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    throw new StoreError(describeTrouble('put aside', path, error), { cause: error });
  }
  const warning =
    `${path} is damaged (${file}); it was kept as ${aside}. If nobody hears this member now, its key is ` +
    "an old one: type roost rotate --again on the administrator's machine";
  return { ring: null, warning };
}
