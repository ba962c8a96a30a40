/** What holds when a scenario doesn't say otherwise: a calm day of a small swarm, ten minutes long. */

import { type Scenario, timingNumbers } from './scenario.ts';

const MINUTE_MS = 60_000;

/** What doesn't follow from another part. */
const DEFAULTS = {
  seed: 1,
  robots: 5,
  pads: 1,
  guard: 'controller',
  radio: 'lan',
  zones: 1,
  forMs: 10 * MINUTE_MS,
  speed: 60,
  charging: { requestBelow: 35, chargeTo: 90, criticalBelow: 10 },
  maxOvertakes: 4,
  faults: [],
  gains: [],
  hidden: [],
  script: [],
  expect: null,
} as const satisfies Partial<Scenario>;

/** A scenario with these parts, and defaults for all others: the timing is that of the radio. */
export function scenarioWith(parts: Partial<Scenario> = {}): Scenario {
  const given = { ...DEFAULTS, ...parts };
  const timing = given.timing ?? given.radio;
  return { ...given, timing, drift: given.drift ?? timingNumbers({ ...given, timing }).drift };
}
