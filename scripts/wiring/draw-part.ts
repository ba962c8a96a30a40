/** A part: its body, its terminals with their names, and a few words inside. */

import { PITCH, type PlacedPart, tidy } from './geometry.ts';
import type { Shape } from './shapes.ts';
import { box, circle, GREY, INK, LABEL, onLine, TITLE, text } from './style.ts';

const NOTE_LINE = 2.9;

export function drawPart({ id, part, at }: PlacedPart): Shape[] {
  const { width, height } = part;
  const shapes: Shape[] = [
    {
      is: 'box',
      box: { ...at, width, height },
      radius: 0.8,
      style: `fill="#ffffff" stroke="${GREY}" stroke-width="0.35"`,
      data: { part: id },
    },
    text({ x: at.x, y: tidy(at.y - 1.3) }, part.title, TITLE, 'start', INK, true),
  ];
  for (const { name, side, y, kind } of part.terminals) {
    const edge = side === 'left' ? at.x : at.x + width;
    const inward = side === 'left' ? 1 : -1;
    const hole = { x: tidy(edge + inward * 1.6), y: tidy(at.y + y) };
    shapes.push(
      kind === 'screw'
        ? box(
            { x: tidy(hole.x - 1.6), y: tidy(hole.y - 1.8), width: 3.2, height: 3.6 },
            0.3,
            'fill="#3f7d58"',
          )
        : box(
            { x: tidy(hole.x - 1.6), y: tidy(hole.y - PITCH / 2), width: 3.2, height: PITCH },
            0,
            'fill="#2c3440"',
          ),
      circle(hole, 0.75, 'fill="#c9d1d9"'),
    );
    const place = { x: tidy(edge + inward * 4), y: onLine(hole.y, LABEL) };
    const words = name === 'PGND' ? 'GND' : name;
    shapes.push(text(place, words, LABEL, side === 'left' ? 'start' : 'end', INK));
  }
  // Beside the labels of the terminals: in the middle between two rows of them, right of a single one.
  const hasRight = part.terminals.some(({ side }) => side === 'right');
  const middle = tidy(at.x + width * (hasRight ? 0.53 : 0.66));
  const first = at.y + height / 2 - ((part.notes.length - 1) * NOTE_LINE) / 2;
  part.notes.forEach((note, index) => {
    const place = { x: middle, y: onLine(first + index * NOTE_LINE, LABEL) };
    shapes.push(text(place, note, LABEL, 'middle', GREY));
  });
  return shapes;
}
