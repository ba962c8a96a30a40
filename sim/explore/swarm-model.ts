/**
 * The swarm as a model to search: real members (`Locals`), the copies of frames that are in flight, a
 * clock that jumps, and budgets for all that the world may do.
 *
 * A state is a row of integers: the time, two words of budgets, the history that the promises need,
 * one number for each member, and the frames in flight, sorted. A frame is heard at any moment and in
 * any order, by all others at once but those that miss it; they hear it later, or never. A frame that
 * nobody ever hears needs no step of its own: it is in flight for ever.
 */
import type { MemberConfig } from '../../src/protocol/context.ts';
import type { Roster } from '../../src/protocol/roster.ts';
import type { Timing } from '../../src/protocol/timing.ts';
import { ACTION, ALL, actionOf, copyCode, frameAction, messageOf, receiverOf } from './actions.ts';
import {
  type Bounds,
  CRASH as CRASHES,
  DUPLICATE,
  FREEZE,
  fullBudgets,
  LOSS,
  left,
  RELEASE,
  REQUEST,
  TIME_OUT,
} from './bounds.ts';
import { Draft } from './draft.ts';
import { IntegerTable } from './integer-table.ts';
import {
  CRASH,
  FIRST_MESSAGE,
  LEAVE,
  Locals,
  OFF_PAD,
  type Outlook,
  RELEASE as RELEASE_PAD,
  START,
  TICK,
  WANT,
} from './locals.ts';
import { type Fact, Histories } from './promises.ts';
import type { Model } from './search.ts';

/** Places in a state. */
export const AT = { time: 0, budgets: 1, more: 2, history: 3, members: 4 } as const;

/**
 * The times of a brisk network, chosen so that few moments lie between two that matter: a frame is
 * repeated when its receiver is given up, and a request keeps the beat. Safety must not depend on it.
 */
function timingOf({ leaseMs }: Bounds): Timing {
  const slotMs = 10;
  const beatMs = 300;
  // As long as the sender of a token waits for its receiver to act.
  const retryMs = 2 * beatMs + slotMs;
  const stableMs = 10 * beatMs;
  return { beatMs, idleFactor: 4, slotMs, retryMs, staggerMs: 0, leaseMs, stableMs, drift: 1e-3 };
}

/** L2's bound; with so few robots it is never reached. */
const MAX_OVERTAKES = 4;

/** Moments that have a number in one search; a bound so that two numbers make one key. */
const MOST_TIMES = 2 ** 20;

type Emit = (action: number, next: Int32Array, length: number) => void;

export class SwarmModel implements Model {
  readonly bounds: Bounds;
  readonly roster: Roster;
  readonly locals: Locals;
  /** Robots, and the pad's controller where there is one. */
  readonly members: number;
  readonly #histories = new Histories();
  readonly #historySteps = new IntegerTable();
  readonly #timesMs: number[] = [];
  readonly #times = new Map<number, number>();
  /** By local state and time: the later deadlines, as numbers of times. */
  readonly #targets = new Map<number, readonly number[]>();
  #first: Int32Array = new Int32Array(0);
  readonly #draft: Draft;

  /** A swarm that has never been started; `startFrom` gives the search its first state. */
  constructor(bounds: Bounds) {
    this.bounds = bounds;
    this.roster = {
      robots: Array.from({ length: bounds.robots }, (_, robot) => ({
        id: `r${robot + 1}`,
        rank: robot + 1,
      })),
      pads: [{ id: 'p1', guard: bounds.guard }],
    };
    this.members = bounds.robots + (bounds.guard === 'controller' ? 1 : 0);
    const { roster } = this;
    const timing = timingOf(bounds);
    const configs = Array.from(
      { length: this.members },
      (_, self): MemberConfig => ({
        roster,
        timing,
        self,
        maxOvertakes: MAX_OVERTAKES,
        undockMs: 0,
      }),
    );
    this.locals = new Locals(configs);
    this.#draft = new Draft(AT.members + this.members);
  }

  /** The moment from which the search goes on: the time, each member's local state, and the past. */
  startFrom(nowMs: number, members: readonly number[], past: readonly Fact[]): void {
    const budgets = fullBudgets(this.bounds);
    const history = this.#histories.after(Histories.FIRST, past);
    this.#first = Int32Array.from([this.time(nowMs), ...budgets, history, ...members]);
  }

  initial(): Int32Array {
    return this.#first;
  }

  timeMs(time: number): number {
    return this.#timesMs[time]!;
  }

  /** The number of a moment. */
  time(ms: number): number {
    const known = this.#times.get(ms);
    if (known !== undefined) return known;
    this.#times.set(ms, this.#timesMs.length);
    return this.#timesMs.push(ms) - 1;
  }

  violation(state: Int32Array): string | null {
    const nowMs = this.#timesMs[state[AT.time]!]!;
    let believers = 0;
    for (let robot = 0; robot < this.bounds.robots; robot += 1) {
      const { untilMs, tokenEpoch } = this.#outlook(state, robot);
      if (untilMs > nowMs) believers += 1;
      for (let other = 0; tokenEpoch !== 0 && other < robot; other += 1)
        if (this.#outlook(state, other).tokenEpoch === tokenEpoch)
          return 'S2: two robots hold the token of one epoch';
    }
    if (believers > 1) return 'S1: two robots believe that they may occupy the pad';
    return this.#histories.broken(state[AT.history]!);
  }

  successors(state: Int32Array, emit: Emit): void {
    this.#memberSteps(state, emit);
    this.#deliveries(state, emit);
    if (left(state[AT.budgets]!, TIME_OUT) > 0) this.#timeOuts(state, emit);
  }

  /** What members, and the bodies of robots, do of themselves. */
  #memberSteps(state: Int32Array, emit: Emit): void {
    const nowMs = this.#timesMs[state[AT.time]!]!;
    const budgets = state[AT.budgets]!;
    const more = state[AT.more]!;
    for (let member = 0; member < this.members; member += 1) {
      const outlook = this.#outlook(state, member);
      const act = (kind: number, input: number, cost = 0, costMore = 0): void => {
        this.#draft.begin(state, -1);
        this.#apply(state, member, input);
        this.#draft.spend(AT.budgets, cost);
        this.#draft.spend(AT.more, costMore);
        emit(actionOf(kind, member), this.#draft.row, this.#draft.length);
      };
      if (!outlook.up) {
        act(ACTION.start, START);
        continue;
      }
      if (left(budgets, CRASHES) > 0) act(ACTION.crash, CRASH, CRASHES);
      if (outlook.earliestMs <= nowMs) act(ACTION.tick, TICK);
      if (outlook.earliestMs < nowMs) continue;
      if (outlook.canWant && left(more, REQUEST) > 0) act(ACTION.want, WANT, 0, REQUEST);
      if (outlook.canLeave) act(ACTION.leave, LEAVE);
      if (outlook.mustSayOffPad) act(ACTION.offPad, OFF_PAD);
      if (outlook.canRelease && left(more, RELEASE) > 0)
        act(ACTION.release, RELEASE_PAD, 0, RELEASE);
    }
  }

  #deliveries(state: Int32Array, emit: Emit): void {
    const first = AT.members + this.members;
    for (let at = first; at < state.length; at += 1) {
      const copy = state[at]!;
      if (at > first && state[at - 1] === copy) continue;
      const message = messageOf(copy);
      const to = receiverOf(copy);
      if (to === ALL) this.#hear(state, message, at, emit);
      else if (this.#hears(state, to)) {
        this.#draft.begin(state, at);
        this.#apply(state, to, FIRST_MESSAGE + message);
        emit(frameAction(ACTION.late, message, 1 << to), this.#draft.row, this.#draft.length);
      }
    }
  }

  /** All who are up hear the frame at place `at`, but those who miss it. */
  #hear(state: Int32Array, message: number, at: number, emit: Emit): void {
    const hearers = this.#hearers(state, message);
    if (hearers === 0) return;
    const losses = left(state[AT.budgets]!, LOSS);
    // Every part of the hearers but all of them: counting up through the bits of the mask.
    for (let missed = 0; missed !== hearers; missed = (missed - hearers) & hearers) {
      const cost = bitCount(missed);
      if (cost <= losses) {
        this.#draft.begin(state, at);
        this.#hearAll(state, message, hearers & ~missed);
        this.#addCopies(state, message, missed);
        this.#draft.spend(AT.budgets, cost * LOSS);
        emit(frameAction(ACTION.deliver, message, missed), this.#draft.row, this.#draft.length);
      }
    }
    if (left(state[AT.budgets]!, DUPLICATE) === 0) return;
    this.#draft.begin(state, -1);
    this.#hearAll(state, message, hearers);
    this.#addCopies(state, message, 0);
    this.#draft.spend(AT.budgets, DUPLICATE);
    emit(frameAction(ACTION.double, message, 0), this.#draft.row, this.#draft.length);
  }

  #hearAll(state: Int32Array, message: number, hearers: number): void {
    for (let to = 0; to < this.members; to += 1)
      if ((hearers >> to) & 1) this.#apply(state, to, FIRST_MESSAGE + message);
  }

  /** Keeps a frame for those who missed it, and for those who sleep. */
  #addCopies(state: Int32Array, message: number, missed: number): void {
    const { from } = this.locals.said(message);
    const waits = missed | this.#overdue(state, this.#timesMs[state[AT.time]!]!);
    for (let to = 0; to < this.members; to += 1)
      if (to !== from && (waits >> to) & 1) this.#draft.addCopy(copyCode(message, to));
  }

  /** A mask of the members that are up and awake, without the sender. */
  #hearers(state: Int32Array, message: number): number {
    const { from } = this.locals.said(message);
    let mask = 0;
    for (let to = 0; to < this.members; to += 1)
      if (to !== from && this.#hears(state, to)) mask |= 1 << to;
    return mask;
  }

  /** Up and awake. */
  #hears(state: Int32Array, member: number): boolean {
    const { up, earliestMs } = this.#outlook(state, member);
    return up && earliestMs >= this.#timesMs[state[AT.time]!]!;
  }

  /** A mask of the members that wanted to wake before `ms`; at present, those that sleep. */
  #overdue(state: Int32Array, ms: number): number {
    let mask = 0;
    for (let member = 0; member < this.members; member += 1)
      if (this.#outlook(state, member).earliestMs < ms) mask |= 1 << member;
    return mask;
  }

  #outlook(state: Int32Array, member: number): Outlook {
    return this.locals.outlook(state[AT.members + member]!);
  }

  /** Takes a member's step in the state that was begun from `state`. */
  #apply(state: Int32Array, member: number, input: number): void {
    const time = state[AT.time]!;
    const local = state[AT.members + member]!;
    const step = this.locals.step(local, input, time, this.#timesMs[time]!);
    this.#draft.set(AT.members + member, step.to);
    if (step.facts !== 0)
      this.#draft.set(AT.history, this.#historyAfter(this.#draft.at(AT.history), step.facts));
    for (const message of step.sends) this.#draft.addCopy(copyCode(message, ALL));
  }

  #historyAfter(history: number, facts: number): number {
    const known = this.#historySteps.get(history, facts, 0);
    if (known >= 0) return known;
    const after = this.#histories.after(history, this.locals.facts(facts));
    this.#historySteps.set(history, facts, 0, after);
    return after;
  }

  /**
   * Time passes, to any deadline that somebody waits for. Each member that has an earlier one sleeps
   * through it: that is a freeze. It hears nothing and does nothing until the tick that wakes it.
   */
  #timeOuts(state: Int32Array, emit: Emit): void {
    const freezes = left(state[AT.more]!, FREEZE);
    const asleep = this.#overdue(state, this.#timesMs[state[AT.time]!]!);
    const seen: number[] = [];
    for (let member = 0; member < this.members; member += 1)
      for (const target of this.#later(state[AT.members + member]!, state[AT.time]!)) {
        const sleepers = bitCount(this.#overdue(state, this.#timesMs[target]!) & ~asleep);
        if (sleepers > freezes || seen.includes(target)) continue;
        seen.push(target);
        this.#draft.begin(state, -1);
        this.#draft.set(AT.time, target);
        this.#draft.spend(AT.budgets, TIME_OUT);
        this.#draft.spend(AT.more, sleepers * FREEZE);
        emit(actionOf(ACTION.pass, target), this.#draft.row, this.#draft.length);
      }
  }

  /** The moments after `time` for which a local state has a timer. */
  #later(local: number, time: number): readonly number[] {
    const key = local * MOST_TIMES + time;
    const known = this.#targets.get(key);
    if (known) return known;
    const nowMs = this.#timesMs[time]!;
    const { timers } = this.locals.outlook(local);
    const targets = timers.filter(({ atMs }) => atMs > nowMs).map(({ atMs }) => this.time(atMs));
    this.#targets.set(key, targets);
    return targets;
  }
}

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
