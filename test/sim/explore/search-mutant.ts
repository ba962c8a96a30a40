/**
 * Searches one round with one rule of the core broken, in a process of its own, and prints what was
 * found as JSON. Then it goes the same way again with random detours, and quite another way at random,
 * and shrinks those long ways.
 *
 * node test/sim/explore/search-mutant.ts MUTANT ROUND
 */
import type { SwarmModel } from '../../../sim/explore/swarm-model.ts';
import type { Stride, Walk } from '../../../sim/explore/walk.ts';
import { register } from '../../mutants/apply.ts';
import { MUTANTS } from '../../mutants/catalogue.ts';

/** What the process prints. */
export interface Found {
  readonly promise: string | null;
  /** Steps of the shortest path. */
  readonly length: number;
  readonly states: number;
  /** Steps of the longest way with detours, and of the longest that is left of any when shrunk. */
  readonly longest: number;
  readonly shrunk: number;
  /** Steps of the shortest of some shrunk random walks; null when none of them broke a promise. */
  readonly walked: number | null;
}

const WAYS = 10;
/** A detour may spend what the way needs; then another one is tried. */
const TRIES = 2000;

const [, , name, roundName] = process.argv;
const mutant = MUTANTS.find((candidate) => candidate.name === name);
if (!mutant) throw new Error(`no such mutant: ${name}`);
register(mutant);

// Only from here on may the core be loaded.
const { nextFraction } = await import('../../../src/protocol/random.ts');
const { ROUNDS } = await import('../../../sim/explore/rounds.ts');
const { search } = await import('../../../sim/explore/search.ts');
const { choicesIn, labelOf, stepBy } = await import('../../../sim/explore/explain.ts');
const { shrinkWalk, walkUntilBroken } = await import('../../../sim/explore/walk.ts');
const { calmSwarm } = await import('../../../sim/explore/warm-up.ts');

const round = ROUNDS.find((candidate) => candidate.name === roundName);
if (!round) throw new Error(`no such round: ${roundName}`);
/** The way again by its words, with random steps in between; null when it leads nowhere. */
function withDetours(
  model: SwarmModel,
  way: readonly Stride[],
  fraction: () => number,
): Walk | null {
  const strides: Stride[] = [];
  let state: Int32Array = model.initial();
  for (let at = 0; at < way.length; ) {
    const detour = fraction() < 0.5;
    const choices = choicesIn(model, state);
    const planned = choices.find(({ action }) => labelOf(model, state, action) === way[at]!.label);
    const choice = detour ? choices[Math.floor(fraction() * choices.length)] : planned;
    if (!choice) return null;
    if (!detour) at += 1;
    strides.push({ action: choice.action, label: labelOf(model, state, choice.action) });
    state = choice.next;
    const promise = model.violation(state);
    if (promise !== null) return { promise, strides };
  }
  return null;
}

const model = calmSwarm(round.bounds);
const { violations, states } = search(model, { maxDepth: round.depth, stopAtFirst: true });
const path = violations[0]?.path ?? [];
const way: Stride[] = [];
let state: Int32Array = model.initial();
for (const action of path) {
  way.push({ action, label: labelOf(model, state, action) });
  state = stepBy(model, state, action)!;
}
const random = { word: 1 };
const ways: Walk[] = [];
for (let tries = 0; path.length > 0 && tries < TRIES && ways.length < WAYS; tries += 1) {
  const walk = withDetours(model, way, () => nextFraction(random));
  if (walk) ways.push(walk);
}

const walked: number[] = [];
for (let tries = 0; path.length > 0 && tries < WAYS; tries += 1) {
  const walk = walkUntilBroken(model, { length: 60, walks: 20 }, () => nextFraction(random));
  if (walk) walked.push(shrinkWalk(model, walk).strides.length);
}

const found: Found = {
  promise: violations[0]?.promise ?? null,
  length: path.length,
  states,
  longest: Math.max(0, ...ways.map(({ strides }) => strides.length)),
  shrunk: Math.max(0, ...ways.map((walk) => shrinkWalk(model, walk).strides.length)),
  walked: walked.length > 0 ? Math.min(...walked) : null,
};
process.stdout.write(JSON.stringify(found));
