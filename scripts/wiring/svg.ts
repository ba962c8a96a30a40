/** Shapes as an SVG file: in millimetres, at full size, with a title and a description for screen readers. */

import type { Drawing } from './draw.ts';
import type { Picture } from './picture.ts';
import type { Data, Shape } from './shapes.ts';

export function svgOf({ title, description, name }: Picture, drawing: Drawing): string {
  const { width, height, shapes } = drawing;
  const fonts = "system-ui, 'DejaVu Sans', sans-serif";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}mm" height="${height}mm" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title text" font-family="${fonts}">`,
    `  <title id="title">${escaped(title)}</title>`,
    `  <desc id="text">${escaped(description)} Made by scripts/wiring.ts from hardware/boards/${name}.yaml; one unit is one millimetre.</desc>`,
    ...shapes.map((shape) => `  ${elementOf(shape)}`),
    '</svg>',
    '',
  ].join('\n');
}

function elementOf(shape: Shape): string {
  switch (shape.is) {
    case 'path':
      return `<path d="${shape.d}" ${shape.style}${dataOf(shape.data)}/>`;
    case 'circle': {
      const { at, radius, style, data } = shape;
      return `<circle cx="${at.x}" cy="${at.y}" r="${radius}" ${style}${dataOf(data)}/>`;
    }
    case 'box': {
      const { x, y, width, height } = shape.box;
      const size = `x="${x}" y="${y}" width="${width}" height="${height}"`;
      return `<rect ${size} rx="${shape.radius}" ${shape.style}${dataOf(shape.data)}/>`;
    }
    case 'text': {
      const { at, size, anchor, style, bold } = shape;
      const look = `font-size="${size}" text-anchor="${anchor}"${bold ? ' font-weight="600"' : ''} ${style}`;
      return `<text x="${at.x}" y="${at.y}" ${look}>${escaped(shape.text)}</text>`;
    }
  }
}

function dataOf(data: Data | undefined): string {
  const entries = Object.entries(data ?? {}).filter(([, value]) => value !== '');
  return entries.map(([key, value]) => ` data-${key}="${escaped(value)}"`).join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
