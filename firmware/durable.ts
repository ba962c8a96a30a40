/**
 * What a member starts with: the state on its disk, or a fresh one.
 *
 * A damaged file is a lost disk (S5): the member goes on as one that forgot its promises. The file is
 * put aside and not overwritten, so that somebody can look at what happened to it.
 */

import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { type Durable, freshDurable } from '../src/protocol/durable.ts';
import { decodeDurable } from '../src/runtime/durable-file.ts';
import type { Random } from '../src/runtime/ports.ts';
import { nodeCrypto } from './crypto.ts';
import type { FileStore } from './store/file-store.ts';
import { describeTrouble, StoreError } from './store/store-error.ts';

export interface StartState {
  readonly durable: Durable;
  /** What the owner should know, or null. */
  readonly warning: string | null;
}

export function loadDurable(
  store: FileStore,
  folder: string,
  id: string,
  random: Random,
): StartState {
  const bytes = store.load();
  const fresh = freshDurable(diskNumber(random));
  if (bytes === null) return { durable: fresh, warning: null };
  const loaded = decodeDurable(nodeCrypto, bytes);
  const path = join(folder, `${id}.state`);
  if (loaded.state === 'intact') {
    if (loaded.durable.boot < MAX_BOOT) return { durable: loaded.durable, warning: null };
    throw new StoreError(
      `${path}: ${id} has started ${MAX_BOOT} times, and there are no more numbers for its starts; ` +
        'give it another id, or the swarm a new key and new state',
    );
  }
  const aside = `${path}.damaged-${Date.now()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    throw new StoreError(describeTrouble('put aside', path, error), { cause: error });
  }
  return {
    durable: { ...fresh, standing: 'outsider' },
    warning:
      `${path} is damaged (${loaded.reason}); it was kept as ${aside}. ` +
      `${id} starts as one that lost its disk: it may charge, but it neither votes nor admits ` +
      'on a state that it has forgotten',
  };
}

/** Frames have 16 bits for it. */
const MAX_BOOT = 0xffff;

/** 32 random bits, not 0. */
function diskNumber(random: Random): number {
  return random.uint32() || 1;
}
