/**
 * Makes a failing run small: of all that chance decided, the fewest decisions that still break the same
 * promise, as a scenario without chance.
 *
 * Decisions have names (ledger.ts), so a subset of them is a run as well. First the whole groups are tried
 * that typical failures don't need (all mishaps of single frames, all faults), then delta debugging halves
 * what is left (ddmin.ts).
 */
import type { Crypto } from '../../src/wire/crypto.ts';
import { type Failure, Run, run } from '../run/run.ts';
import {
  type FrameMishap,
  type Happening,
  isMishap,
  type TimedHappening,
} from '../scenario/happening.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { ddmin } from './ddmin.ts';

export interface Shrunk {
  /** Without chance: its script is all that happens. */
  readonly scenario: Scenario;
  readonly failure: Failure;
  /** Decisions of the run before, and runs that were tried. */
  readonly decisions: number;
  readonly tried: number;
}

/** A run with fewer decisions may fail a little later than the first one. */
const LATER_MS = 5000;
const LATER_SHARE = 0.1;

/**
 * The smallest scenario that breaks the same promise as `scenario`, or null when that breaks none. The
 * result does not depend on anything but the scenario.
 */
export function shrink(scenario: Scenario, crypto: Crypto): Shrunk | null {
  const decisions: Happening[] = [];
  const first = run(scenario, { crypto, onDecision: (decision) => decisions.push(decision) });
  if (!first.failure) return null;
  const { promise, atMs } = first.failure;
  const forMs = Math.min(scenario.forMs, atMs * (1 + LATER_SHARE) + LATER_MS);
  const script = settled(decisions);
  let tried = 0;
  let failure = first.failure;
  let best: Scenario = scenario;
  const fails = (subset: readonly Happening[]): boolean => {
    tried += 1;
    const candidate = scripted(scenario, subset, forMs);
    const made = new Run(candidate, { crypto });
    made.advance();
    if (made.failure?.promise !== promise) return false;
    failure = made.failure;
    best = candidate;
    return true;
  };
  if (!fails(script)) return { scenario, failure, decisions: decisions.length, tried };
  const faults = script.filter((decision): decision is TimedHappening => !isMishap(decision));
  const mishaps = script.filter(isMishap);
  let keptMishaps: readonly FrameMishap[] = mishaps;
  let keptFaults: readonly TimedHappening[] = faults;
  if (mishaps.length > 0 && fails(faults)) keptMishaps = [];
  else if (faults.length > 0 && fails(mishaps)) keptFaults = [];
  keptFaults = ddmin(keptFaults, (subset) => fails([...subset, ...keptMishaps]));
  keptMishaps = ddmin(keptMishaps, (subset) => fails([...keptFaults, ...subset]));
  keptFaults = ddmin(keptFaults, (subset) => fails([...subset, ...keptMishaps]));
  fails([...keptFaults, ...keptMishaps]);
  return { scenario: best, failure, decisions: decisions.length, tried };
}

/** The same run without chance: a script of all `decisions` that chance has made in it, in their order. */
export function withoutChance(scenario: Scenario, decisions: readonly Happening[]): Scenario {
  return scripted(scenario, settled(decisions), scenario.forMs);
}

/**
 * Weather is chance: what it did to single frames stands in the log. Only how late they came does not, so
 * that is left of it, whenever it changes.
 */
function settled(decisions: readonly Happening[]): Happening[] {
  const still = { loss: 0, duplication: 0, late: 0, flips: 0, cuts: 0, merges: 0, burst: null };
  let latestMs = 0;
  return decisions.flatMap((decision): Happening[] => {
    if (decision.do === 'heal') latestMs = 0;
    if (decision.do !== 'weather') return [decision];
    const { lateMs } = decision.weather;
    if (lateMs === latestMs && decision.forMs === null) return [];
    latestMs = lateMs;
    return [{ ...decision, weather: { ...still, lateMs } }];
  });
}

function scripted(scenario: Scenario, script: readonly Happening[], forMs: number): Scenario {
  return { ...scenario, forMs, faults: [], script };
}
