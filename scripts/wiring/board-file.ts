/**
 * The settings of a board file by their paths (`drive.left.pwm`), so that the pictures show the very pins
 * that the members use.
 *
 * Nothing is checked here: `roost check` does that. But whoever draws a setting asks for it by its path,
 * and a path that is not there stops the drawing.
 */

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface BoardFile {
  readonly name: string;
  readonly settings: ReadonlyMap<string, unknown>;
}

const PIN = /^(?:D\d+|A\d+|GPIO\d+)$/;

export function readBoardFile(name: string, path: string): BoardFile {
  const settings = new Map<string, unknown>();
  const visit = (value: unknown, at: string): void => {
    if (typeof value !== 'object' || value === null) {
      settings.set(at, value);
      return;
    }
    for (const [key, inner] of Object.entries(value))
      visit(inner, at === '' ? key : `${at}.${key}`);
  };
  visit(parse(readFileSync(path, 'utf8')), '');
  return { name, settings };
}

/** Every setting that is a pin, by its path. */
export function pinsOf(file: BoardFile): Map<string, string> {
  const isPin = (entry: [string, unknown]): entry is [string, string] => PIN.test(String(entry[1]));
  return new Map([...file.settings].filter(isPin));
}

export function settingOf(file: BoardFile, path: string): string | number {
  const value = file.settings.get(path);
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new Error(`${file.name} has no setting ${path}, but the picture of it shows one`);
}
