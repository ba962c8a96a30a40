/** The wiring pictures can be read: no text lies on another, and no wire on a text or on another wire. */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { draw } from '../../../scripts/wiring/draw.ts';
import type { Box } from '../../../scripts/wiring/geometry.ts';
import { routeWires } from '../../../scripts/wiring/layout.ts';
import { PICTURE_NAMES, pictureOf } from '../../../scripts/wiring/pictures.ts';
import {
  assignTracks,
  CLEARANCE,
  crosses,
  HEAVY_CLEARANCE,
  overlap,
  type Segment,
  segmentsOf,
} from '../../../scripts/wiring/route.ts';
import type { Shape } from '../../../scripts/wiring/shapes.ts';
import { textWidth } from '../../../scripts/wiring/text-width.ts';

const boards = join(import.meta.dirname, '../../../hardware/boards');

interface Label extends Box {
  readonly text: string;
  readonly fill: string;
}

function labelsOf(shapes: readonly Shape[]): Label[] {
  return shapes.flatMap((shape) => {
    if (shape.is !== 'text') return [];
    const { at, size, anchor, text, style, bold } = shape;
    const width = textWidth(text, size, bold);
    const x = at.x - { start: 0, middle: width / 2, end: width }[anchor];
    const fill = /fill="(#\w{6})"/.exec(style)![1]!;
    return [{ x, y: at.y - size * 0.75, width, height: size * 0.95, text, fill }];
  });
}

const touch = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const boxOf = ({ x1, y1, x2, y2 }: Segment): Box => ({
  x: x1,
  y: y1,
  width: x2 - x1,
  height: y2 - y1,
});

/** All pieces of a net, the leads at the far side of the board among them. */
function piecesOf({ segments, leads }: ReturnType<typeof routeWires>[number]): Segment[] {
  const led = leads.flatMap((lead) =>
    lead.slice(1).map((to, index) => {
      const from = lead[index]!;
      const [x1, x2] = [from.x, to.x].sort((a, b) => a - b) as [number, number];
      const [y1, y2] = [from.y, to.y].sort((a, b) => a - b) as [number, number];
      return { x1, y1, x2, y2 };
    }),
  );
  // The short slanting leads out of an inner row of pins are neither level nor upright.
  return [...segments, ...led.filter(({ x1, y1, x2, y2 }) => x1 === x2 || y1 === y2)];
}

describe.each(PICTURE_NAMES)('%s', (name) => {
  const picture = pictureOf(name, boards);
  const { width, height, shapes } = draw(picture);
  const labels = labelsOf(shapes);
  const routed = routeWires(picture);

  test('no text lies on another one', () => {
    const clashes = labels.flatMap((a, index) =>
      labels.slice(index + 1).flatMap((b) => (touch(a, b) ? [`${a.text} / ${b.text}`] : [])),
    );
    expect(labels.length).toBeGreaterThan(40);
    expect(clashes).toEqual([]);
  });

  test('no part lies on another one, or on the title of one', () => {
    const bodies = picture.columns.flat().map(({ id, part, at }) => ({
      id,
      title: part.title,
      box: { ...at, width: part.width, height: part.height },
    }));
    const clashes = bodies.flatMap((a) => [
      ...bodies.filter((b) => b !== a && touch(a.box, b.box)).map((b) => `${a.id} / ${b.id}`),
      ...labels
        .filter(({ text }) => bodies.some(({ title }) => title === text))
        .filter((title) => touch(a.box, title))
        .map(({ text }) => `${a.id} / ${text}`),
    ]);
    expect(clashes).toEqual([]);
  });

  test('every text lies within the picture', () => {
    const outside = labels.filter(
      ({ x, y, width: w, height: h }) => x < 1 || y < 1 || x + w > width - 1 || y + h > height - 1,
    );
    expect(outside.map(({ text }) => text)).toEqual([]);
  });

  test('no wire runs through a text', () => {
    const struck = routed.flatMap((net) =>
      piecesOf(net).flatMap((piece) =>
        labels.filter((label) => touch(boxOf(piece), label)).map(({ text }) => text),
      ),
    );
    expect(struck).toEqual([]);
  });

  test('no wire lies on another one', () => {
    const clashes: string[] = [];
    for (const [index, a] of routed.entries()) {
      for (const b of routed.slice(index + 1)) {
        const clearance = a.net.heavy && b.net.heavy ? HEAVY_CLEARANCE : CLEARANCE;
        const lies = piecesOf(a).some((one) =>
          piecesOf(b).some((other) => overlap(one, other, clearance)),
        );
        if (lies) clashes.push(`${a.net.ends[0]} / ${b.net.ends[0]}`);
      }
    }
    expect(clashes).toEqual([]);
  });

  test('texts stand out from what is behind them', () => {
    const backgrounds = ['#fdfcf8', '#ffffff', '#e4eef5', '#e3e6ea'];
    for (const { text, fill } of labels) {
      const worst = Math.min(...backgrounds.map((background) => contrast(fill, background)));
      expect(worst, `${text} in ${fill}`).toBeGreaterThan(4.5);
    }
  });

  test('every wire has a colour of its own among those of its part', () => {
    for (const { id, part } of picture.columns.flat()) {
      const own = new Set(part.terminals.map((terminal) => `${id}.${terminal.name}`));
      const colours = picture.nets
        .filter(({ ends, heavy }) => !heavy && ends.some((end) => own.has(end)))
        .map(({ colour }) => colour);
      expect(colours.length, id).toBe(new Set(colours).size);
    }
  });
});

/** As the accessibility guidelines of the web define it (WCAG 2, relative luminance). */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const [red, green, blue] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

describe('tracks', () => {
  const net = (...ends: [side: 'left' | 'right', y: number][]) => ({
    stubs: ends.map(([side, y]) => ({ side, y, x: side === 'left' ? 0 : 10 })),
  });
  const piecesFor = (nets: ReturnType<typeof net>[], tracks: readonly number[]) =>
    nets.map((one, index) => segmentsOf(one, tracks[index]!));

  test('are chosen so that wires which can pass each other do', () => {
    // Both go down: the upper one has to turn later.
    const nets = [net(['left', 0], ['right', 5]), net(['left', 2], ['right', 8])];
    const tracks = assignTracks(nets, 0, 10, CLEARANCE);
    const [a, b] = piecesFor(nets, tracks);
    expect(tracks[0]).toBeGreaterThan(tracks[1]!);
    expect(a!.some((one) => b!.some((other) => crosses(one, other)))).toBe(false);
  });

  test('keep straight pieces of the same height apart, even for a crossing', () => {
    const nets = [net(['left', 5], ['right', 0]), net(['left', 9], ['right', 5])];
    const [a, b] = piecesFor(nets, assignTracks(nets, 0, 10, CLEARANCE));
    expect(a!.some((one) => b!.some((other) => overlap(one, other, CLEARANCE)))).toBe(false);
  });

  test('a wire at one height has no upright piece', () => {
    expect(segmentsOf(net(['left', 3], ['right', 3]), 4)).toEqual([
      { x1: 0, y1: 3, x2: 4, y2: 3 },
      { x1: 4, y1: 3, x2: 10, y2: 3 },
    ]);
  });
});
