/**
 * Puts a small file in the place of another, so that a power cut leaves one of the two and never half of one:
 * written beside it, flushed, renamed over it, and the folder flushed.
 */

import { join } from 'node:path';
import { type FileLayer, systemFiles } from './files.ts';

/** Of mode 0600 unless another is given. Rejects with the system's error. */
export async function replaceFile(
  folder: string,
  name: string,
  bytes: Uint8Array,
  files: FileLayer = systemFiles,
  mode = 0o600,
): Promise<void> {
  const path = join(folder, name);
  // 'w' makes a half-written file of an earlier life harmless.
  const file = await files.open(`${path}.tmp`, 'w', mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await files.rename(`${path}.tmp`, path);
  const directory = await files.open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
