/**
 * A scenario: all that decides a simulated run, as plain data. The same scenario on the same code gives
 * the same run, frame by frame; its seed decides whatever is not written down.
 */

import { MAX_OVERTAKES } from '../../src/protocol/queue.ts';
import { MAX_PADS, MAX_ROBOTS } from '../../src/protocol/roster.ts';
import type { Timing } from '../../src/protocol/timing.ts';
import { type TimingProfile, timingOf } from '../../src/radio/timing.ts';
import type { Charging } from '../../src/roles/robot.ts';
import type { FaultName } from './faults.ts';
import type { Happening } from './happening.ts';

/** Every radio has a timing profile of its name. */
export type RadioName = TimingProfile;

export interface Scenario {
  /** 0 .. 2^32-1. */
  readonly seed: number;
  /** Of each zone: r1, r2 ...; their numbers are their ranks. */
  readonly robots: number;
  /** Of each zone: p1, p2 ... */
  readonly pads: number;
  /** Who admits to all pads; with `robots` the pads are no members of their own. */
  readonly guard: 'controller' | 'robots';
  readonly radio: RadioName;
  readonly timing: TimingProfile | Timing;
  /** So many swarms side by side, which don't hear each other. */
  readonly zones: number;
  readonly forMs: number;
  /** Bodies live so many times faster than real ones. */
  readonly speed: number;
  /** The rates of the clocks are wrong by up to this fraction. */
  readonly drift: number;
  readonly charging: Charging;
  /** L2: how often a request may be overtaken. */
  readonly maxOvertakes: number;
  /** Mixed at random, by the seed. */
  readonly faults: readonly FaultName[];
  readonly gains: readonly Gain[];
  /** Members of one list do not hear each other at all. */
  readonly hidden: readonly (readonly string[])[];
  /** In order of time; mishaps of frames stand anywhere. */
  readonly script: readonly Happening[];
  /** The promise that this run is known to break; null when it must keep all. */
  readonly expect: { readonly promise: PromiseName } | null;
}

/** How much louder (or, below 0, fainter) than usual one member is for another. */
export interface Gain {
  readonly from: string;
  readonly to: string;
  readonly gainDb: number;
}

/** The promises of docs/protocol.md. */
export const PROMISES = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'L1', 'L2', 'L3'] as const;

export type PromiseName = (typeof PROMISES)[number];

/** What the numbers of a scenario may be at most. */
export const LIMITS = {
  seed: 2 ** 32 - 1,
  robots: MAX_ROBOTS,
  pads: MAX_PADS,
  zones: 1000,
  speed: 100_000,
  drift: 0.5,
  gainDb: 200,
  replays: 1000,
  overtakes: MAX_OVERTAKES,
} as const;

/** The numbers behind the name of a profile. */
export function timingNumbers({
  timing,
  robots,
  guard,
}: Pick<Scenario, 'timing' | 'robots' | 'guard'>): Timing {
  if (typeof timing !== 'string') return timing;
  return timingOf(timing, { robots, passive: guard === 'robots', relayed: false });
}

/** What the names of the members follow from. */
export type Members = Pick<Scenario, 'robots' | 'pads' | 'guard'>;

/** Ids of all members of a zone: the robots, and the controllers of the pads where they have some. */
export function memberIds({ robots, pads, guard }: Members): string[] {
  const numbered = (letter: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
  return [...numbered('r', robots), ...(guard === 'controller' ? numbered('p', pads) : [])];
}
