/** A picture as shapes: the board, the parts, the wires over them, and the notes. */

import { drawBoard, drawPins } from './draw-board.ts';
import { drawPart } from './draw-part.ts';
import { drawNet } from './draw-wire.ts';
import { tidy } from './geometry.ts';
import { type RoutedNet, routeWires } from './layout.ts';
import { type Picture, PLAN } from './picture.ts';
import type { Shape } from './shapes.ts';
import { box, GREY, INK, NOTE, PAPER, text } from './style.ts';
import { textWidth } from './text-width.ts';

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

const LINE = 3.4;

export function draw(picture: Picture): Drawing {
  const routed = routeWires(picture);
  const notes = drawNotes(picture, routed);
  const parts = picture.columns.flat();
  const bottom = Math.max(...parts.map(({ at, part }) => at.y + part.height), notes.bottom);
  const right = Math.max(...parts.map(({ at, part }) => at.x + part.width));
  const width = tidy(right + PLAN.margin);
  const height = tidy(bottom + PLAN.margin);
  return {
    width,
    height,
    shapes: [
      box({ x: 0, y: 0, width, height }, 2, `fill="${PAPER}"`),
      text({ x: PLAN.margin, y: 6.5 }, picture.title, 3.2, 'start', INK, true),
      text({ x: width - PLAN.margin, y: 6.5 }, picture.name, NOTE, 'end', GREY),
      ...drawBoard(picture, routed),
      ...parts.flatMap(drawPart),
      ...routed.flatMap(drawNet),
      ...drawPins(picture, routed),
      ...notes.shapes,
    ],
  };
}

/** Below the board, as wide as that is. */
function drawNotes({ board, notes }: Picture, routed: readonly RoutedNet[]) {
  const lowest = Math.max(0, ...routed.flatMap(({ leads }) => leads.flat().map(({ y }) => y)));
  const room = board.width + PLAN.boardX - PLAN.margin;
  const shapes: Shape[] = [];
  let y = Math.max(PLAN.boardY + board.height, lowest) + 7;
  for (const note of notes) {
    for (const line of wrap(note, room)) {
      shapes.push(text({ x: PLAN.margin, y: tidy(y) }, line, NOTE, 'start', INK));
      y += LINE;
    }
    y += LINE / 3;
  }
  return { shapes, bottom: y - LINE };
}

function wrap(words: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(longer, NOTE) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
