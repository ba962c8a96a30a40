/**
 * Chance as part of the state: a small generator that a member is seeded with at boot, so that the
 * same inputs give the same outputs. For spreading frames and nonces' tie-breaks, never for keys.
 */
export interface RandomState {
  word: number;
}

/** The next of 2^32 values (mulberry32, T. Ettinger, public domain). */
export function nextUint32(state: RandomState): number {
  state.word = (state.word + 0x6d2b79f5) >>> 0;
  let mixed = state.word;
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return (mixed ^ (mixed >>> 14)) >>> 0;
}

/** In [0, 1). */
export function nextFraction(state: RandomState): number {
  return nextUint32(state) / 2 ** 32;
}
