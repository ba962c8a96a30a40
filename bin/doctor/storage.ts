/**
 * What the doctor says of the folder for durable state: whether a write there survives a power cut,
 * as far as one can tell without cutting it, and how long that takes.
 */

import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  openSync,
  statfsSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { shownPath } from '../../firmware/config/shown-path.ts';
import { failed, ok, type Row, warn } from './row.ts';

/** Magic numbers of statfs(2): file systems in memory. */
const IN_MEMORY: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);
const WRITES = 9;
const BLOCK = Buffer.alloc(512, 1);

/** Leaves nothing behind; a folder that isn't there yet is judged by the one it will stand in. */
export function stateRow(folder: string, slotMs: number): Row {
  const nearest = nearestExisting(folder);
  const shown = shownPath(folder);
  const place = nearest === folder ? shown : `${shown} (to be made)`;
  let flushMs: number;
  try {
    flushMs = measureFlushMs(nearest);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return failed(
      'state',
      `${place} cannot be written: ${code ?? message}`,
      'give this user the rights to it, or name another folder with state: or ROOST_STATE',
    );
  }
  const detail = `${place}: a flushed write takes ${flushMs.toFixed(1)} ms`;
  if (IN_MEMORY.has(statfsSync(nearest).type)) {
    const mend = 'name a folder on a disk or card with state: or ROOST_STATE';
    return warn('state', `${place} is in memory, and gone after a power cut`, mend);
  }
  if (flushMs > slotMs) {
    const mend = 'take a faster card or disk, or a slower timing';
    return warn('state', `${detail}, longer than a slot of ${slotMs} ms`, mend);
  }
  return ok('state', detail);
}

function nearestExisting(folder: string): string {
  let path = folder;
  while (!existsSync(path) && dirname(path) !== path) path = dirname(path);
  return path;
}

/** The median of a few. */
function measureFlushMs(folder: string): number {
  const path = join(folder, `.roost-doctor-${process.pid}`);
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    const times: number[] = [];
    for (let count = 0; count < WRITES; count += 1) {
      const startMs = performance.now();
      writeSync(descriptor, BLOCK, 0, BLOCK.length, 0);
      fdatasyncSync(descriptor);
      times.push(performance.now() - startMs);
    }
    flushFolder(folder);
    return times.sort((a, b) => a - b)[Math.floor(WRITES / 2)]!;
  } finally {
    closeSync(descriptor);
    unlinkSync(path);
  }
}

function flushFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
