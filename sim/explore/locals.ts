/**
 * The members of the search: each distinct state of the real `Member`, with its disk and what its
 * link believes, has a number, and each distinct step is taken once and remembered by numbers.
 *
 * A step depends on nothing but the member's state, the input and the time. So the global search,
 * which meets the same step in very many surroundings, works on integers only.
 */
import type { MemberConfig } from '../../src/protocol/context.ts';
import { type Durable, freshDurable } from '../../src/protocol/durable.ts';
import { Member, type MemberInput } from '../../src/protocol/member.ts';
import type { Message } from '../../src/protocol/message.ts';
import type { MemberIndex } from '../../src/protocol/roster.ts';
import { whyNotTakePad } from '../../src/roles/take-pad.ts';
import { IntegerTable } from './integer-table.ts';
import { type Fact, factOf } from './promises.ts';
import { copyOf, Snapshots } from './snapshot.ts';

/** One member between two steps. */
export interface Local {
  readonly self: MemberIndex;
  /** Null while it is down. */
  readonly member: Member | null;
  /** What a restart finds: the state that was last put out to be saved. */
  readonly disk: Durable;
  /**
   * By peer: the boot that its link believes, 0 for none. The real link also drops a frame that comes
   * twice; here it gets through, so the core is held to its promises without that help.
   */
  readonly believed: readonly number[];
  /** The body stands on the pad, where a former life left it. */
  readonly onPad: boolean;
}

/** What a step did, by numbers. */
export interface Step {
  readonly to: number;
  /** The messages that go out on the air, in order. */
  readonly sends: readonly number[];
  /** What the promises must know; equal facts have equal numbers, and 0 is none. */
  readonly facts: number;
}

/** A frame without its tag and number: who says what, in which life. */
export interface Said {
  readonly from: MemberIndex;
  readonly boot: number;
  readonly message: Message;
}

/** Inputs of a step: these, or `FIRST_MESSAGE` and the number of a message. */
export const TICK = 0;
export const WANT = 1;
export const LEAVE = 2;
export const OFF_PAD = 3;
export const CRASH = 4;
export const START = 5;
export const RELEASE = 6;
export const FIRST_MESSAGE = 8;

const PAD = 0;

/** What is asked of a local state again and again, worked out once. */
export interface Outlook {
  readonly up: boolean;
  /** The first deadline; infinity without one. */
  readonly earliestMs: number;
  /** Timers with their names, the earliest first. */
  readonly timers: readonly { readonly name: string; readonly atMs: number }[];
  /** The robot believes until then that it may occupy the pad; minus infinity when it does not. */
  readonly untilMs: number;
  /** The epoch of the token that it holds; 0 for none. */
  readonly tokenEpoch: number;
  readonly canWant: boolean;
  readonly canLeave: boolean;
  readonly mustSayOffPad: boolean;
  /** It can take the pad from whoever is on it. */
  readonly canRelease: boolean;
}

export class Locals {
  readonly #configs: readonly MemberConfig[];
  readonly #locals: Local[] = [];
  readonly #outlooks: Outlook[] = [];
  readonly #snapshots = new Snapshots();
  readonly #said: Said[] = [];
  readonly #saidIds = new Map<string, number>();
  readonly #facts: (readonly Fact[])[] = [[]];
  readonly #factIds = new Map<string, number>([['[]', 0]]);
  readonly #steps: Step[] = [];
  readonly #memo = new IntegerTable();

  constructor(configs: readonly MemberConfig[]) {
    this.#configs = configs;
  }

  /** Distinct states of members, distinct steps that the real handlers took, distinct messages. */
  get counts(): { locals: number; steps: number; messages: number } {
    return {
      locals: this.#locals.length,
      steps: this.#steps.length,
      messages: this.#said.length,
    };
  }

  local(local: number): Local {
    return this.#locals[local]!;
  }

  outlook(local: number): Outlook {
    return this.#outlooks[local]!;
  }

  said(message: number): Said {
    return this.#said[message]!;
  }

  facts(facts: number): readonly Fact[] {
    return this.#facts[facts]!;
  }

  /** A member that is down, with a disk that was never written. */
  fresh(self: MemberIndex): number {
    const disk = freshDurable(1000 + self);
    return this.#intern({ self, member: null, disk, believed: [], onPad: false });
  }

  /** The step of a member; `time` is a number that stands for `nowMs`. */
  step(local: number, input: number, time: number, nowMs: number): Step {
    const known = this.#memo.get(local, input, time);
    if (known >= 0) return this.#steps[known]!;
    const step = this.#take(this.#locals[local]!, input, nowMs);
    this.#memo.set(local, input, time, this.#steps.length);
    this.#steps.push(step);
    return step;
  }

  #take(before: Local, input: number, nowMs: number): Step {
    if (input === CRASH) return this.#crash(before, nowMs);
    const stage = new Stage(before, this.#configs[before.self]!);
    try {
      stage.input(input, input >= FIRST_MESSAGE ? this.#said[input - FIRST_MESSAGE]! : null, nowMs);
    } catch (error) {
      stage.facts.push({ kind: 'threw', by: before.self, error: (error as Error).message });
    }
    return {
      to: this.#intern(stage.local()),
      sends: stage.sends.map((said) => this.#internSaid(said)),
      facts: this.#internFacts(stage.facts),
    };
  }

  #crash({ self, member, disk, onPad }: Local, nowMs: number): Step {
    const untilMs = member?.state.pads[PAD]?.entry?.untilMs ?? Number.NEGATIVE_INFINITY;
    const stays = onPad || untilMs > nowMs;
    const down = { self, member: null, disk, believed: [], onPad: stays };
    return { to: this.#intern(down), sends: [], facts: 0 };
  }

  #intern(local: Local): number {
    const id = this.#snapshots.idOf(local, this.#locals.length);
    if (id < this.#locals.length) return id;
    // The copy has its maps in order, so that which of equal states came first makes no difference.
    this.#locals.push({ ...local, member: copyOf(local.member) });
    this.#outlooks.push(outlookOf(local));
    return id;
  }

  #internSaid(said: Said): number {
    const key = JSON.stringify(said);
    const known = this.#saidIds.get(key);
    if (known !== undefined) return known;
    this.#saidIds.set(key, this.#said.length);
    return this.#said.push(said) - 1;
  }

  #internFacts(facts: readonly Fact[]): number {
    const key = JSON.stringify(facts);
    const known = this.#factIds.get(key);
    if (known !== undefined) return known;
    this.#factIds.set(key, this.#facts.length);
    return this.#facts.push(facts) - 1;
  }
}

/** One step on a copy of a member, with what the driver would do around it. */
class Stage {
  readonly sends: Said[] = [];
  readonly facts: Fact[] = [];
  readonly #self: MemberIndex;
  readonly #member: Member;
  readonly #believed: number[];
  #disk: Durable;
  #onPad: boolean;

  constructor(before: Local, config: MemberConfig) {
    this.#self = before.self;
    this.#disk = before.disk;
    this.#believed = [...before.believed];
    this.#onPad = before.onPad;
    this.#member = before.member
      ? copyOf(before.member)
      : new Member(config, before.disk, seedOf(before));
    // The state may have been met first at a later moment than this one.
    this.#member.state.context.now = 0;
  }

  local(): Local {
    return {
      self: this.#self,
      member: this.#member,
      disk: this.#disk,
      believed: this.#believed,
      onPad: this.#onPad,
    };
  }

  input(input: number, said: Said | null, nowMs: number): void {
    const first = said ? this.#received(said) : this.#own(input);
    if (!first) return;
    const inputs: MemberInput[] = [first];
    for (let next = inputs.shift(); next; next = inputs.shift())
      for (const output of this.#member.step(next, nowMs)) {
        const fact = factOf(this.#self, output);
        if (fact) this.facts.push(fact);
        if (output.do === 'persist') this.#disk = output.durable;
        if (output.do === 'prove')
          this.#believed[output.peer] = Math.max(this.#believed[output.peer] ?? 0, output.boot);
        if (output.do !== 'send') continue;
        const own = { from: this.#self, boot: this.#disk.boot, message: output.message };
        if (output.air) this.sends.push(own);
        if (output.self) inputs.push({ type: 'message', ...own, sequence: 0, proven: true });
      }
  }

  #own(input: number): MemberInput {
    switch (input) {
      case WANT:
        return { type: 'want', pad: PAD, urgency: 0 };
      case LEAVE:
        return { type: 'leave', pad: PAD };
      case OFF_PAD:
        this.#onPad = false;
        return { type: 'off-pad' };
      case RELEASE:
        return { type: 'release', pad: PAD };
      case START:
        return { type: 'start', offPad: !this.#onPad, reason: 'start' };
      default:
        return { type: 'tick' };
    }
  }

  /** What the link makes of a frame (src/wire/link.ts); null when it drops it. */
  #received({ from, boot, message }: Said): MemberInput | null {
    const believed = this.#believed[from] ?? 0;
    const introduces = message.kind === 'hello' || message.kind === 'welcome';
    if (believed === 0 && !introduces) return { type: 'stranger', from };
    if (boot < believed && message.kind !== 'hello') return null;
    if (believed !== 0) this.#believed[from] = Math.max(believed, boot);
    return { type: 'message', from, boot, sequence: 0, message, proven: believed !== 0 };
  }
}

/** Chance is a function of who starts, and how often it has started before. */
function seedOf({ self, disk }: Local): number {
  return Math.imul(self + 1, 0x9e3779b1) ^ Math.imul(disk.boot + 1, 0x85ebca77);
}

function outlookOf({ member, onPad }: Local): Outlook {
  const pad = member?.state.pads[PAD];
  const robot = member?.state.context.config.roster.robots[member.state.context.self];
  const untilMs = pad?.entry?.untilMs ?? Number.NEGATIVE_INFINITY;
  const table = member?.state.context.timers;
  const names = table?.due(Number.POSITIVE_INFINITY) ?? [];
  const timers = names.map((name) => ({ name, atMs: table!.get(name)! }));
  timers.sort((a, b) => a.atMs - b.atMs);
  return {
    up: member !== null,
    earliestMs: timers[0]?.atMs ?? Number.POSITIVE_INFINITY,
    timers,
    untilMs,
    tokenEpoch: pad?.token?.fence.epoch ?? 0,
    canWant: robot !== undefined && !onPad && pad !== undefined && !pad.want && !pad.entry,
    canLeave: untilMs !== Number.NEGATIVE_INFINITY,
    mustSayOffPad: member !== null && onPad,
    canRelease: member !== null && whyNotTakePad(member.state, PAD) === null,
  };
}
