/**
 * Members on a stage: one step at a time, with every output written down, so that a test reads as a
 * transcript. There is no medium here; a test says who hears what, and when.
 */
import { type Durable, freshDurable } from '../../src/protocol/durable.ts';
import type { Fence } from '../../src/protocol/fence.ts';
import { Member, type MemberInput } from '../../src/protocol/member.ts';
import type { MemberState } from '../../src/protocol/member-state.ts';
import type { Message } from '../../src/protocol/message.ts';
import type { Output } from '../../src/protocol/output.ts';
import type { PadState } from '../../src/protocol/pad.ts';
import type { Roster } from '../../src/protocol/roster.ts';
import type { Timing } from '../../src/protocol/timing.ts';
import { LAN_TIMING } from '../../src/radio/timing.ts';

export const LAN = LAN_TIMING;

export interface StageOptions {
  readonly robots?: number;
  readonly guard?: 'controller' | 'robots';
  readonly pads?: number;
  readonly timing?: Timing;
  readonly maxOvertakes?: number;
  readonly undockMs?: number;
  /** What the disk has before the start; a settled member's without it. */
  readonly durable?: Partial<Durable>;
  readonly offPad?: boolean;
}

export function rosterOf(options: StageOptions): Roster {
  const { robots = 3, guard = 'controller', pads = 1 } = options;
  return {
    robots: Array.from({ length: robots }, (_, index) => ({
      id: `r${index + 1}`,
      rank: index + 1,
    })),
    pads: Array.from({ length: pads }, (_, index) => ({ id: `p${index + 1}`, guard })),
  };
}

export const fence = (epoch: number, counter: number): Fence => ({ epoch, counter });

/** A settled disk: a member, known to all, in its second life after the start. */
export function settled(roster: Roster): Durable {
  const peers = Object.fromEntries(
    [...roster.robots, ...roster.pads].map((_, index) => [
      index,
      { boot: 1, disk: 100 + index, bootDisk: 100 + index, otherBoot: 0 },
    ]),
  );
  const acceptors = Object.fromEntries(
    roster.pads.map((_, pad) => [pad, { ceiling: fence(0, 0), leaseMs: 0, floorEpoch: 1 }]),
  );
  return { ...freshDurable(7), boot: 0, standing: 'member', peers, acceptors };
}

function text(value: unknown): string {
  if (value === null) return '-';
  if (typeof value === 'number') return `${Math.round(value * 100) / 100}`;
  if (Array.isArray(value)) return `[${value.map(text).join(' ')}]`;
  if (typeof value === 'object') {
    const fields = value as Record<string, unknown>;
    if ('epoch' in fields && 'counter' in fields && Object.keys(fields).length === 2)
      return `(${fields.epoch},${fields.counter})`;
    if ('overtaken' in fields) return `${fields.robot}^${fields.urgency}+${fields.overtaken}`;
    return `{${words(fields, '')}}`;
  }
  return String(value);
}

function words(fields: object, head: string): string {
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${text(value)}`);
  return [head, ...rest].filter((word) => word !== '').join(' ');
}

/** One output in one line; null for what a transcript is better without. */
export function line(output: Output): string | null {
  switch (output.do) {
    case 'send': {
      const { kind, ...fields } = output.message;
      const to = output.air ? (output.self ? '>@' : '>') : '@';
      return words(fields, `${to} ${kind}${output.durable ? '!' : ''}`);
    }
    case 'event': {
      const { event, ...fields } = output.event;
      return words(fields, `* ${event}`);
    }
    case 'persist': {
      const { boot, epoch, votedFor, standing } = output.durable;
      return words({ boot, epoch, votedFor, standing }, 'disk');
    }
    default: {
      const { do: what, ...fields } = output;
      return words(fields, `- ${what}`);
    }
  }
}

export class Actor {
  readonly member: Member;
  readonly roster: Roster;
  readonly self: number;
  now = 1000;
  outputs: Output[] = [];
  private durable: Durable;

  constructor(self: number, options: StageOptions = {}) {
    this.roster = rosterOf(options);
    this.self = self;
    this.durable = { ...settled(this.roster), ...options.durable };
    const { timing = LAN, maxOvertakes = 4, undockMs = 0 } = options;
    const config = { roster: this.roster, timing, self, maxOvertakes, undockMs };
    this.member = new Member(config, this.durable, 42);
    this.step({ type: 'start', offPad: options.offPad ?? true, reason: 'start' });
    this.outputs = [];
  }

  /** Past the quarantine of its acceptors, with nothing left to say. */
  static ready(self: number, options: StageOptions = {}): Actor {
    const actor = new Actor(self, options);
    const { quarantineUntilMs = 0 } = actor.pad().acceptor ?? {};
    actor.now = Math.max(actor.now, quarantineUntilMs);
    const { timers } = actor.member.state.context;
    for (const key of timers.due(Number.POSITIVE_INFINITY)) timers.delete(key);
    actor.outputs = [];
    return actor;
  }

  get state(): MemberState {
    return this.member.state;
  }

  get disk(): Durable {
    return this.durable;
  }

  pad(pad = 0): PadState {
    return this.state.pads[pad]!;
  }

  step(input: MemberInput): this {
    const inputs = [input];
    for (let next = inputs.shift(); next; next = inputs.shift())
      for (const output of this.member.step(next, this.now)) {
        this.outputs.push(output);
        if (output.do === 'persist') this.durable = output.durable;
        if (output.do === 'send' && output.self)
          inputs.push(this.heard(this.self, output.message, this.state.context.durable.boot));
      }
    return this;
  }

  hear(from: number, message: Message, boot = 1): this {
    return this.step(this.heard(from, message, boot));
  }

  private heard(from: number, message: Message, boot: number): MemberInput {
    return { type: 'message', from, boot, sequence: 1, message, proven: true };
  }

  /** Lets time pass, with a tick at each deadline. */
  wait(forMs: number): this {
    const endMs = this.now + forMs;
    for (let turns = 0; turns < 5000; turns += 1) {
      const nextMs = this.member.nextDeadlineMs();
      if (nextMs === null || nextMs > endMs) break;
      this.now = Math.max(this.now, nextMs);
      this.step({ type: 'tick' });
    }
    this.now = endMs;
    return this;
  }

  /** Takes what was put out since the last time, as lines. */
  take(pattern = /^[>@*-]/): string[] {
    const taken = this.outputs;
    this.outputs = [];
    return taken
      .map(line)
      .filter((shown): shown is string => shown !== null && pattern.test(shown));
  }

  /** Takes the messages of a kind that were put out. */
  messages<K extends Message['kind']>(kind: K): Extract<Message, { kind: K }>[] {
    const messages = this.outputs.flatMap((output) =>
      output.do === 'send' && output.message.kind === kind ? [output.message] : [],
    );
    this.outputs = [];
    return messages as Extract<Message, { kind: K }>[];
  }
}
