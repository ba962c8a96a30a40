/** The ether's chance: each decision is a hash of the seed and of what it is about. */
import type { Fate, Mishap } from '../air/fate.ts';
import type { Transmission } from '../air/transmission.ts';
import { hashOfText } from '../world/chance.ts';

export class HashFate implements Fate {
  private readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  strikes(mishap: Mishap, transmission: Transmission, to: number, probability: number): boolean {
    return this.fraction(`whether ${mishap}`, transmission, to) < probability;
  }

  fraction(purpose: string, { number }: Transmission, to: number): number {
    return hashOfText(this.seed, `${purpose} ${number} ${to}`) / 2 ** 32;
  }
}
