/**
 * Reads a board file: the text goes in, a complete board comes out, or everything that is wrong with it, by the
 * same rules as the swarm file.
 */

import type * as z from 'zod';
import type { PadBoard, RobotBoard } from '../../hardware/board/board.ts';
import { padBoardOf, robotBoardOf } from '../../hardware/board/complete.ts';
import { padBoardSchema, robotBoardSchema } from '../../hardware/board/schema.ts';
import { boardSense } from '../../hardware/board/sense.ts';
import { ConfigError } from './config-error.ts';
import type { BoardRole } from './default-boards.ts';
import { type Finding, locate, newIn } from './finding.ts';
import { nearest } from './nearest.ts';
import { checkAgainst } from './shape.ts';
import { type FileWords, parseSource, readSource, type Source } from './source.ts';

export type BoardOf =
  | { readonly role: 'robot'; readonly board: RobotBoard }
  | { readonly role: 'pad'; readonly board: PadBoard };

const BOARD_FILE: FileWords = {
  missing: 'mend the path, or leave file out for the usual board',
  folder: 'name the file in it, for instance robot-uno.yaml',
  empty: 'begin with a line such as board: robot, or copy one of hardware/boards',
};

/**
 * Reads the file at `path`, which the messages show as it is. `meant` is whose board it is to be where the file itself
 * does not say so. Throws ConfigError.
 */
export function readBoardFile(path: string, meant: BoardRole): BoardOf {
  return boardOf(readSource(path, BOARD_FILE), meant);
}

/** As `readBoardFile`, for a text; the messages call it `shown`. */
export function parseBoard(text: string, shown: string, meant: BoardRole): BoardOf {
  return boardOf(parseSource(text, shown, BOARD_FILE), meant);
}

function boardOf(source: Source, meant: BoardRole): BoardOf {
  const { value } = source;
  const role = value.board === 'robot' || value.board === 'pad' ? value.board : meant;
  return role === 'robot'
    ? { role, board: robotBoardOf(checked(source, robotBoardSchema)) }
    : { role, board: padBoardOf(checked(source, padBoardSchema)) };
}

function checked<Schema extends z.ZodType>(source: Source, schema: Schema): z.output<Schema> {
  const shape = checkAgainst(schema, source.value);
  const wrong: Finding[] = Array.isArray(shape) ? shape : [];
  const findings = [...wrong, ...newIn(boardSense(source.value, nearest), wrong)];
  if (findings.length > 0) throw new ConfigError(source.shown, locate(findings, source, []));
  return shape as z.output<Schema>;
}
