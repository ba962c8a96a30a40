/**
 * Random walks through the model, and shrinking of those that break a promise: a walk goes deeper than
 * a search, and ddmin makes what it finds as short as what a search would find.
 */
import { ddmin } from '../shrink/ddmin.ts';
import { kindOf } from './actions.ts';
import { type Choice, choicesIn, labelOf } from './explain.ts';
import type { SwarmModel } from './swarm-model.ts';

/** One step of a walk: what was done, and by which words it is found again elsewhere. */
export interface Stride {
  readonly action: number;
  readonly label: string;
}

export interface Walk {
  readonly promise: string;
  readonly strides: Stride[];
}

export interface WalkLimits {
  /** Steps of one walk, and how many walks. */
  readonly length: number;
  readonly walks: number;
}

/** The first of so many random walks that breaks a promise, or null. `fraction` draws from [0, 1). */
export function walkUntilBroken(
  model: SwarmModel,
  limits: WalkLimits,
  fraction: () => number,
): Walk | null {
  for (let walk = 0; walk < limits.walks; walk += 1) {
    const strides: Stride[] = [];
    let state: Int32Array = model.initial();
    for (let step = 0; step < limits.length; step += 1) {
      const choice = drawn(choicesIn(model, state), fraction);
      if (!choice) break;
      strides.push({ action: choice.action, label: labelOf(model, state, choice.action) });
      state = choice.next;
      const promise = model.violation(state);
      if (promise !== null) return { promise, strides };
    }
  }
  return null;
}

/**
 * One of the choices: first of what kind, then which, so that the many frames in flight leave room for
 * what is rare.
 */
function drawn(choices: readonly Choice[], fraction: () => number): Choice | undefined {
  const kinds = [...new Set(choices.map(({ action }) => kindOf(action)))];
  const kind = kinds[Math.floor(fraction() * kinds.length)];
  const alike = choices.filter(({ action }) => kindOf(action) === kind);
  return alike[Math.floor(fraction() * alike.length)];
}

/**
 * The steps of a walk again, from the start. A step that is not possible any more is left out; one that
 * is, under other numbers, is taken.
 * @returns the actions that led to a violation of the promise, or null when none was met
 */
export function replay(
  model: SwarmModel,
  strides: readonly Stride[],
  promise: string,
): Stride[] | null {
  const done: Stride[] = [];
  let state: Int32Array = model.initial();
  for (const stride of strides) {
    const choice = same(model, state, stride);
    if (!choice) continue;
    done.push({ action: choice.action, label: stride.label });
    state = choice.next;
    const broken = model.violation(state);
    if (broken !== null) return broken === promise ? done : null;
  }
  return null;
}

function same(model: SwarmModel, state: Int32Array, stride: Stride): Choice | undefined {
  const choices = choicesIn(model, state);
  return (
    choices.find(({ action }) => action === stride.action) ??
    choices.find(({ action }) => labelOf(model, state, action) === stride.label)
  );
}

/**
 * A part of a walk that still breaks its promise, and of which no step, and no two steps together, can
 * be left out.
 */
export function shrinkWalk(model: SwarmModel, { promise, strides }: Walk): Walk {
  const breaks = (subset: readonly Stride[]) => replay(model, subset, promise) !== null;
  let rest = replay(model, strides, promise)!;
  for (;;) {
    const part = ddmin(rest, breaks);
    const fewer = withoutTwo(part, breaks) ?? part;
    const done = replay(model, fewer, promise)!;
    if (done.length >= rest.length) return { promise, strides: done };
    rest = done;
  }
}

/** The first part that lacks two steps and still breaks: some steps only make sense together. */
function withoutTwo(
  strides: readonly Stride[],
  breaks: (subset: readonly Stride[]) => boolean,
): Stride[] | null {
  for (let first = 0; first < strides.length; first += 1)
    for (let second = first + 1; second < strides.length; second += 1) {
      const part = strides.filter((_, at) => at !== first && at !== second);
      if (breaks(part)) return part;
    }
  return null;
}
