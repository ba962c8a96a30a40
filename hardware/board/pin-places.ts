/** Where a board file names pins, and what for. */

import type { Level } from './board.ts';
import type { PinUse } from './pins.ts';
import { at, type BoardPath, isThere } from './sense-finding.ts';

export interface PinPlace {
  readonly path: BoardPath;
  readonly use: PinUse;
}

/** All that the file of a robot or of a pad may name; it has some of these. */
export function pinPlaces(value: unknown): PinPlace[] {
  const contact = (...path: string[]): PinPlace => {
    const closed = at(value, [...path, 'closed']) ?? 'low';
    const isPulledUp = at(value, [...path, 'pullUp']) ?? closed === 'low';
    return { path: [...path, 'pin'], use: isPulledUp === true ? 'pull-up' : 'input' };
  };
  const analog = (...path: string[]): PinPlace => ({ path: [...path, 'pin'], use: 'analog' });
  const output = (...path: string[]): PinPlace => ({ path, use: 'output' });
  const motor = (side: string): PinPlace[] => [
    { path: ['drive', side, 'pwm'], use: 'pwm' },
    output('drive', side, 'direction'),
    output('drive', side, 'brake'),
  ];
  return [
    analog('battery', 'volts', 'divider'),
    analog('battery', 'current', 'analog'),
    contact('dock'),
    ...motor('left'),
    ...motor('right'),
    analog('drive', 'current', 'analog'),
    output('relay', 'pin'),
    contact('relay', 'feedback'),
    contact('contact'),
    analog('current', 'analog'),
    output('led', 'pin'),
    output('deadMan', 'pulse', 'pin'),
  ];
}

/** Where a board file names something on the I2C bus. */
export function busPlaces(value: unknown): BoardPath[] {
  const holders = [['battery', 'volts'], ['battery', 'current'], ['current']];
  const places = holders.flatMap((path) => ['ina219', 'hwmon'].map((key) => [...path, key]));
  return places.filter((path) => isThere(value, path));
}

/** The level that closes the relay. */
export function closingLevel(value: unknown): Level {
  return at(value, ['relay', 'closed']) === 'low' ? 'low' : 'high';
}
