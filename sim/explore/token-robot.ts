/**
 * One robot of the bare token layer: the real handlers of src/protocol, with all that is not the
 * token layer held still, and what of its state decides what it will do.
 *
 * No time-out fires, nobody leads, and an ENTER is admitted at once. So of the frames that a robot
 * sends only REQUEST and TOKEN matter.
 */
import { freshDurable } from '../../src/protocol/durable.ts';
import type { Fence } from '../../src/protocol/fence.ts';
import { hearPadMessage } from '../../src/protocol/hear-pad.ts';
import { Member } from '../../src/protocol/member.ts';
import type { Enter, Request, TokenPass } from '../../src/protocol/message.ts';
import type { PadState } from '../../src/protocol/pad.ts';
import type { Queue, Urgency } from '../../src/protocol/queue.ts';
import { nOf } from '../../src/protocol/request-number.ts';
import { controllerOf, type MemberIndex } from '../../src/protocol/roster.ts';
import { leavePad, wantPad } from '../../src/protocol/turn.ts';
import { LAN_TIMING } from '../../src/radio/timing.ts';

/** What travels between robots here. */
export type TokenMessage = Request | TokenPass;

/** What may happen to a robot. `want` is also the wish to have it more urgently. */
export type TokenInput =
  | { readonly do: 'want'; readonly urgency: Urgency }
  | { readonly do: 'leave' }
  | { readonly do: 'hear'; readonly from: MemberIndex; readonly message: TokenMessage };

/** `asks`: its ENTER was not admitted, which the stub rules out. */
export type Phase = 'rests' | 'waits' | 'asks' | 'inside';

const PAD = 0;
const BOOT = 1;
/** Everybody knows the token's epoch: it never changes here. */
const FIRST_FENCE: Fence = { epoch: 1, counter: 0 };

/** A robot at the start: r1 has the token and rests, and everybody knows so. */
export function newRobot(robots: number, self: MemberIndex, maxOvertakes: number): Member {
  const all = Array.from({ length: robots }, (_, robot) => robot);
  const roster = {
    robots: all.map((robot) => ({ id: `r${robot + 1}`, rank: robot + 1 })),
    pads: [{ id: 'p1', guard: 'controller' as const }],
  };
  const config = { roster, timing: LAN_TIMING, self, maxOvertakes, undockMs: 0 };
  const peer = { boot: BOOT, disk: 0, bootDisk: 0, otherBoot: 0 };
  const durable = {
    ...freshDurable(self + 1),
    boot: BOOT,
    standing: 'member' as const,
    epoch: FIRST_FENCE.epoch,
    peers: Object.fromEntries(all.map((robot) => [robot, peer])),
  };
  const member = new Member(config, durable, self + 1);
  const pad = padOf(member);
  pad.view.fence = FIRST_FENCE;
  pad.view.holder = 0;
  if (self === 0) {
    pad.taken = FIRST_FENCE;
    const lastServed = all.map(() => 0);
    pad.token = { fence: FIRST_FENCE, lastServed, queue: [], released: null };
  }
  return member;
}

/** Does one thing with a robot, in place. Returns what it sends to all others, in order. */
export function act(member: Member, input: TokenInput): TokenMessage[] {
  const { context } = member.state;
  const pad = padOf(member);
  // Only the order of the moments at which this robot has heard something matters.
  context.now += 1;
  if (input.do === 'want') wantPad(context, pad, input.urgency);
  else if (input.do === 'leave') leavePad(context, pad, 'done');
  else hearPadMessage(member.state, pad, input.from, BOOT, input.message);
  const sent: TokenMessage[] = [];
  for (const output of context.drain()) {
    if (output.do !== 'send') continue;
    const { message } = output;
    if (message.kind === 'enter') admit(member, message);
    if (message.kind === 'request' || message.kind === 'token') sent.push(message);
  }
  return sent;
}

/** The acceptors, as a stub that admits everybody at once. */
function admit(member: Member, { fence, attempt }: Enter): void {
  const { context } = member.state;
  const { leaseMs } = context.timing;
  const answer = { kind: 'admit', pad: PAD, robot: context.self, fence, attempt, leaseMs } as const;
  hearPadMessage(member.state, padOf(member), controllerOf(context.roster, PAD), BOOT, answer);
  context.drain();
}

export function phaseOf(member: Member): Phase {
  const { entry, want } = padOf(member);
  if (entry) return entry.untilMs === null ? 'asks' : 'inside';
  return want ? 'waits' : 'rests';
}

export function holdsToken(member: Member): boolean {
  return padOf(member).token !== null;
}

/** How often the robot has asked so far. */
export function askedBy(member: Member): number {
  return padOf(member).lastN;
}

/** The urgency with which it waits; null when it does not. */
export function waitsWith(member: Member): Urgency | null {
  const { want } = padOf(member);
  return want && phaseOf(member) === 'waits' ? want.urgency : null;
}

/**
 * The abstract state of a robot, as text: two robots with the same text do the same in every future.
 *
 * It has what Suzuki & Kasami have (RN, LN, the queue, who has the token, what the robot itself is
 * about) with the fence, L2's counts, and the LN that everybody overhears. Left out is
 *   - what only time-outs, repeats, elections and acceptors read: timers, tries, `passing`, `taken`
 *     (no TOKEN comes twice), `named`, `released`, holder, queue and entry of the view;
 *   - the clock: of the moments at which requests were heard only the order counts, and only
 *     among requests that are not known to be served, since the next one gets a new moment;
 *   - the urgency of a request that is known to be served, and of one that is inside;
 *   - what the view says of the robot itself: its own request never waits in its own token's
 *     queue, since a robot with a wish enters as soon as it has the token.
 */
export function projection(member: Member): string {
  const { self } = member.state.context;
  const { view, token, lastN } = padOf(member);
  const others = view.heard.map((heard, robot) => {
    const served = view.lastServed[robot]!;
    return {
      robot,
      heard: nOf(heard?.number ?? 0),
      served: nOf(served),
      keen: heard && heard.number > served ? heard.urgency : null,
      sinceMs: heard?.heardAtMs ?? 0,
    };
  });
  others.splice(self, 1);
  const elders = others.filter(({ keen }) => keen !== null).sort((a, b) => a.sinceMs - b.sinceMs);
  return [
    `${phaseOf(member)} ${lastN} ${waitsWith(member)} ${fenceText(view.fence)}`,
    others.map(({ heard, served, keen }) => `${heard} ${served} ${keen}`),
    elders.map(({ robot }) => robot).join(' '),
    token && `${fenceText(token.fence)} ${tokenText(token)}`,
  ].join('/');
}

/** What a copy of a message can do to `to`, as text: overhearing a TOKEN tells no more than LN. */
export function copyText(to: MemberIndex, from: MemberIndex, message: TokenMessage): string {
  if (message.kind === 'request') {
    const { epoch, n, urgency } = message;
    return `${to}: request ${from} ${epoch} ${n} ${urgency}`;
  }
  const fence = fenceText(message.fence);
  if (message.to === to) return `${to}: token ${fence} ${tokenText(message)}`;
  return `${to}: overhears ${fence} ${message.lastServed.map(nOf)}`;
}

function tokenText(token: { readonly lastServed: readonly number[]; readonly queue: Queue }) {
  const queue = token.queue.map(
    ({ robot, urgency, overtaken }) => `${robot} ${urgency} ${overtaken}`,
  );
  return `${token.lastServed.map(nOf)} ${queue}`;
}

function fenceText({ epoch, counter }: Fence): string {
  return `${epoch}.${counter}`;
}

function padOf(member: Member): PadState {
  return member.state.pads[PAD]!;
}
