/**
 * The board file that a calibration writes to: the user's own, or a copy of a shipped one beside his swarm file,
 * since nobody's calibration belongs to everybody.
 */

import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeBoardNumber } from '../../firmware/config/board-writer.ts';
import { configError } from '../../firmware/config/config-error.ts';
import { type BoardRole, isShippedBoard } from '../../firmware/config/default-boards.ts';
import type { Path } from '../../firmware/config/path.ts';
import { shownPath } from '../../firmware/config/shown-path.ts';

export interface BoardOnDisk {
  readonly id: string;
  readonly role: BoardRole;
  /** By its absolute path; another one after a copy. */
  file: string;
  /** By its absolute path. */
  readonly swarmFile: string;
}

/** Changes one number; what is to be told about it. Rejects with ConfigError or StoreError, nothing changed then. */
export async function changeNumber(
  board: BoardOnDisk,
  path: Path,
  value: number,
): Promise<string[]> {
  const copied = isShippedBoard(board.file) ? copyOf(board) : null;
  const file = copied ?? board.file;
  await writeBoardNumber({ file, role: board.role, path, value });
  board.file = file;
  const written = `written to ${shownPath(file)}`;
  if (copied === null) return [written];
  return [
    `${written}, a copy of the usual board. Name it in ${shownPath(board.swarmFile)}, at the board of ${board.id}:`,
    `  file: ./boards/${board.id}.yaml`,
  ];
}

function copyOf({ file, swarmFile, id }: BoardOnDisk): string {
  const copy = join(dirname(swarmFile), 'boards', `${id}.yaml`);
  if (existsSync(copy)) {
    const mend = `name it there (file: ./boards/${id}.yaml) and calibrate again, or move it away`;
    const what = `${shownPath(copy)} is there already, and the board of ${id} does not use it`;
    throw configError(shownPath(swarmFile), what, mend);
  }
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(file, copy);
  return copy;
}
