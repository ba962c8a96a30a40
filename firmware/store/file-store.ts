/**
 * A member's durable state: one small file, replaced as a whole.
 *
 * The bytes are written beside the file, flushed, renamed over it, and the folder is flushed:
 * without that last step a power cut can bring back the old file, and with it a vote that was
 * already given (docs: durable state). One save is on its way at a time, and only the newest
 * of those that wait behind it is written.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../../src/runtime/ports.ts';
import { type FileLayer, prepareFolder, systemFiles } from './files.ts';
import { replaceFile } from './replace-file.ts';
import { describeTrouble, StoreError } from './store-error.ts';

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 10_000;

export interface FileStoreOptions {
  /** The folder for durable state. It is made if it is missing. */
  readonly folder: string;
  /** The member's id, which names the file. */
  readonly id: string;
  /** Told in plain words when saving fails, and with null when it works again. */
  onTrouble(message: string | null): void;
  /** For tests: files that fail. */
  readonly files?: FileLayer;
  /** For tests: the wait before the first retry; it doubles up to ten times this. */
  readonly firstRetryMs?: number;
}

export interface FileStore extends Store {
  readonly path: string;
  /** What was saved last, or null when nothing ever was. Throws a StoreError. */
  load(): Uint8Array | null;
  /**
   * Waits for the save on its way, and tries what waits once more. Saves that could not be
   * made durable by then, and all later ones, reject with a StoreError.
   */
  close(): Promise<void>;
}

interface Waiting {
  readonly bytes: Uint8Array;
  /** One for each save() that these bytes, or newer ones, will fulfil. */
  readonly savers: { resolve(): void; reject(error: StoreError): void }[];
}

/** Makes the folder. Throws a StoreError when that fails. */
export function openFileStore(options: FileStoreOptions): FileStore {
  const { folder, id, onTrouble, files = systemFiles, firstRetryMs = FIRST_RETRY_MS } = options;
  const name = `${id}.state`;
  const path = join(folder, name);
  prepareFolder(folder);

  let waiting: Waiting | null = null;
  /** Settles when the writer has nothing left to do; it never rejects. */
  let writer: Promise<void> | null = null;
  let closed = false;
  let trouble: string | null = null;
  let wakeUp: (() => void) | null = null;

  const tell = (message: string | null) => {
    if (message === trouble) return;
    trouble = message;
    onTrouble(message);
  };

  const pause = (delayMs: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const write = async () => {
    let retryMs = firstRetryMs;
    while (waiting !== null) {
      const { bytes, savers }: Waiting = waiting;
      waiting = null;
      const last = closed;
      try {
        await replaceFile(folder, name, bytes, files);
        for (const saver of savers) saver.resolve();
        retryMs = firstRetryMs;
        tell(null);
      } catch (error) {
        const message = describeTrouble('save', path, error);
        if (last) {
          for (const saver of savers) saver.reject(new StoreError(message));
          continue;
        }
        // Newer bytes that came meanwhile fulfil these saves as well.
        const newer = waiting as Waiting | null;
        waiting = { bytes: newer?.bytes ?? bytes, savers: [...savers, ...(newer?.savers ?? [])] };
        tell(message);
        if (closed) continue;
        await pause(retryMs);
        retryMs = Math.min(retryMs * 2, (firstRetryMs * LONGEST_RETRY_MS) / FIRST_RETRY_MS);
      }
    }
    // In the same breath as the last look at what waits, so that no save falls in between.
    writer = null;
  };

  return {
    path,
    load: () => loadFile(path),
    save(bytes) {
      return new Promise((resolve, reject) => {
        if (closed) {
          reject(new StoreError(`${path}: cannot save, the store is closed`));
          return;
        }
        const savers = waiting?.savers ?? [];
        savers.push({ resolve, reject });
        // Copied: slice() of a Buffer would share its memory.
        waiting = { bytes: new Uint8Array(bytes), savers };
        writer ??= write();
      });
    },
    async close() {
      closed = true;
      wakeUp?.();
      await writer;
    },
  };
}

function loadFile(path: string): Uint8Array | null {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new StoreError(describeTrouble('load', path, error), { cause: error });
  }
}
