/** How a path is written in messages. */

import { relative, sep } from 'node:path';

/** Relative to the working folder for what lies below it, absolute for all else. */
export function shownPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || near === '..' || near.startsWith(`..${sep}`) ? path : near;
}
