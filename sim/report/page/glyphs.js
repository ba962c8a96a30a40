// @ts-check
/**
 * The small signs that mark what happened at a moment.
 *
 * @import { Mark } from '../model.ts'
 * @import { Theme } from './theme.js'
 */

/**
 * What a sign looks like: an outline around (0, 0), and the colour by its name in the style sheet.
 *
 * @type {Readonly<Record<Mark, { colour: string, filled: boolean, shape: readonly (readonly [number, number])[], name: string }>>}
 */
export const GLYPHS = {
  request: { colour: 'asking', filled: false, shape: circle(4), name: 'asks for a pad' },
  enter: {
    colour: 'well',
    filled: true,
    shape: [
      [-3, -5],
      [5, 0],
      [-3, 5],
    ],
    name: 'may enter',
  },
  exit: {
    colour: 'quiet',
    filled: true,
    shape: [
      [3, -5],
      [-5, 0],
      [3, 5],
    ],
    name: 'gives up the pad',
  },
  mint: { colour: 'token', filled: true, shape: star(5, 6.5, 2.8), name: 'a new token' },
  election: {
    colour: 'election',
    filled: true,
    shape: [
      [0, -6],
      [5.5, 4],
      [-5.5, 4],
    ],
    name: 'an election',
  },
  leader: {
    colour: 'election',
    filled: false,
    shape: [
      [0, -6],
      [5.5, 0],
      [0, 6],
      [-5.5, 0],
    ],
    name: 'has a leader',
  },
  suspect: {
    colour: 'quiet',
    filled: false,
    shape: [
      [-4, -4],
      [4, 4],
      [0, 0],
      [4, -4],
      [-4, 4],
      [0, 0],
    ],
    name: 'takes another for dead',
  },
  refuse: {
    colour: 'wrong',
    filled: false,
    shape: [
      [-4, -4],
      [4, -4],
      [4, 4],
      [-4, 4],
    ],
    name: 'refuses',
  },
  alarm: {
    colour: 'wrong',
    filled: true,
    shape: [
      [-2, -7],
      [2, -7],
      [1, 2],
      [2, 4],
      [1, 6],
      [-1, 6],
      [-2, 4],
      [-1, 2],
    ],
    name: 'an alarm',
  },
};

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {Mark} mark
 * @param {number} x
 * @param {number} y
 */
export function drawGlyph(context, theme, mark, x, y) {
  const { colour, filled, shape } = GLYPHS[mark];
  context.save();
  context.translate(x, y);
  context.beginPath();
  for (const [dx, dy] of shape) context.lineTo(dx, dy);
  context.closePath();
  context.lineJoin = 'round';
  // A rim of the ground keeps it apart from what it stands on.
  context.strokeStyle = theme.of('panel');
  context.lineWidth = filled ? 2.5 : 4.5;
  context.stroke();
  context.fillStyle = filled ? theme.of(colour) : theme.of('panel');
  context.fill();
  if (!filled) {
    context.strokeStyle = theme.of(colour);
    context.lineWidth = 1.8;
    context.stroke();
  }
  context.restore();
}

/** @param {number} radius */
function circle(radius) {
  return star(8, radius, radius);
}

/**
 * @param {number} points
 * @param {number} outer
 * @param {number} inner
 * @returns {[number, number][]}
 */
function star(points, outer, inner) {
  return Array.from({ length: 2 * points }, (_, corner) => {
    const radius = corner % 2 === 0 ? outer : inner;
    const angle = (Math.PI * corner) / points - Math.PI / 2;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}
