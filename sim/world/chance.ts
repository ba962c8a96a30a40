/**
 * All that is left to chance in a run, from one seed.
 *
 * Each purpose draws from a stream of its own, named by what it is for. So taking one decision out of
 * a run, as the shrinker does, leaves the draws of all others as they were.
 */
import { nextFraction, nextUint32, type RandomState } from '../../src/protocol/random.ts';

export class Chance {
  private readonly state: RandomState;

  /** `seed` and `purpose` name the stream; the same two give the same draws. */
  constructor(seed: number, purpose: string) {
    this.state = { word: hashOfText(seed, purpose) };
  }

  /** 32 random bits. */
  uint32(): number {
    return nextUint32(this.state);
  }

  /** In [low, high). */
  between(low: number, high: number): number {
    return low + nextFraction(this.state) * (high - low);
  }

  /** An integer in 0 .. count-1. */
  below(count: number): number {
    return Math.floor(nextFraction(this.state) * count);
  }

  happens(probability: number): boolean {
    return nextFraction(this.state) < probability;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

/** Stirs one word into a hash of 32 bits (the mixing step of MurmurHash3, Appleby 2011). */
export function stir(hash: number, word: number): number {
  let mixed = Math.imul(word, 0xcc9e2d51);
  mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
  const turned = hash ^ mixed;
  return (Math.imul((turned << 13) | (turned >>> 19), 5) + 0xe6546b64) | 0;
}

/** Spreads what was stirred over all 32 bits: 0 .. 2^32-1. */
export function settle(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A hash of 32 bits of a text, under a seed. */
export function hashOfText(seed: number, text: string): number {
  let hash = stir(0, seed);
  for (let at = 0; at < text.length; at += 1) hash = stir(hash, text.charCodeAt(at));
  return settle(hash);
}
