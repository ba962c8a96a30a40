/**
 * Changes one number of a board file, as calibration does, and nothing else in it: comments, order and spelling stay,
 * since it is the user's file.
 */

import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { isScalar, parseDocument } from 'yaml';
import { type FileLayer, systemFiles } from '../store/files.ts';
import { replaceFile } from '../store/replace-file.ts';
import { describeTrouble, StoreError } from '../store/store-error.ts';
import { parseBoard } from './board-file.ts';
import { configError } from './config-error.ts';
import { type BoardRole, isShippedBoard } from './default-boards.ts';
import { type Path, pathText } from './path.ts';
import { shownPath } from './shown-path.ts';

export interface BoardChange {
  /** The board file by its absolute path. */
  readonly file: string;
  readonly role: BoardRole;
  /** For instance battery, volts, divider, ratio. It must be in the file. */
  readonly path: Path;
  readonly value: number;
}

/**
 * Rejects with ConfigError when the file would be wrong then or is not the user's to change, and with StoreError
 * when it cannot be written. The file is as before in both cases.
 */
export async function writeBoardNumber(
  { file, role, path, value }: BoardChange,
  files: FileLayer = systemFiles,
): Promise<void> {
  const shown = shownPath(file);
  if (isShippedBoard(file)) {
    const mend = `copy it beside swarm.yaml, and name the copy there as file`;
    throw configError(shown, 'this file is a part of Roost and is not changed', mend);
  }
  try {
    const target = await realpath(file);
    const text = changed(await readFile(target, 'utf8'), { shown, path, value });
    parseBoard(text, shown, role);
    const { mode } = await stat(target);
    const bytes = new TextEncoder().encode(text);
    await replaceFile(dirname(target), basename(target), bytes, files, mode & 0o777);
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    throw new StoreError(describeTrouble('change', shown, error));
  }
}

interface TextChange {
  readonly shown: string;
  readonly path: Path;
  readonly value: number;
}

/** Only the characters of the number are replaced: to print the whole document anew would lay it out anew. */
function changed(text: string, { shown, path, value }: TextChange): string {
  const document = parseDocument(text);
  const node = document.getIn(path, true);
  const range = isScalar(node) && typeof node.value === 'number' ? node.range : undefined;
  if (!range || document.errors.length > 0) {
    const mend = `write it by hand: ${path.at(-1)}: ${value}`;
    throw configError(shown, `there is no number at ${pathText(path)}`, mend);
  }
  const [start, end] = range;
  return text.slice(0, start) + String(value) + text.slice(end);
}
