/** What a process did with the lines of the preloaded GPIO chip (gpio-chip.c), read from its log. */

import { readFileSync } from 'node:fs';

export interface ChipEntry {
  /** CLOCK_MONOTONIC. */
  readonly atMs: number;
  readonly pin: number;
  readonly what: 'high' | 'low' | 'input' | 'given back';
}

const WORDS: Readonly<Record<string, ChipEntry['what']>> = {
  h: 'high',
  l: 'low',
  i: 'input',
  '-': 'given back',
};

/** Whole lines only: the last one may still be on its way. */
export function readChipLog(path: string): ChipEntry[] {
  const lines = readFileSync(path, 'latin1').split('\n').slice(0, -1);
  return lines.map((line) => {
    const [nanoseconds, pin, letter] = line.split(' ');
    const what = WORDS[letter ?? ''];
    if (what === undefined)
      throw new Error(`${path} has a line that the chip never writes: ${line}`);
    return { atMs: Number(nanoseconds) / 1e6, pin: Number(pin), what };
  });
}
