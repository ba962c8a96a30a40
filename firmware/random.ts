/** Chance from the operating system, a block at a time: one call for each number is slow. */

import { randomFillSync } from 'node:crypto';
import type { Random } from '../src/runtime/ports.ts';

const BLOCK_WORDS = 64;

/** Two members, or two lives of one, never share their numbers. */
export function systemRandom(): Random {
  const words = new Uint32Array(BLOCK_WORDS);
  let next = BLOCK_WORDS;
  return {
    uint32() {
      if (next === BLOCK_WORDS) {
        randomFillSync(words);
        next = 0;
      }
      const word = words[next]!;
      words[next] = 0;
      next += 1;
      return word;
    },
  };
}
