/**
 * A Raspberry Pi (B models from the B+ to the 5) with its header at the right and pin 1 at the top.
 *
 * From the mechanical drawing: board 85 x 56 mm, holes 3.5 mm from the edges and 58 and 49 mm apart; the
 * header of 2 x 20 pins is centred between two holes. Odd pins stand inside, even ones at the edge.
 */

import { type HeaderBoard, type HeaderPin, PITCH } from './geometry.ts';

const HOLE = 3.5;
const HOLES_ALONG = 58;
const HOLES_ACROSS = 49;
const MIDDLE_ALONG = HOLE + HOLES_ALONG / 2;
const MIDDLE_ACROSS = HOLE + HOLES_ACROSS;

/** Pin 1, pin 2, pin 3 and on: what is at each. A number is a GPIO. */
const LAYOUT: readonly (number | '3V3' | '5V' | 'GND' | 'ID')[] = [
  ...(['3V3', '5V', 2, '5V', 3, 'GND', 4, 14, 'GND', 15] as const),
  ...([17, 18, 27, 'GND', 22, 23, '3V3', 24, 10, 'GND'] as const),
  ...([9, 25, 11, 8, 'GND', 7, 'ID', 'ID', 5, 'GND'] as const),
  ...([6, 12, 13, 'GND', 19, 16, 26, 20, 'GND', 21] as const),
];

function pins(): HeaderPin[] {
  const seen = new Map<string, number>();
  return LAYOUT.map((what, index) => {
    const number = index + 1;
    const isOdd = number % 2 === 1;
    const label = typeof what === 'number' ? `GPIO${what}` : what;
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    return {
      name: count === 1 ? label : `${label}-${count}`,
      label,
      number,
      x: MIDDLE_ACROSS + (isOdd ? -PITCH / 2 : PITCH / 2),
      y: MIDDLE_ALONG + (Math.floor(index / 2) - 9.5) * PITCH,
      column: isOdd ? 'inner' : 'outer',
    };
  });
}

export const PI: HeaderBoard = {
  title: 'Raspberry Pi',
  titleY: 63,
  width: 56,
  height: 85,
  outline: [
    { x: 0, y: 0 },
    { x: 56, y: 0 },
    { x: 56, y: 85 },
    { x: 0, y: 85 },
  ],
  holes: [HOLE, HOLE + HOLES_ACROSS].flatMap((x) => [
    { x, y: HOLE },
    { x, y: HOLE + HOLES_ALONG },
  ]),
  sockets: [
    { x: 2.15, y: 69, width: 16, height: 18, label: 'Ethernet' },
    { x: 22.4, y: 70, width: 13.2, height: 17, label: 'USB' },
    { x: 40.4, y: 70, width: 13.2, height: 17, label: 'USB' },
    { x: -1.2, y: 6.5, width: 7.5, height: 9, label: '5 V' },
  ],
  pins: pins(),
};
