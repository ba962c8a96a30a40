/** The fewest decisions that make a run fail, by trying all smaller choices: what a shrunk run is measured by. */
import type { Run } from '../../sim/run/run.ts';
import type { Happening } from '../../sim/scenario/happening.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';

/** So many runs may be tried; more would take minutes. */
const MOST_TRIED = 120;
const MOST_MS = 5000;

/**
 * The smallest number of `decisions` that break `promise`, if it is below `length`; `length` when none is;
 * null when there are too many choices to try them all.
 */
export function leastDecisions(
  shrunk: Scenario,
  decisions: readonly Happening[],
  promise: string,
  play: (scenario: Scenario) => Run,
): number | null {
  const { length } = shrunk.script;
  let choices: Happening[][] = [[]];
  let tried = 0;
  const untilMs = performance.now() + MOST_MS;
  for (let size = 0; size < length; size += 1) {
    tried += choices.length;
    if (tried > MOST_TRIED) return null;
    for (const script of choices) {
      if (performance.now() > untilMs) return null;
      if (play({ ...shrunk, script }).failure?.promise === promise) return size;
    }
    choices = choices.flatMap((chosen) => {
      const from = chosen.length === 0 ? 0 : decisions.indexOf(chosen.at(-1)!) + 1;
      return decisions.slice(from).map((decision) => [...chosen, decision]);
    });
  }
  return length;
}
