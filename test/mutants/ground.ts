/**
 * The ground on which mutants are hunted unless they need another one: five robots that often meet at one
 * pad, every fault, and time for a storm and for what must follow its heal.
 */
import { scenarioWith } from '../../sim/scenario/defaults.ts';
import { ALL_FAULTS } from '../../sim/scenario/faults.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { LAN_TIMING } from '../../src/radio/timing.ts';
import type { Hunt } from './mutant.ts';

const GROUND: Partial<Scenario> = {
  robots: 5,
  speed: 1200,
  forMs: 60_000,
  faults: ALL_FAULTS,
};

const BAD_DRIFT = 0.15;

/** The scenario in which a mutant is looked for under one seed. */
export function groundOf({ parts, badClocks = false }: Hunt, seed: number): Scenario {
  const clocks: Partial<Scenario> = badClocks
    ? { timing: { ...LAN_TIMING, drift: BAD_DRIFT }, drift: BAD_DRIFT }
    : {};
  return scenarioWith({ ...GROUND, ...clocks, ...parts, seed });
}
