/** The wiring pictures in the docs: the pins of the board files, at the places that they have in reality. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pinsOf, readBoardFile } from '../../../scripts/wiring/board-file.ts';
import { PICTURE_NAMES, pictureOf, wiringSvg } from '../../../scripts/wiring/pictures.ts';
import { scratchFolder } from '../../support/scratch.ts';

const root = join(import.meta.dirname, '../../..');
const boards = join(root, 'hardware/boards');
const committed = (name: string) =>
  readFileSync(join(root, `docs/pictures/wiring-${name}.svg`), 'utf8');

/** Where the pins are in the picture as it lies in the docs. */
function pinsIn(svg: string): Map<string, { x: number; y: number }> {
  const circle = /<circle cx="([\d.]+)" cy="([\d.]+)"[^>]* data-pin="([^"]+)"/g;
  return new Map([...svg.matchAll(circle)].map(([, x, y, pin]) => [pin!, { x: +x!, y: +y! }]));
}

/** The wires that stand for a setting: which setting, and which ends they have. */
function wiresIn(svg: string): { settings: string[]; ends: string[] }[] {
  const wire = / data-net="([^"]+)"(?: data-setting="([^"]+)")?/g;
  return [...svg.matchAll(wire)].map(([, ends, settings]) => ({
    ends: ends!.split('; '),
    settings: settings?.split(' ') ?? [],
  }));
}

test('every board file has a picture', () => {
  const files = readdirSync(boards).filter((file) => file.endsWith('.yaml'));
  expect(files.toSorted()).toEqual(PICTURE_NAMES.map((name) => `${name}.yaml`).toSorted());
});

describe.each(PICTURE_NAMES)('%s', (name) => {
  test('the picture in the docs is the one of the board file: else run node scripts/wiring.ts', () => {
    expect(committed(name) === wiringSvg(name, boards)).toBe(true);
  });

  test('each pin of the board file has its wire, from that pin', () => {
    const svg = committed(name);
    const wires = wiresIn(svg);
    const pins = pinsOf(readBoardFile(name, join(boards, `${name}.yaml`)));
    expect(pins.size).toBeGreaterThan(3);
    for (const [setting, pin] of pins) {
      const wire = wires.find(({ settings }) => settings.includes(setting));
      expect(wire?.ends, setting).toContain(`board.${pin}`);
      expect(pinsIn(svg).has(pin), pin).toBe(true);
    }
  });

  test('one unit is one millimetre', () => {
    const size = /width="([\d.]+)mm" height="([\d.]+)mm" viewBox="0 0 ([\d.]+) ([\d.]+)"/;
    const [, width, height, units, lines] = size.exec(committed(name))!;
    expect([width, height]).toEqual([units, lines]);
    // Upright on A4, within its margins.
    expect(Number(width)).toBeLessThan(198);
  });
});

describe('the header of the Arduino Uno', () => {
  const pins = pinsIn(committed('pad-uno'));
  const from = (a: string, b: string) => pins.get(a)!.y - pins.get(b)!.y;

  test('has its pins 2.54 mm apart', () => {
    const lower = [0, 1, 2, 3, 4, 5, 6].map((pin) => from(`D${pin}`, `D${pin + 1}`));
    const upper = [8, 9, 10, 11, 12].map((pin) => from(`D${pin}`, `D${pin + 1}`));
    const analog = [0, 1, 2, 3, 4].map((pin) => from(`A${pin + 1}`, `A${pin}`));
    for (const gap of [...lower, ...upper, ...analog])
      expect(Math.abs(gap - 2.54)).toBeLessThan(0.011);
  });

  test('has the wider gap between D7 and D8, and the rows 48.26 mm apart', () => {
    expect(from('D7', 'D8')).toBeCloseTo(4.06, 1);
    expect(pins.get('D8')!.x - pins.get('A0')!.x).toBeCloseTo(48.26, 2);
    expect(pins.get('Vin')!.y - pins.get('A0')!.y).toBeCloseTo(-5.08, 2);
    // D0 stands 11 mm nearer to the end of the board than the first pin of the power row does to the USB edge.
    expect(from('D0', 'NC')).toBeCloseTo(35.56, 2);
  });

  test('has the size of the board', () => {
    const outline = pictureOf('pad-uno', boards).board.outline;
    const extent = (axis: 'x' | 'y') => Math.max(...outline.map((point) => point[axis]));
    expect(extent('x')).toBeCloseTo(53.34, 6);
    expect(extent('y')).toBeCloseTo(68.58, 6);
  });
});

describe('the header of the Raspberry Pi', () => {
  const pins = pinsIn(committed('robot-pi'));

  test('has two rows of twenty pins, 2.54 mm apart', () => {
    const columns = new Set([...pins.values()].map(({ x }) => x));
    const rows = [...new Set([...pins.values()].map(({ y }) => y))].sort((a, b) => a - b);
    expect(pins.size).toBe(40);
    expect(columns.size).toBe(2);
    expect(Math.abs([...columns][0]! - [...columns][1]!)).toBeCloseTo(2.54, 2);
    expect(rows).toHaveLength(20);
    rows.slice(1).forEach((y, index) => {
      expect(Math.abs(y - rows[index]! - 2.54)).toBeLessThan(0.011);
    });
  });

  /** Taken from the pinout by hand, so that a slip in the drawing shows. */
  test.each([
    ['GPIO2', 3],
    ['GPIO3', 5],
    ['GPIO17', 11],
    ['GPIO27', 13],
    ['GPIO22', 15],
    ['GPIO23', 16],
    ['GPIO24', 18],
    ['GPIO5', 29],
    ['GPIO6', 31],
    ['GPIO13', 33],
    ['GPIO19', 35],
    ['GPIO21', 40],
    ['GND', 6],
    ['GND-8', 39],
    ['5V', 2],
  ])('%s is pin %i', (name, number) => {
    const [inner] = [...pins.values()].map(({ x }) => x).sort((a, b) => a - b);
    const top = Math.min(...[...pins.values()].map(({ y }) => y));
    const { x, y } = pins.get(name)!;
    const row = Math.round((y - top) / 2.54);
    expect(2 * row + (x === inner ? 1 : 2)).toBe(number);
  });
});

describe('a board file that the picture does not fit', () => {
  const folder = scratchFolder();

  /** A picture of pad-uno whose board file was changed. */
  function drawChanged(change: (text: string) => string): string {
    const text = readFileSync(join(boards, 'pad-uno.yaml'), 'utf8');
    const changed = change(text);
    expect(changed).not.toBe(text);
    writeFileSync(join(folder, 'pad-uno.yaml'), changed);
    return wiringSvg('pad-uno', folder);
  }

  test('a pin that is not drawn', () => {
    expect(() => drawChanged((text) => `${text}\nspare: { pin: D12 }\n`)).toThrow(
      'pad-uno names pins that its picture does not show: spare.pin',
    );
  });

  test('a setting that is gone', () => {
    expect(() => drawChanged((text) => text.replace(/^led:.*$/m, ''))).toThrow(
      'pad-uno has no setting led.pin',
    );
  });

  test('a pin that the board does not have', () => {
    expect(() => drawChanged((text) => text.replace('D8', 'D18'))).toThrow(
      'pad-uno: the board has no pin D18',
    );
  });

  test('another pin moves the wire', () => {
    const wire = wiresIn(drawChanged((text) => text.replace('pin: D8', 'pin: D12'))).find(
      ({ settings }) => settings.includes('relay.pin'),
    );
    expect(wire?.ends).toContain('board.D12');
  });
});
