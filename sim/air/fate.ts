/**
 * Where the air's chance comes from. Every decision is asked for by name, so that the owner can draw it
 * from a seed, write it down, and in a later run follow what was written instead.
 */
import type { Transmission } from './transmission.ts';

/** Bad luck that may strike one copy of a frame on its way to one receiver. */
export type Mishap = 'lose' | 'double' | 'delay' | 'flip' | 'cut' | 'merge';

export interface Fate {
  /** Whether the mishap happens to this copy; asked at most once, and only when `probability` is above 0. */
  strikes(mishap: Mishap, transmission: Transmission, to: number, probability: number): boolean;
  /**
   * A fraction in [0, 1) that belongs to this copy and purpose alone, independent of all other draws.
   * The purposes: `delay` and `double` (how late), `flip` (which bit), `cut` (where), `burst` (the turn of
   * the link's burst state), and `back-off 0`, `back-off 1` ... with `to` the sender itself.
   */
  fraction(purpose: string, transmission: Transmission, to: number): number;
}
