/**
 * A mutant: one rule of protocol.md broken by a small change of the source, to show that the checks would
 * notice if it were. None of them ever ships (see apply.ts).
 *
 * Nothing here may load the core: a mutant is applied before its file is loaded.
 */
import type { FaultName } from '../../sim/scenario/faults.ts';
import type { PromiseName, Scenario } from '../../sim/scenario/scenario.ts';

export interface Mutant {
  readonly name: string;
  /** The rule that is broken: the section of protocol.md, in plain words. */
  readonly rule: string;
  /** What the rule is there for; `cost` for the figures of section 10. */
  readonly endangers: PromiseName | 'cost';
  /** From the root of the checkout. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Null when only exhaustive search finds it (test/sim/explore/mutants.test.ts). */
  readonly hunt: Hunt | null;
}

/** Where the mutant shows itself in the simulator. */
export interface Hunt {
  /** One of the seeds from 1 to this one breaks a promise, whichever. */
  readonly withinSeeds: number;
  /** What differs from the common hunting ground (ground.ts). */
  readonly parts: Partial<Scenario>;
  /** Clocks are so bad, and the profile's bound so wide, that the drift matters in every lease. */
  readonly badClocks?: boolean;
  /** More REQUEST frames per entry than this break the cost of section 10. */
  readonly mostRequests?: number;
}

/** Found by one of so many seeds. */
export function within(withinSeeds: number, parts: Partial<Scenario> = {}): Hunt {
  return { withinSeeds, parts };
}

/** All robots are acceptors. */
export const PASSIVE: Partial<Scenario> = { guard: 'robots' };

/** Bodies so slow that it matters whether they leave in time; each robot comes early, and often. */
export const SLOW_BODIES: Partial<Scenario> = {
  speed: 30,
  charging: { requestBelow: 5, chargeTo: 95, criticalBelow: 2 },
};

/** Batteries that last for ever: nobody runs empty, is rescued, and starts again with nothing amiss. */
export const HARDY: Partial<Scenario> = {
  charging: { requestBelow: 80, chargeTo: 95, criticalBelow: 10 },
  forMs: 180_000,
};

/** Only these faults. */
export function only(...faults: FaultName[]): Partial<Scenario> {
  return { faults };
}
