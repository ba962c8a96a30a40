/**
 * What every part of a member works with during a step: who it is, what time it is, and where its
 * outputs and timers go. The parts keep no time, no chance and no outputs of their own.
 */
import type { Durable } from './durable.ts';
import { isPadMessage, type Message, type MessageKind } from './message.ts';
import type { MemberEvent, Output, Send } from './output.ts';
import { nextFraction, nextUint32, type RandomState } from './random.ts';
import { isAcceptor, isRobot, type MemberIndex, type PadIndex, type Roster } from './roster.ts';
import { type TimerKey, Timers } from './timers.ts';
import type { Timing } from './timing.ts';

export interface MemberConfig {
  readonly roster: Roster;
  readonly timing: Timing;
  readonly self: MemberIndex;
  /** L2: how often a request may be overtaken. */
  readonly maxOvertakes: number;
  /** How long before a lease's end the body must start to leave. */
  readonly undockMs: number;
}

/** How an answer is given that others give as well. */
export interface Answering {
  readonly name: 'vote' | 'refusal' | 'admit' | 'hold';
  /** So many others go first. */
  readonly place: number;
  readonly pad?: PadIndex;
  /** It is a promise. */
  readonly durable: boolean;
}

/** Kinds that the sender itself must hear when it is one of a pad's acceptors. */
const HEARD_BY_ACCEPTORS: ReadonlySet<MessageKind> = new Set(['enter', 'exit', 'token']);

const NOTHING: readonly Output[] = [];

export class Context {
  readonly config: MemberConfig;
  readonly timers = new Timers();
  readonly random: RandomState;
  durable: Durable;
  /** The member's clock at this step, in milliseconds. */
  now = 0;
  private outputs: Output[] = [];
  /** Answers that wait for their place among those of others, by the timer that ends the wait. */
  private readonly waiting = new Map<TimerKey, Send>();

  constructor(config: MemberConfig, durable: Durable, seed: number) {
    this.config = config;
    this.durable = durable;
    this.random = { word: seed >>> 0 };
  }

  get self(): MemberIndex {
    return this.config.self;
  }

  get roster(): Roster {
    return this.config.roster;
  }

  get timing(): Timing {
    return this.config.timing;
  }

  /** Robots of good standing vote, lead and guard passive pads (S5). */
  get votes(): boolean {
    return this.durable.standing === 'member' && isRobot(this.roster, this.self);
  }

  output(output: Output): void {
    this.outputs.push(output);
  }

  drain(): readonly Output[] {
    if (this.outputs.length === 0) return NOTHING;
    const drained = this.outputs;
    this.outputs = [];
    return drained;
  }

  event(event: MemberEvent): void {
    this.outputs.push({ do: 'event', event });
  }

  /** Broadcasts a message that promises nothing. */
  send(message: Message): void {
    const self =
      HEARD_BY_ACCEPTORS.has(message.kind) &&
      isPadMessage(message) &&
      isAcceptor(this.roster, this.self, message.pad);
    this.outputs.push({ do: 'send', message, durable: false, air: true, self });
  }

  /** Broadcasts a promise: it leaves when the state that it rests on is on disk (S5). */
  promise(message: Message, to: { readonly air: boolean; readonly self: boolean }): void {
    this.outputs.push({ do: 'send', message, durable: true, ...to });
  }

  /**
   * Broadcasts an answer that others give to the same frame as well, after `place` others. It takes the
   * place of an earlier one of that name that still waits.
   */
  answer({ name, place, pad, durable }: Answering, message: Message): void {
    this.withdraw(name, pad);
    const send: Send = { do: 'send', message, durable, air: true, self: false };
    const waitMs = place * this.timing.staggerMs;
    if (waitMs === 0) {
      this.outputs.push(send);
      return;
    }
    const key = timerKey(`answer-${name}`, pad);
    this.waiting.set(key, send);
    this.timers.set(key, this.now + waitMs);
  }

  /** Nobody needs the answer of that name any more. */
  withdraw(name: Answering['name'], pad?: PadIndex): void {
    if (this.waiting.size === 0) return;
    const key = timerKey(`answer-${name}`, pad);
    if (this.waiting.delete(key)) this.timers.delete(key);
  }

  /** A timer has rung; true when it was that of an answer, which leaves now. */
  sendWaiting(key: TimerKey): boolean {
    const send = this.waiting.get(key);
    if (!send) return false;
    this.waiting.delete(key);
    this.outputs.push(send);
    return true;
  }

  persist(change: Partial<Durable>): void {
    this.durable = { ...this.durable, ...change };
    this.outputs.push({ do: 'persist', durable: this.durable });
  }

  /** Sets a timer; a pad's timers carry its index. */
  setTimer(name: string, atMs: number, pad?: PadIndex): void {
    this.timers.set(timerKey(name, pad), atMs);
  }

  clearTimer(name: string, pad?: PadIndex): void {
    this.timers.delete(timerKey(name, pad));
  }

  /** In [0, 1). */
  fraction(): number {
    return nextFraction(this.random);
  }

  uint32(): number {
    return nextUint32(this.random);
  }
}

function timerKey(name: string, pad?: PadIndex): TimerKey {
  return pad === undefined ? name : `${name}/${pad}`;
}
