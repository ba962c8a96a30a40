/**
 * What a campaign mixes: with each seed another size of swarm, kind of pad, pace of bodies and quality of
 * clocks, so that one command meets them all. What the user has given stays.
 */
import { LAN_TIMING } from '../../src/radio/timing.ts';
import { type Scenario, timingNumbers } from '../scenario/scenario.ts';
import { Chance } from '../world/chance.ts';

/** Parts of a scenario that a campaign may choose. */
export type MixedPart = 'robots' | 'guard' | 'speed' | 'timing';

const ROBOTS = { least: 5, most: 9 };
/**
 * From bodies that seldom meet at the pad to ones that always wait for it, on a local network; on a slower
 * radio they live more slowly.
 */
const SPEEDS = [150, 300, 600, 1200, 2400] as const;
/** Clocks so bad that the drift bound matters in every lease. */
const BAD_DRIFT = 0.05;
const BAD_CLOCKS_SHARE = 1 / 3;

/** The scenario of one seed, where all parts in `given` are as the user wants them. */
export function mixed(base: Scenario, seed: number, given: ReadonlySet<MixedPart>): Scenario {
  const chance = new Chance(seed, 'mix');
  const robots = ROBOTS.least + chance.below(ROBOTS.most - ROBOTS.least + 1);
  const guard = chance.happens(0.5) ? 'robots' : 'controller';
  const speed = (chance.pick(SPEEDS) * LAN_TIMING.beatMs) / timingNumbers(base).beatMs;
  const badClocks = chance.happens(BAD_CLOCKS_SHARE);
  const clocks = badClocks
    ? { timing: { ...timingNumbers(base), drift: BAD_DRIFT }, drift: BAD_DRIFT }
    : {};
  return {
    ...base,
    seed,
    ...(given.has('robots') ? {} : { robots }),
    ...(given.has('guard') ? {} : { guard }),
    ...(given.has('speed') ? {} : { speed }),
    ...(given.has('timing') ? {} : clocks),
  };
}
