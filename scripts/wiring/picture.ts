/**
 * A picture before it is drawn: a board, parts in two columns beside it, and nets that join their terminals.
 *
 * The wires of the board run in the channel between the board and the first column; what carries the power
 * runs in the second channel, between the columns, so that signals and power never mix.
 */

import type { BoardFile } from './board-file.ts';
import { pinsOf, settingOf } from './board-file.ts';
import type { HeaderBoard, Part, PlacedPart } from './geometry.ts';

export type Colour =
  | 'red'
  | 'orange'
  | 'black'
  | 'blue'
  | 'green'
  | 'purple'
  | 'brown'
  | 'teal'
  | 'pink'
  | 'olive'
  | 'lime';

export interface Net {
  readonly colour: Colour;
  /** Carries the power of battery and charger: thick wire. */
  readonly heavy: boolean;
  /** `board.NAME` or `part.TERMINAL`. */
  readonly ends: readonly string[];
  /** Settings of the board file that name the pin of this net. */
  readonly settings: readonly string[];
}

export interface Picture {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly board: HeaderBoard;
  /** In the first column and in the second, from top to bottom, each with its free space above. */
  readonly columns: readonly [readonly PlacedPart[], readonly PlacedPart[]];
  readonly nets: readonly Net[];
  readonly notes: readonly string[];
}

/** Where things stand, in millimetres from the upper left corner of the picture. */
export const PLAN = {
  boardX: 12,
  boardY: 19,
  /** From the board's right edge to the first column, and from that to the second. */
  channel: 26,
  columnWidth: 46,
  secondChannel: 19,
  secondColumnWidth: 34,
  margin: 4,
} as const;

type Row = readonly [id: string, part: Part, y: number];

export function columnsOf(
  board: HeaderBoard,
  first: readonly Row[],
  second: readonly Row[],
): Picture['columns'] {
  const x1 = PLAN.boardX + board.width + PLAN.channel;
  // The right edges of the first column make one line, where the second channel begins.
  const right = x1 + PLAN.columnWidth;
  const x2 = right + PLAN.secondChannel;
  return [
    first.map(([id, part, y]) => {
      const hasRight = part.terminals.some(({ side }) => side === 'right');
      // Wide enough for both channels: what has terminals at both sides fills the column.
      return { id, part: hasRight ? { ...part, width: PLAN.columnWidth } : part, at: { x: x1, y } };
    }),
    second.map(([id, part, y]) => ({ id, part, at: { x: x2, y } })),
  ];
}

/** A wire from a pin that a board file names. */
export function signal(file: BoardFile, path: string, colour: Colour, ...to: string[]): Net {
  const ends = [`board.${settingOf(file, path)}`, ...to];
  return { colour, heavy: false, ends, settings: [path] };
}

export function wire(colour: Colour, ...ends: string[]): Net {
  return { colour, heavy: false, ends, settings: [] };
}

export function power(colour: 'red' | 'black' | 'blue' | 'green', ...ends: string[]): Net {
  return { colour, heavy: true, ends, settings: [] };
}

/** Every pin of the board file is in the picture: a board with a setting that is not drawn is a mistake. */
export function checkComplete(file: BoardFile, nets: readonly Net[]): void {
  const drawn = new Set(nets.flatMap(({ settings }) => settings));
  const missing = [...pinsOf(file).keys()].filter((path) => !drawn.has(path));
  if (missing.length > 0) {
    throw new Error(
      `${file.name} names pins that its picture does not show: ${missing.join(', ')}`,
    );
  }
}
