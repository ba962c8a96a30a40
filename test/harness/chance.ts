/** One seeded source for all that is left to chance in a run. */
import { nextFraction, nextUint32, type RandomState } from '../../src/protocol/random.ts';

export class Chance {
  private readonly state: RandomState;

  constructor(seed: number) {
    this.state = { word: (seed * 2654435761) >>> 0 };
  }

  uint32(): number {
    return nextUint32(this.state);
  }

  /** In [low, high). */
  between(low: number, high: number): number {
    return low + nextFraction(this.state) * (high - low);
  }

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
