/**
 * How far the search goes: budgets for everything that the world may do to the swarm. What is within
 * them happens in every order at every moment.
 */

export interface Bounds {
  /** 1 to 6. */
  readonly robots: number;
  readonly guard: 'controller' | 'robots';
  /** How often a robot asks for the pad, whichever robot it is, 0 to 127. */
  readonly requests: number;
  /** How often a member does not hear what others hear, 0 to 127: it hears it later, or never. */
  readonly losses: number;
  /** Frames that are heard twice, 0 to 127. */
  readonly duplicates: number;
  /** Members that crash, 0 to 127. A crashed member starts again with its disk, at any time or never. */
  readonly crashes: number;
  /** How often time passes to a deadline that somebody waits for, 0 to 127. */
  readonly timeOuts: number;
  /** How often time passes a deadline of a member that sleeps through it, 0 to 127. */
  readonly freezes: number;
  /** How often a person takes the pad from whoever has it, 0 to 127. */
  readonly releases: number;
  /** How long a lease lasts, in milliseconds; the leader beats every 300 ms. */
  readonly leaseMs: number;
}

export const MOST_ROBOTS = 6;
/** Of every budget. */
export const MOST = 127;

/** What holds for a bound that nothing else is said of. */
export const DEFAULT_BOUNDS: Bounds = {
  robots: 3,
  guard: 'controller',
  requests: 2,
  losses: 1,
  duplicates: 1,
  crashes: 1,
  timeOuts: 1,
  freezes: 1,
  releases: 0,
  // As long as the silence after which the leader of an idle swarm is suspected.
  leaseMs: 2410,
};

/** Places of the budgets in the two integers that hold what is left of them. */
export const TIME_OUT = 1;
export const LOSS = 1 << 7;
export const DUPLICATE = 1 << 14;
export const CRASH = 1 << 21;
export const FREEZE = 1;
export const REQUEST = 1 << 7;
export const RELEASE = 1 << 14;

/** How much is left of a budget of the first integer (`TIME_OUT` to `CRASH`) or of the second (`FREEZE` to `RELEASE`). */
export function left(word: number, budget: number): number {
  return Math.floor(word / budget) & MOST;
}

/** What is left at the start: time-outs, losses, duplicates and crashes; freezes, requests and releases. */
export function fullBudgets(bounds: Bounds): [number, number] {
  const { timeOuts, losses, duplicates, crashes, freezes, requests, releases } = bounds;
  return [
    timeOuts * TIME_OUT + losses * LOSS + duplicates * DUPLICATE + crashes * CRASH,
    freezes * FREEZE + requests * REQUEST + releases * RELEASE,
  ];
}
