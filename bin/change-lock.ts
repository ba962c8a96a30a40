/** One change of the administrator's key file at a time, each from what the one before has left. */

import { dirname } from 'node:path';
import type { Administrator } from '../firmware/keys/administrator.ts';
import { acquireIdentity, IdentityTaken } from '../firmware/store/identity-lock.ts';
import { EXIT, ExitError } from './errors.ts';

/** Throws ExitError at once while another process changes it. */
export async function alone<T>(administrator: Administrator, act: () => Promise<T>): Promise<T> {
  const lock = await acquireIdentity(dirname(administrator.path), 'change-of-key').catch(
    (error: unknown) => {
      if (!(error instanceof IdentityTaken)) throw error;
      const who = error.pid === null ? '' : ` (process ${error.pid})`;
      throw new ExitError(`another change of key is on its way${who}; wait for it`, EXIT.config);
    },
  );
  try {
    // It was read before it was our turn: another key may have been made since, and members may have it.
    administrator.reload();
    return await act();
  } finally {
    await lock.release();
  }
}
