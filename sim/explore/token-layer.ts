/**
 * The bare token layer as a model to search: robots on one broadcast medium that ask for one pad and
 * pass the token, and nothing else. It is small enough to be written once more in Promela, so SPIN
 * can say whether this search and the real handlers reach exactly the states that they should.
 *
 * The layer: each robot asks a limited number of times. A REQUEST or TOKEN reaches each other robot
 * as a copy of its own, once, in any order. No time-outs, repeats, losses, leases or elections; an
 * entry is admitted at once. At first r1 has the token, and rests.
 *
 * A state is a row of integers: a number for each robot's abstract state (`projection`), and the
 * numbers of the copies on their way, sorted. Each distinct step of a robot is taken once, by the
 * real handlers, and remembered.
 */
import type { Member } from '../../src/protocol/member.ts';
import type { MemberIndex } from '../../src/protocol/roster.ts';
import { IntegerTable } from './integer-table.ts';
import type { Model } from './search.ts';
import { copyOf } from './snapshot.ts';
import * as robot from './token-robot.ts';

export interface TokenLayerBounds {
  /** 2 or more. */
  readonly robots: readonly RobotBounds[];
  /** L2: how often an entry of the queue may be overtaken. */
  readonly maxOvertakes: number;
}

export interface RobotBounds {
  /** How often it asks. */
  readonly asks: number;
  /** How urgently. With `either`, a wait may also become urgent later. */
  readonly urgency: 'routine' | 'urgent' | 'either';
}

/** A copy of a message on its way to one robot. */
export interface TokenCopy {
  readonly to: MemberIndex;
  readonly from: MemberIndex;
  readonly message: robot.TokenMessage;
}

interface Local {
  readonly member: Member;
  /** What it may do of its own accord. */
  readonly may: readonly OwnAct[];
  readonly phase: robot.Phase;
  readonly holds: boolean;
}

interface Step {
  readonly to: number;
  readonly copies: readonly number[];
}

type Emit = Parameters<Model['successors']>[1];

type OwnAct = 0 | 1 | 2;

/** What a robot may do, by number: `want` with that urgency, or `leave`. */
const WANT: OwnAct = 0;
const WANT_URGENTLY: OwnAct = 1;
const LEAVE: OwnAct = 2;
const OWN_ACTS: readonly robot.TokenInput[] = [
  { do: 'want', urgency: 0 },
  { do: 'want', urgency: 1 },
  { do: 'leave' },
];
/** Inputs from here on are copies that arrive. */
const FIRST_COPY = OWN_ACTS.length;

export class TokenLayer implements Model {
  readonly bounds: TokenLayerBounds;
  readonly robots: number;
  readonly #locals: Local[] = [];
  readonly #localIds = new Map<string, number>();
  readonly #copies: TokenCopy[] = [];
  readonly #copyIds = new Map<string, number>();
  readonly #memo = new IntegerTable();
  readonly #steps: Step[] = [];
  readonly #next: Int32Array;

  constructor(bounds: TokenLayerBounds) {
    this.bounds = bounds;
    this.robots = bounds.robots.length;
    const asks = bounds.robots.reduce((sum, each) => sum + each.asks, 0);
    // An ask brings at most two REQUESTs and a TOKEN, each with less than `robots` copies.
    this.#next = new Int32Array(this.robots * (1 + 3 * asks));
  }

  /** The robots at the start: the real ones. */
  start(): Member[] {
    return this.bounds.robots.map((_, self) =>
      robot.newRobot(this.robots, self, this.bounds.maxOvertakes),
    );
  }

  initial(): Int32Array {
    return this.pack(this.start(), []);
  }

  /** The row of a state that is made of real robots and copies. The robots stay the caller's. */
  pack(members: readonly Member[], copies: readonly TokenCopy[]): Int32Array {
    const locals = members.map((member) => this.#internLocal(member));
    const ids = copies.map((copy) => this.#internCopy(copy)).sort((a, b) => a - b);
    return Int32Array.from([...locals, ...ids]);
  }

  /** What a robot may do of its own accord. */
  mayDo(member: Member): robot.TokenInput[] {
    return this.#ownActs(member).map((own) => OWN_ACTS[own]!);
  }

  successors(state: Int32Array, emit: Emit): void {
    for (let self = 0; self < this.robots; self += 1)
      for (const own of this.#locals[state[self]!]!.may) this.#step(state, self, own, -1, emit);
    for (let at = this.robots; at < state.length; at += 1) {
      const copy = state[at]!;
      this.#step(state, this.#copies[copy]!.to, FIRST_COPY + copy, at, emit);
    }
  }

  /** S1; that there is one token; and L1: when no frame is on its way, nobody waits for ever. */
  violation(state: Int32Array): string | null {
    let tokens = 0;
    const inPhase = { rests: 0, waits: 0, asks: 0, inside: 0 };
    for (let self = 0; self < this.robots; self += 1) {
      const local = this.#locals[state[self]!]!;
      inPhase[local.phase] += 1;
      if (local.holds) tokens += 1;
    }
    for (let at = this.robots; at < state.length; at += 1) {
      const { to, message } = this.#copies[state[at]!]!;
      if (message.kind === 'token' && message.to === to) tokens += 1;
    }
    if (inPhase.inside > 1) return 'S1: two robots are inside';
    if (tokens !== 1) return `S2: ${tokens} tokens`;
    if (state.length === this.robots && inPhase.inside === 0 && inPhase.waits > 0)
      return 'L1: a robot waits, and nothing will happen any more';
    return null;
  }

  /** An action of `successors` in words. */
  describe(action: number): string {
    const input = Math.floor(action / this.robots);
    const self = `r${(action % this.robots) + 1}`;
    if (input === WANT) return `${self} asks`;
    if (input === WANT_URGENTLY) return `${self} asks urgently`;
    if (input === LEAVE) return `${self} leaves`;
    const { from, message } = this.#copies[input - FIRST_COPY]!;
    const what =
      message.kind === 'request' ? `REQUEST ${message.n}` : `TOKEN to r${message.to + 1}`;
    return `${self} hears ${what} from r${from + 1}`;
  }

  /** Emits the row after one step of one robot; the copy at place `heard`, if any, is used up. */
  #step(state: Int32Array, self: MemberIndex, input: number, heard: number, emit: Emit): void {
    const step = this.#stepOf(state[self]!, input);
    const next = this.#next;
    let length = 0;
    for (let at = 0; at < state.length; at += 1) if (at !== heard) next[length++] = state[at]!;
    next[self] = step.to;
    for (const copy of step.copies) length = insert(next, this.robots, length, copy);
    emit(input * this.robots + self, next, length);
  }

  #stepOf(local: number, input: number): Step {
    const known = this.#memo.get(local, input, 0);
    if (known >= 0) return this.#steps[known]!;
    const member = copyOf(this.#locals[local]!.member);
    const from = member.state.context.self;
    const sent = robot.act(member, this.#inputOf(input));
    const copies = sent.flatMap((message) => copiesOf(from, message, this.robots));
    const step = {
      to: this.#internLocal(member),
      copies: copies.map((copy) => this.#internCopy(copy)),
    };
    this.#memo.set(local, input, 0, this.#steps.length);
    this.#steps.push(step);
    return step;
  }

  #inputOf(input: number): robot.TokenInput {
    if (input < FIRST_COPY) return OWN_ACTS[input]!;
    const { from, message } = this.#copies[input - FIRST_COPY]!;
    return { do: 'hear', from, message };
  }

  #ownActs(member: Member): OwnAct[] {
    const { asks, urgency } = this.bounds.robots[member.state.context.self]!;
    const phase = robot.phaseOf(member);
    if (phase === 'inside') return [LEAVE];
    if (phase === 'waits')
      return urgency === 'either' && robot.waitsWith(member) === 0 ? [WANT_URGENTLY] : [];
    if (robot.askedBy(member) >= asks) return [];
    switch (urgency) {
      case 'routine':
        return [WANT];
      case 'urgent':
        return [WANT_URGENTLY];
      case 'either':
        return [WANT, WANT_URGENTLY];
    }
  }

  #internLocal(member: Member): number {
    const key = `${member.state.context.self}: ${robot.projection(member)}`;
    const known = this.#localIds.get(key);
    if (known !== undefined) return known;
    this.#localIds.set(key, this.#locals.length);
    return (
      this.#locals.push({
        member: copyOf(member),
        may: this.#ownActs(member),
        phase: robot.phaseOf(member),
        holds: robot.holdsToken(member),
      }) - 1
    );
  }

  #internCopy(copy: TokenCopy): number {
    const key = robot.copyText(copy.to, copy.from, copy.message);
    const known = this.#copyIds.get(key);
    if (known !== undefined) return known;
    this.#copyIds.set(key, this.#copies.length);
    return this.#copies.push(copy) - 1;
  }
}

/** A broadcast: one copy for each other robot. */
export function copiesOf(
  from: MemberIndex,
  message: robot.TokenMessage,
  robots: number,
): TokenCopy[] {
  const others = Array.from({ length: robots }, (_, to) => to).filter((to) => to !== from);
  return others.map((to) => ({ to, from, message }));
}

/** Puts a copy into its place among the sorted copies from `first` on; returns the new length. */
function insert(row: Int32Array, first: number, length: number, copy: number): number {
  let at = length;
  while (at > first && row[at - 1]! > copy) {
    row[at] = row[at - 1]!;
    at -= 1;
  }
  row[at] = copy;
  return length + 1;
}
