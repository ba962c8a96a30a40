/**
 * Colours, sizes and the simplest shapes, the same in all pictures. Paper of their own makes them legible on
 * light and on dark pages.
 */

import { type Box, type Point, tidy } from './geometry.ts';
import type { Colour } from './picture.ts';
import type { Data, Shape } from './shapes.ts';

export const PAPER = '#fdfcf8';
export const INK = '#1f2a37';
export const GREY = '#5b6775';
export const COLOURS: Readonly<Record<Colour, string>> = {
  red: '#bf2323',
  orange: '#a04a00',
  black: '#1f2a37',
  blue: '#2463c2',
  green: '#237334',
  purple: '#8741c4',
  brown: '#7d5024',
  teal: '#086f6f',
  pink: '#b82458',
  olive: '#66660d',
  lime: '#426a08',
};
export const LABEL = 2;
export const NOTE = 2.2;
export const TITLE = 2.5;

export function box(at: Box, radius: number, style: string): Shape {
  return { is: 'box', box: at, radius, style };
}

export function text(
  at: Point,
  words: string,
  size: number,
  anchor: 'start' | 'middle' | 'end',
  colour: string,
  bold = false,
): Shape {
  return { is: 'text', at, text: words, size, anchor, style: `fill="${colour}"`, bold };
}

/** Small letters stand in the middle of a line when their foot is a third of their size below it. */
export const onLine = (y: number, size: number) => tidy(y + size * 0.35);

export function circle(at: Point, radius: number, style: string, data: Data = {}): Shape {
  return { is: 'circle', at, radius, style, data };
}
