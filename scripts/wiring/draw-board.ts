/** The board as it lies: outline, sockets, holes, and its header with the labels of the pins. */

import { type HeaderPin, PITCH, type Point, tidy } from './geometry.ts';
import { boardPoint, type RoutedNet } from './layout.ts';
import { type Colour, type Picture, PLAN } from './picture.ts';
import type { Shape } from './shapes.ts';
import { box, COLOURS, circle, GREY, LABEL, onLine, PAPER, text } from './style.ts';

/** The colours of the pins in use, by their names. */
function coloursOf(routed: readonly RoutedNet[]): Map<string, Colour> {
  const used = new Map<string, Colour>();
  for (const { net } of routed) {
    for (const end of net.ends) {
      if (end.startsWith('board.')) used.set(end.slice('board.'.length), net.colour);
    }
  }
  return used;
}

export function drawBoard({ board }: Picture, routed: readonly RoutedNet[]): Shape[] {
  const used = coloursOf(routed);
  const outline = board.outline.map(boardPoint).map(({ x, y }) => `${x} ${y}`);
  const middle = PLAN.boardX + board.width / 2;
  const sockets = board.sockets.flatMap(({ label, ...socket }) => {
    const { x, y } = boardPoint(socket);
    const centre = { x: tidy(x + socket.width / 2), y: onLine(y + socket.height / 2, LABEL) };
    return [
      box({ ...socket, x, y }, 0.6, `fill="#e3e6ea" stroke="${GREY}" stroke-width="0.2"`),
      text(centre, label, LABEL, 'middle', GREY),
    ];
  });
  return [
    {
      is: 'path',
      d: `M${outline.join(' L')} z`,
      style: 'fill="#e4eef5" stroke="#3b6a8f" stroke-width="0.4"',
    },
    ...sockets,
    ...board.holes.map((hole): Shape => {
      const style = `fill="${PAPER}" stroke="#3b6a8f" stroke-width="0.3"`;
      return circle(boardPoint(hole), 1.6, style);
    }),
    text({ x: middle, y: PLAN.boardY + board.titleY }, board.title, 3, 'middle', '#3b6a8f', true),
    ...headerStrips(board.pins),
    ...board.pins.flatMap((pin) => drawLabel(pin, used.get(pin.name))),
  ];
}

/** The black plastic around rows of neighbouring pins. */
function headerStrips(pins: readonly HeaderPin[]): Shape[] {
  return pins.map((pin) => {
    const { x, y } = boardPoint(pin);
    const half = PITCH / 2;
    const at = { x: tidy(x - half), y: tidy(y - half), width: PITCH, height: PITCH };
    return box(at, 0, 'fill="#2c3440"');
  });
}

/** The pins come last, so that wires end under them. */
export function drawPins({ board }: Picture, routed: readonly RoutedNet[]): Shape[] {
  const used = coloursOf(routed);
  return board.pins.map((pin) => {
    const colour = used.get(pin.name);
    const fill = colour === undefined ? '#9aa5b1' : COLOURS[colour];
    const style = `fill="${fill}" stroke="#ffffff" stroke-width="0.2"`;
    return circle(boardPoint(pin), 0.75, style, { pin: pin.name });
  });
}

function drawLabel(pin: HeaderPin, colour: Colour | undefined): Shape[] {
  if (pin.label === '') return [];
  const at = boardPoint(pin);
  const { x, anchor, words } = labelPlace(pin, at);
  const ink = colour === undefined ? GREY : COLOURS[colour];
  const place = { x, y: onLine(at.y, LABEL) };
  return [text(place, words, LABEL, anchor, ink, colour !== undefined)];
}

function labelPlace(pin: HeaderPin, at: Point) {
  if (pin.column === 'far')
    return { x: tidy(at.x + 2), anchor: 'start' as const, words: pin.label };
  if (pin.number === null) return { x: tidy(at.x - 2), anchor: 'end' as const, words: pin.label };
  // Two rows of pins share one side: the labels make two columns there.
  const edge = pin.column === 'inner' ? at.x : at.x - PITCH;
  return pin.column === 'inner'
    ? { x: tidy(edge - 16.5), anchor: 'end' as const, words: `${pin.label} ${pin.number}` }
    : { x: tidy(edge - 15.5), anchor: 'start' as const, words: `${pin.number} ${pin.label}` };
}
