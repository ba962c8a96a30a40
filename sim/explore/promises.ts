/**
 * What the swarm's promises need to know of the past, as one small integer: each distinct history is
 * kept once, and each step's news leads from one to the next (protocol.md section 2).
 */
import { compareFences, type Fence } from '../../src/protocol/fence.ts';
import type { Output } from '../../src/protocol/output.ts';
import type { MemberIndex } from '../../src/protocol/roster.ts';

/** One thing that a step did and a promise is about. */
export type Fact =
  | { readonly kind: 'led' | 'minted'; readonly by: MemberIndex; readonly epoch: number }
  | { readonly kind: 'admitted' | 'entered'; readonly by: MemberIndex; readonly fence: Fence }
  | {
      readonly kind: 'voted';
      readonly by: MemberIndex;
      readonly epoch: number;
      readonly candidate: MemberIndex;
    }
  | { readonly kind: 'threw'; readonly by: MemberIndex; readonly error: string };

interface History {
  /** By epoch. */
  readonly leaders: Readonly<Record<number, MemberIndex>>;
  readonly minted: readonly number[];
  /** By acceptor: the newest fence that it admitted. */
  readonly admitted: Readonly<Record<MemberIndex, Fence>>;
  readonly entered: Fence | null;
  /** By `ballotOf` a voter and an epoch. */
  readonly ballots: Readonly<Record<number, MemberIndex>>;
  /** The promise that was broken, with what broke it. */
  readonly broken: string | null;
}

/** A whole number, so that the keys of a history stand in one order, whatever came first. */
function ballotOf(voter: MemberIndex, epoch: number): number {
  return epoch * 64 + voter;
}

const NOTHING: History = {
  leaders: {},
  minted: [],
  admitted: {},
  entered: null,
  ballots: {},
  broken: null,
};

/** What an output of `by` says about a promise, or null. */
export function factOf(by: MemberIndex, output: Output): Fact | null {
  if (output.do === 'send') {
    const { message } = output;
    if (message.kind === 'vote')
      return { kind: 'voted', by, epoch: message.epoch, candidate: message.candidate };
    if (message.kind === 'claim') return { kind: 'voted', by, epoch: message.epoch, candidate: by };
    return null;
  }
  if (output.do !== 'event') return null;
  const { event } = output;
  switch (event.event) {
    case 'leader':
      return event.leader === by ? { kind: 'led', by, epoch: event.epoch } : null;
    case 'mint':
      return { kind: 'minted', by, epoch: event.fence.epoch };
    case 'admit':
      return { kind: 'admitted', by, fence: event.fence };
    case 'enter':
      return { kind: 'entered', by, fence: event.fence };
    default:
      return null;
  }
}

export class Histories {
  readonly #histories: History[] = [];
  readonly #ids = new Map<string, number>();

  constructor() {
    this.#intern(NOTHING);
  }

  /** The history before anything happened is 0. */
  static readonly FIRST = 0;

  /** The promise that was broken in a history, or null. */
  broken(history: number): string | null {
    return this.#histories[history]!.broken;
  }

  /** The history after one more step. */
  after(history: number, facts: readonly Fact[]): number {
    return this.#intern(facts.reduce(extend, this.#histories[history]!));
  }

  #intern(history: History): number {
    const key = JSON.stringify(history);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.#ids.set(key, this.#histories.length);
    return this.#histories.push(history) - 1;
  }
}

function extend(history: History, fact: Fact): History {
  if (history.broken !== null) return history;
  switch (fact.kind) {
    case 'led': {
      const { [fact.epoch]: before = fact.by } = history.leaders;
      if (before !== fact.by) return { ...history, broken: 'S2: two leaders in one epoch' };
      return { ...history, leaders: { ...history.leaders, [fact.epoch]: fact.by } };
    }
    case 'minted':
      if (history.minted.includes(fact.epoch))
        return { ...history, broken: 'S2: two tokens minted in one epoch' };
      return { ...history, minted: [...history.minted, fact.epoch].sort((a, b) => a - b) };
    case 'admitted': {
      const last = history.admitted[fact.by];
      if (last && compareFences(fact.fence, last) <= 0)
        return { ...history, broken: 'S3: an acceptor admits a fence that is not above its last' };
      return { ...history, admitted: { ...history.admitted, [fact.by]: fact.fence } };
    }
    case 'entered':
      if (history.entered && compareFences(fact.fence, history.entered) <= 0)
        return { ...history, broken: 'S4: a robot enters with a fence that is not above the last' };
      return { ...history, entered: fact.fence };
    case 'voted': {
      const ballot = ballotOf(fact.by, fact.epoch);
      const { [ballot]: before = fact.candidate } = history.ballots;
      if (before !== fact.candidate)
        return { ...history, broken: 'S5: two votes of one robot in one epoch' };
      return { ...history, ballots: { ...history.ballots, [ballot]: fact.candidate } };
    }
    case 'threw':
      return { ...history, broken: `crash: ${fact.error}` };
  }
}
