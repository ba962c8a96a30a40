/**
 * Makes a failing run small: of all that chance decided, the fewest decisions that still break the same
 * promise, as a scenario without chance.
 *
 * Decisions have names (ledger.ts), so a subset of them is a run as well. First the whole groups are tried
 * that typical failures don't need (all mishaps of single frames, all faults, all but the last few), then
 * delta debugging halves what is left (ddmin.ts).
 */
import type { Crypto } from '../../src/wire/crypto.ts';
import { CALM } from '../air/weather.ts';
import { Run, run } from '../run/run.ts';
import { type Happening, isMishap, type TimedHappening } from '../scenario/happening.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Failure } from '../world/failure.ts';
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
/** After so many runs what is left is small enough, or does not get smaller soon. */
const MOST_TRIED = 200;

/**
 * The smallest scenario that breaks the same promise as `scenario`, or null when that breaks none. The
 * result does not depend on anything but the scenario.
 */
export function shrink(scenario: Scenario, crypto: Crypto): Shrunk | null {
  const decisions: Happening[] = [];
  const first = run(scenario, { crypto, onDecision: (decision) => decisions.push(decision) });
  if (!first.failure) return null;
  const { promise } = first.failure;
  const script = settled(decisions);
  let tried = 0;
  let failure = first.failure;
  let best: Scenario = scenario;
  const fails = (subset: readonly Happening[]): boolean => {
    if (tried >= MOST_TRIED) return false;
    tried += 1;
    const forMs = Math.min(scenario.forMs, failure.atMs * (1 + LATER_SHARE) + LATER_MS);
    const candidate = scripted(scenario, subset, forMs);
    const made = new Run(candidate, { crypto });
    made.advance();
    if (made.failure?.promise !== promise) return false;
    failure = made.failure;
    best = candidate;
    return true;
  };
  if (!fails(script)) return { scenario, failure, decisions: decisions.length, tried };
  let faults = script.filter((decision): decision is TimedHappening => !isMishap(decision));
  let mishaps = script.filter(isMishap);
  if (mishaps.length > 0 && fails(faults)) mishaps = [];
  else if (faults.length > 0 && fails(mishaps)) faults = [];
  faults = lastOf(faults, (subset) => fails([...subset, ...mishaps]));
  faults = fewest(faults, (subset) => fails([...subset, ...mishaps]));
  mishaps = lastOf(mishaps, (subset) => fails([...faults, ...subset]));
  mishaps = fewest(mishaps, (subset) => fails([...faults, ...subset]));
  faults = fewest(faults, (subset) => fails([...subset, ...mishaps]));
  return { scenario: best, failure, decisions: decisions.length, tried };
}

/** What fails is mostly caused by what came last: a short end of the list that fails, or all of it. */
function lastOf<T>(items: readonly T[], fails: (subset: readonly T[]) => boolean): T[] {
  for (let count = 1; count < items.length; count *= 2) {
    const end = items.slice(-count);
    if (fails(end)) return end;
  }
  return [...items];
}

/** Delta debugging of what is known to fail. */
function fewest<T>(items: readonly T[], fails: (subset: readonly T[]) => boolean): T[] {
  return ddmin(items, (subset) => subset.length === items.length || fails(subset));
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
  let latestMs = 0;
  return decisions.flatMap((decision): Happening[] => {
    if (decision.do === 'heal') latestMs = 0;
    if (decision.do !== 'weather') return [decision];
    const { lateMs } = decision.weather;
    if (lateMs === latestMs && decision.forMs === null) return [];
    latestMs = lateMs;
    return [{ ...decision, weather: { ...CALM, lateMs } }];
  });
}

function scripted(scenario: Scenario, script: readonly Happening[], forMs: number): Scenario {
  return { ...scenario, forMs, faults: [], script };
}
