/** The few file operations that durable state needs, so that tests can make them fail. */

import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describeTrouble, StoreError } from './store-error.ts';

export interface OpenFile {
  writeFile(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileLayer {
  open(path: string, flags: string, mode?: number): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
}

export const systemFiles: FileLayer = { open, rename };

/**
 * Makes the folder for durable state, readable by its owner alone, and flushes the entries of
 * those that it made: a folder that a power cut takes away takes the state with it.
 */
export function prepareFolder(folder: string): void {
  try {
    const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (first === undefined) return;
    const top = dirname(first);
    for (let path = dirname(folder); ; path = dirname(path)) {
      flushFolder(path);
      if (path === top || path === dirname(path)) break;
    }
  } catch (error) {
    throw new StoreError(describeTrouble('make the folder', folder, error), { cause: error });
  }
}

function flushFolder(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
