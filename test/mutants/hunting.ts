/** The hunt itself; it loads the core, which is broken by now. */
import { nodeCrypto } from '../../firmware/crypto.ts';
import { Run } from '../../sim/run/run.ts';
import type { Happening } from '../../sim/scenario/happening.ts';
import type { PromiseName, Scenario } from '../../sim/scenario/scenario.ts';
import { scenarioText } from '../../sim/scenario/write.ts';
import { shrink, withoutChance } from '../../sim/shrink/shrink.ts';
import type { Failure } from '../../sim/world/failure.ts';
import { groundOf } from './ground.ts';
import type { Caught } from './hunt.ts';
import { leastDecisions } from './least.ts';
import type { Hunt, Mutant } from './mutant.ts';

const crypto = nodeCrypto;

export function hunt(mutant: Mutant & { readonly hunt: Hunt }): Caught {
  const startedAtMs = performance.now();
  for (let seed = 1; seed <= mutant.hunt.withinSeeds; seed += 1) {
    const scenario = groundOf(mutant.hunt, seed);
    const failure = failureOf(scenario, mutant.hunt.mostRequests ?? null);
    if (!failure) continue;
    const huntMs = performance.now() - startedAtMs;
    const { promise, atMs, what } = failure;
    const found = { mutant: mutant.name, seed, promise, atMs, what, huntMs };
    if (promise === 'cost')
      return { ...found, decisions: 0, length: 0, least: null, tried: 0, shrinkMs: 0, text: null };
    const before = performance.now();
    const shrunk = shrink(scenario, crypto)!;
    const shrinkMs = performance.now() - before;
    return {
      ...found,
      decisions: shrunk.decisions,
      length: shrunk.scenario.script.length,
      least: leastDecisions(shrunk.scenario, decisionsOf(scenario), promise, play),
      tried: shrunk.tried,
      shrinkMs,
      text: scenarioText({ ...shrunk.scenario, expect: { promise: promise as PromiseName } }),
    };
  }
  const none = {
    seed: null,
    promise: null,
    atMs: 0,
    what: '',
    decisions: 0,
    length: 0,
    least: null,
  };
  const huntMs = performance.now() - startedAtMs;
  return { mutant: mutant.name, ...none, tried: 0, huntMs, shrinkMs: 0, text: null };
}

function failureOf(scenario: Scenario, mostRequests: number | null): Failure | null {
  const made = play(scenario);
  if (made.failure || mostRequests === null) return made.failure;
  const { entries, frames } = made.result();
  const requests = (frames.request ?? 0) / entries;
  if (requests <= mostRequests) return null;
  return {
    promise: 'cost',
    atMs: scenario.forMs,
    what: `${requests.toFixed(1)} REQUEST frames for each entry`,
  };
}

function play(scenario: Scenario): Run {
  const made = new Run(scenario, { crypto });
  made.advance();
  return made;
}

function decisionsOf(scenario: Scenario): readonly Happening[] {
  const decisions: Happening[] = [];
  new Run(scenario, { crypto, onDecision: (decision) => decisions.push(decision) }).advance();
  return withoutChance(scenario, decisions).script;
}
