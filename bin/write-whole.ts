/** A file that others find whole, in its old form or in its new one. */

import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';

/** Keeps the mode of the one that is there. */
export function writeWhole(path: string, text: string): void {
  const next = `${path}.next`;
  const mode = existsSync(path) ? statSync(path).mode & 0o777 : 0o644;
  writeFileSync(next, text, { mode });
  renameSync(next, path);
}
