/**
 * Whether the keys that this machine has are fit for use: the administrator's, a member's, or those of several
 * members that share a machine.
 */

import { existsSync } from 'node:fs';
import type { Roster } from '../../src/protocol/roster.ts';
import { configError } from '../config/config-error.ts';
import { ADMINISTRATOR_ID, keyPath } from '../config/key.ts';
import { shownPath } from '../config/shown-path.ts';
import { type KeyScope, loadKeyFile, memberMismatch } from './start-keys.ts';

/** Throws ConfigError about the first key that is not. With `%id` in the path, one key at least must be there. */
export function checkKeys(
  config: KeyScope & { readonly roster: Roster },
  env: NodeJS.ProcessEnv = process.env,
): void {
  const { key, roster } = config;
  if ('env' in key || keyPath(key.file, 'x') === key.file) {
    loadKeyFile(config, ADMINISTRATOR_ID, env);
    return;
  }
  const members = [...roster.robots, ...roster.pads].map(({ id }) => id);
  const here = [ADMINISTRATOR_ID, ...members].filter((id) => existsSync(keyPath(key.file, id)));
  if (here.length === 0)
    throw configError(
      shownPath(key.file),
      'there is no key of that name, neither of a member nor of the swarm',
      'take in that of a member (roost join --accept), or for a new swarm type: ' +
        `roost keygen ${shownPath(keyPath(key.file, ADMINISTRATOR_ID))}`,
    );
  for (const id of here) {
    const mismatch = memberMismatch(loadKeyFile(config, id, env), config, id);
    if (mismatch && id !== ADMINISTRATOR_ID) throw mismatch;
  }
}
