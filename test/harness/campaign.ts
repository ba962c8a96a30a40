/** A campaign: one storm for each seed, over both kinds of pad and several sizes of swarm. */
import { TIMING_PROFILES } from '../../src/protocol/timing.ts';
import { ALL_FAULTS, makeStorm, runStorm, type StormOptions } from './faults.ts';

export interface CampaignResult {
  readonly seeds: number;
  readonly entries: number;
  readonly deliveries: number;
  /** One line for each seed that broke a promise. */
  readonly failures: readonly string[];
}

const SIZES = [3, 5, 5, 7, 9] as const;
const STORM_MS = 40_000;
const PEACE_MS = 90_000;

/** Clocks so bad that the drift bound matters in every lease. */
const BAD_CLOCKS = { timing: { ...TIMING_PROFILES.lan, drift: 0.05 }, drift: 0.05 };

/** The storm of a seed: its size, guard and clocks follow from the seed as well. */
export function stormOf(seed: number): StormOptions {
  return {
    world: seed % 3 === 0 ? BAD_CLOCKS : {},
    seed,
    guard: seed % 2 === 0 ? 'robots' : 'controller',
    robots: SIZES[seed % SIZES.length]!,
    stormMs: STORM_MS,
    peaceMs: PEACE_MS,
    faults: ALL_FAULTS,
  };
}

export async function runCampaign(
  from: number,
  to: number,
  onSeed: (seed: number, failure: string | null) => void = () => {},
): Promise<CampaignResult> {
  let entries = 0;
  let deliveries = 0;
  const failures: string[] = [];
  for (let seed = from; seed <= to; seed += 1) {
    const options = stormOf(seed);
    const world = makeStorm(options);
    let failure: string | null = null;
    try {
      await runStorm(world, options);
      const [violation] = world.checks.violations;
      if (violation)
        failure = `seed ${seed}: ${violation.promise} at ${violation.atMs.toFixed(1)} ms: ${violation.what}`;
    } catch (error) {
      failure = `seed ${seed}: crash: ${error instanceof Error ? error.stack : error}`;
    }
    entries += world.checks.totalEntries;
    deliveries += world.deliveries;
    if (failure) failures.push(failure);
    onSeed(seed, failure);
  }
  return { seeds: to - from + 1, entries, deliveries, failures };
}
