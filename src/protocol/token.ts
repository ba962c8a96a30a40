/**
 * The token, after Suzuki & Kasami 1985: whoever has it may enter, and passes it to the head of the
 * queue that it carries (protocol.md section 4).
 *
 * Passing is reliable and final: the sender repeats TOKEN until it hears the receiver act on that
 * fence, and never takes a sent token back. If it gives up it says so (STUCK), and the leader mints
 * a new token; the old one is harmless, wherever it is (section 7).
 */
import type { Context } from './context.ts';
import { compareFences, type Fence, isNewer, next } from './fence.ts';
import type { TokenPass } from './message.ts';
import { enqueue, lifeOf, type Queue, withoutFormerLife, withoutRobot } from './queue.ts';
import { bootOf, type RequestNumber } from './request-number.ts';
import type { MemberIndex, PadIndex } from './roster.ts';
import { newestServed, observePass, unqueued, type View } from './view.ts';

export interface Token {
  fence: Fence;
  /** LN by robot. */
  lastServed: RequestNumber[];
  queue: Queue;
  /** The newest entry under this token that is over. */
  released: Fence | null;
}

/** A token on its way: sent, and not yet seen to have arrived. */
export interface Passing {
  readonly pass: TokenPass;
  tries: number;
  giveUpAtMs: number;
  stuck: boolean;
}

/** What a robot has of one pad's token. */
export interface TokenState {
  token: Token | null;
  passing: Passing | null;
  /** The newest fence at which this robot itself held the token in this life. */
  taken: Fence;
}

/** Up to so many robots a TOKEN tells all of LN; in a larger swarm, so much of it that it fits a frame. */
const SMALL_SWARM = 16;
const SERVED_TOLD = 12;

/** Puts everybody who was heard asking into the token's queue, the oldest request first. */
export function absorbRequests(context: Context, token: Token, view: View): void {
  const { maxOvertakes } = context.config;
  for (const robot of unqueued(view, token.lastServed, token.queue)) {
    const { number, urgency } = view.heard[robot]!;
    const life = lifeOf(bootOf(number));
    token.queue = enqueue(token.queue, { robot, life, urgency }, maxOvertakes);
  }
  for (const entry of token.queue) {
    const heard = view.heard[entry.robot];
    if (
      heard &&
      heard.urgency > entry.urgency &&
      heard.number > (token.lastServed[entry.robot] ?? 0)
    )
      token.queue = enqueue(token.queue, { ...entry, urgency: heard.urgency }, maxOvertakes);
  }
}

/** Whether a TOKEN that names this robot is one that it has not had yet. */
export function isNewToken(
  context: Context,
  state: TokenState,
  view: View,
  pass: TokenPass,
): boolean {
  return (
    // Until it is known whether an older disk was lost, its former life may have had this token.
    context.durable.standing !== 'joining' &&
    pass.to === context.self &&
    pass.toBoot === context.durable.boot &&
    isNewer(pass.fence, state.taken) &&
    pass.fence.epoch >= view.fence.epoch
  );
}

export function takeToken(context: Context, state: TokenState, view: View, pass: TokenPass): Token {
  state.taken = pass.fence;
  state.passing = null;
  state.token = {
    fence: pass.fence,
    lastServed: [...newestServed(view.lastServed, pass.lastServed)],
    queue: ofPresentLives(context, pass.queue),
    released: pass.released,
  };
  return state.token;
}

/** The queue without the requests of lives that are known to be over. */
export function ofPresentLives(context: Context, queue: Queue): Queue {
  return queue.reduce((left, { robot }) => {
    const boot = context.durable.peers[robot]?.boot;
    return boot === undefined ? left : withoutFormerLife(left, robot, boot);
  }, queue);
}

/** Advances the token's fence, as each pass and each entry does. */
export function advanceFence(state: TokenState, token: Token): Fence {
  token.fence = next(token.fence);
  state.taken = token.fence;
  return token.fence;
}

/** Sends the token to the robot at the head of its queue. */
export function passOn(context: Context, pad: PadIndex, state: TokenState, view: View): void {
  const token = state.token;
  const head = token?.queue[0];
  if (!token || !head) return;
  const pass: TokenPass = {
    kind: 'token',
    pad,
    to: head.robot,
    toBoot: context.durable.peers[head.robot]?.boot ?? 0,
    fence: advanceFence(state, token),
    released: token.released,
    lastServed: toldServed(token, context.self),
    queue: withoutRobot(token.queue, head.robot),
  };
  context.withdraw('hold', pad);
  state.token = null;
  state.passing = {
    pass,
    tries: 1,
    giveUpAtMs: context.now + passPatienceMs(context),
    stuck: false,
  };
  observePass(view, pass);
  context.event({
    event: 'token',
    pad,
    fence: pass.fence,
    to: pass.to,
    queue: pass.queue.map((entry) => entry.robot),
  });
  context.send(pass);
  context.setTimer('pass', context.now + context.timing.retryMs, pad);
}

/**
 * The part of LN that a TOKEN tells. In a large swarm not all of it fits a frame: then the robots that
 * were told last time are left out but for the sender, and hearers keep what they know of the others.
 */
function toldServed(token: Token, self: MemberIndex): RequestNumber[] {
  const robots = token.lastServed.length;
  if (robots <= SMALL_SWARM) return [...token.lastServed];
  const first = (token.fence.counter * SERVED_TOLD) % robots;
  const isTold = (robot: MemberIndex) => (robot - first + robots) % robots < SERVED_TOLD - 1;
  return token.lastServed.map((number, robot) => (robot === self || isTold(robot) ? number : 0));
}

/** How long a receiver may be silent before its token is reported. */
export function passPatienceMs(context: Context): number {
  return 2 * context.timing.beatMs + context.timing.slotMs;
}

/** Repeats an unanswered TOKEN, then reports it; both until somebody acts on it. */
export function repeatPass(context: Context, pad: PadIndex, state: TokenState): void {
  const passing = state.passing;
  if (!passing) return;
  const { timing, now } = context;
  if (now >= passing.giveUpAtMs) {
    passing.stuck = true;
    context.send({ kind: 'stuck', pad, fence: passing.pass.fence, disk: 0 });
    context.setTimer('pass', now + timing.beatMs, pad);
    return;
  }
  context.send(passing.pass);
  const waitMs = Math.min(timing.beatMs, timing.retryMs * 1.5 ** passing.tries);
  passing.tries += 1;
  context.setTimer('pass', Math.min(now + waitMs, passing.giveUpAtMs), pad);
}

/**
 * Ends the repetition of a TOKEN when its receiver was heard to act on it, or anybody on a later
 * fence. Hearing others say that the receiver has it is no proof that it arrived.
 */
export function noteArrival(
  context: Context,
  pad: PadIndex,
  state: TokenState,
  from: MemberIndex,
  fence: Fence,
): void {
  const passing = state.passing;
  if (!passing) return;
  const order = compareFences(fence, passing.pass.fence);
  if (order < 0 || (order === 0 && from !== passing.pass.to)) return;
  state.passing = null;
  context.clearTimer('pass', pad);
}
