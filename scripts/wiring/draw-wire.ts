/** The wires of a net, with a rim of paper that makes the lower of two crossing wires pass under the upper one. */

import type { RoutedNet } from './layout.ts';
import type { Shape } from './shapes.ts';
import { COLOURS, circle, PAPER } from './style.ts';

const WIRE = 0.7;
const HEAVY_WIRE = 1.4;

export function drawNet({ net, segments, leads, joints }: RoutedNet): Shape[] {
  const colour = COLOURS[net.colour];
  const width = net.heavy ? HEAVY_WIRE : WIRE;
  const pieces = [
    ...leads.map((lead) => `M${lead.map(({ x, y }) => `${x} ${y}`).join(' L')}`),
    ...segments.map(({ x1, y1, x2, y2 }) => `M${x1} ${y1} L${x2} ${y2}`),
  ].join(' ');
  const data = { net: net.ends.join('; '), setting: net.settings.join(' ') };
  return [
    { is: 'path', d: pieces, style: `fill="none" stroke="${PAPER}" stroke-width="${width + 0.7}"` },
    {
      is: 'path',
      d: pieces,
      style: `fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"`,
      data,
    },
    ...joints.map((at) => circle(at, net.heavy ? 1.2 : 0.8, `fill="${colour}"`)),
  ];
}
