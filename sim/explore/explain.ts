/**
 * A path in words: what happened at each step, and what the members said because of it. And the other
 * way round: the same things done again in a world where not all of the others happened.
 */
import { memberId } from '../../src/protocol/roster.ts';
import {
  ACTION,
  ALL,
  kindOf,
  maskOfAction,
  messageOf,
  messageOfAction,
  messageText,
  partOf,
  receiverOf,
} from './actions.ts';
import { AT, type SwarmModel } from './swarm-model.ts';

/** One thing that may happen in a state. */
export interface Choice {
  readonly action: number;
  readonly next: Int32Array;
}

/** Everything that may happen next, in the order of the model. */
export function choicesIn(model: SwarmModel, state: Int32Array): Choice[] {
  const choices: Choice[] = [];
  model.successors(state, (action, next, length) => {
    choices.push({ action, next: next.slice(0, length) });
  });
  return choices;
}

/** The state to which a choice leads, or null when it is not possible here. */
export function stepBy(model: SwarmModel, state: Int32Array, action: number): Int32Array | null {
  let found: Int32Array | null = null;
  model.successors(state, (candidate, next, length) => {
    if (candidate === action && found === null) found = next.slice(0, length);
  });
  return found;
}

/**
 * The path as readable lines, one for each step, the promise that it breaks last.
 * @throws RangeError when the path is not one of this model
 */
export function explain(model: SwarmModel, path: readonly number[]): string[] {
  const lines: string[] = [];
  let state: Int32Array = model.initial().slice();
  for (const action of path) {
    const next = stepBy(model, state, action);
    if (next === null) throw new RangeError(`step ${lines.length + 1} of the path is not possible`);
    lines.push(`${describe(model, state, action)}${effect(model, state, next)}`);
    state = next;
  }
  const promise = model.violation(state);
  return promise === null ? lines : [...lines, promise];
}

/** `deliver TOKEN (1,3) for r2 from r1 to r2, r3`: an action in words. */
export function describe(model: SwarmModel, state: Int32Array, action: number): string {
  const kind = kindOf(action);
  if (kind === ACTION.pass) return describePass(model, state, partOf(action));
  if (kind < ACTION.pass) {
    const id = memberId(model.roster, partOf(action));
    return `${VERBS[kind]} ${id}`;
  }
  const { from, message } = model.locals.said(messageOfAction(action));
  const mask = maskOfAction(action);
  const what = `${messageText(message, model.roster)} from ${memberId(model.roster, from)}`;
  if (kind === ACTION.late) return `deliver late ${what} to ${names(model, mask)}`;
  if (kind === ACTION.double) return `deliver ${what} to all, with a double to follow`;
  return `deliver ${what} to all${mask === 0 ? '' : `; ${names(model, mask)} misses it`}`;
}

const VERBS = [
  'time-out: wake',
  'want the pad:',
  'leave the pad:',
  'off the pad:',
  'crash',
  'start',
  'a person takes the pad, and tells',
];

function describePass(model: SwarmModel, state: Int32Array, target: number): string {
  const nowMs = model.timeMs(state[AT.time]!);
  const atMs = model.timeMs(target);
  const waiting: string[] = [];
  const asleep: string[] = [];
  for (let member = 0; member < model.members; member += 1) {
    const { timers, earliestMs } = model.locals.outlook(state[AT.members + member]!);
    const due = timers.find((timer) => timer.atMs === atMs);
    const id = memberId(model.roster, member);
    if (due) waiting.push(`${id}'s timer ${due.name.replace(/\/\d+$/, '')}`);
    if (earliestMs < atMs) asleep.push(id);
  }
  const sleep = asleep.length === 0 ? '' : `; ${asleep.join(', ')} freezes`;
  return `time-out: ${round(atMs - nowMs)} ms pass, until ${waiting.join(', ')}${sleep}`;
}

/** What is in flight now and was not before. */
function effect(model: SwarmModel, before: Int32Array, after: Int32Array): string {
  const first = AT.members + model.members;
  const known = [...before.subarray(first)];
  const said: string[] = [];
  for (const copy of after.subarray(first)) {
    const at = known.indexOf(copy);
    if (at >= 0) known.splice(at, 1);
    else if (receiverOf(copy) === ALL) {
      const { from, message } = model.locals.said(messageOf(copy));
      said.push(`${memberId(model.roster, from)} says ${messageText(message, model.roster)}`);
    }
  }
  return said.length === 0 ? '' : ` -> ${said.join('; ')}`;
}

/**
 * What an action is about, without numbers that depend on what came before: the same words mean the
 * same thing in another run of the model.
 */
export function labelOf(model: SwarmModel, state: Int32Array, action: number): string {
  const kind = kindOf(action);
  if (kind === ACTION.pass)
    return describePass(model, state, partOf(action)).replace(/.*until /, 'time-out ');
  if (kind < ACTION.pass) return `${VERBS[kind]} ${partOf(action)}`;
  const { from, message } = model.locals.said(messageOfAction(action));
  return `${kind} ${message.kind} ${from} ${maskOfAction(action)}`;
}

function names(model: SwarmModel, mask: number): string {
  const ids: string[] = [];
  for (let member = 0; member < model.members; member += 1)
    if ((mask >> member) & 1) ids.push(memberId(model.roster, member));
  return ids.join(', ');
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
