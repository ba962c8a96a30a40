/**
 * What a member does with each message about a pad: overhear it, then act on it where it concerns
 * this member as a robot that waits, as the holder, as an acceptor, or as the leader.
 */
import { type Acceptor, decide, overhearAdmit, raiseEpoch, release } from './acceptor.ts';
import { isLeading } from './election.ts';
import { compareFences, type Fence } from './fence.ts';
import { hastenLeader } from './follow.ts';
import * as join from './join.ts';
import { hastenBeat } from './leader.ts';
import type { MemberState } from './member-state.ts';
import type { MessageKind, PadMessage, Refuse, Stuck, TokenPass } from './message.ts';
import { mintOrClaim, noteHolderSign } from './mint.ts';
import type { PadState } from './pad.ts';
import { requestNumber } from './request-number.ts';
import { controllerOf, isAcceptor, isRobot, type MemberIndex } from './roster.ts';
import { noteArrival } from './token.ts';
import * as turn from './turn.ts';
import { observe, observeEntry, observeExit, observePass, observeRequest } from './view.ts';

/** What only the holder says. A robot that asks for the token has lost it, whoever thinks it has it. */
const SHOWS_POSSESSION: ReadonlySet<MessageKind> = new Set(['hold', 'enter', 'exit']);

/** A pad that was broken so long ago may have been mended: somebody should try it. */
const FAULTY_BEATS = 60;

/** Takes one message about a pad that this member knows. */
export function hearPadMessage(
  member: MemberState,
  state: PadState,
  from: MemberIndex,
  boot: number,
  message: PadMessage,
): void {
  const { context } = member;
  if (!maySend(member, from, message)) return;
  if (from === context.self) {
    if (message.kind === 'refuse' && message.reason === 'released')
      hearRevoked(member, state, message);
    hearAsAcceptor(member, state, from, boot, message);
    hearAnswerToEnter(member, state, from, message);
    return;
  }
  noteEpoch(member, state, epochOf(message));
  switch (message.kind) {
    case 'request': {
      const number = requestNumber(boot, message.n);
      observeRequest(state.view, from, number, message.urgency, context.now);
      hastenBeat(member);
      hastenLeader(context, member.election);
      turn.hearRequest(context, state);
      break;
    }
    case 'token':
      hearToken(member, state, from, message);
      break;
    case 'hold':
      observe(state.view, message.fence, from);
      noteArrival(context, state.pad, state, from, message.fence);
      turn.hearHold(context, state, message);
      break;
    case 'passed':
      observe(state.view, message.fence, null);
      noteArrival(context, state.pad, state, from, message.fence);
      break;
    case 'stuck':
      hearStuck(member, state, message);
      break;
    case 'enter':
      observe(state.view, message.fence, from);
      observeEntry(state.view, from, message.fence);
      noteInside(state, message.fence, context.now);
      noteArrival(context, state.pad, state, from, message.fence);
      break;
    case 'admit':
      observe(state.view, message.fence, message.robot);
      noteInside(state, message.fence, context.now);
      state.view.faultyUntilMs = Number.NEGATIVE_INFINITY;
      noteArrival(context, state.pad, state, message.robot, message.fence);
      if (state.acceptor) overhearAdmit(context, state.acceptor, from, message);
      break;
    case 'refuse':
      if (message.reason === 'fault')
        state.view.faultyUntilMs = context.now + FAULTY_BEATS * context.timing.beatMs;
      noteArrival(context, state.pad, state, message.robot, message.fence);
      if (message.reason === 'released') hearRevoked(member, state, message);
      break;
    case 'exit': {
      observe(state.view, message.fence, from);
      observeExit(state.view, from, message.fence);
      const { inside } = state.view;
      if (inside && compareFences(inside, message.fence) <= 0) state.view.inside = null;
      break;
    }
  }
  hearAsAcceptor(member, state, from, boot, message);
  hearAnswerToEnter(member, state, from, message);
  if (isLeading(member.election))
    noteHolderSign(context, member, state, SHOWS_POSSESSION.has(message.kind) ? from : null);
}

/** Who may say what: a robot asks and passes, an acceptor answers. */
function maySend(member: MemberState, from: MemberIndex, message: PadMessage): boolean {
  const { roster } = member.context;
  switch (message.kind) {
    case 'admit':
    case 'refuse':
      return isAcceptor(roster, from, message.pad);
    case 'stuck':
      return message.disk === 0
        ? isRobot(roster, from)
        : from === controllerOf(roster, message.pad);
    default:
      return isRobot(roster, from);
  }
}

/** The token epoch that the sender of a message knows of. */
function epochOf(message: PadMessage): number {
  switch (message.kind) {
    case 'request':
      return message.epoch;
    case 'refuse':
      return message.highest.epoch;
    default:
      return message.fence.epoch;
  }
}

/** A newer token epoch voids what is left of older tokens here (S4). */
export function noteEpoch(member: MemberState, state: PadState, epoch: number): void {
  const { acceptor, view } = state;
  member.election.epochSeen = Math.max(member.election.epochSeen, epoch);
  if (acceptor) raiseEpoch(acceptor, epoch);
  if (epoch <= view.fence.epoch) return;
  observe(view, { epoch, counter: 0 }, null);
  turn.voidOlderToken(member.context, state, epoch);
}

function noteInside(state: PadState, fence: Fence, nowMs: number): void {
  if (compareFences(fence, state.view.fence) < 0) return;
  state.view.inside = fence;
  state.view.insideAtMs = nowMs;
}

function hearToken(member: MemberState, state: PadState, from: MemberIndex, pass: TokenPass): void {
  const { context } = member;
  noteArrival(context, state.pad, state, from, pass.fence);
  const taken = turn.receiveToken(context, state, pass);
  observePass(state.view, pass);
  if (taken) {
    turn.useToken(context, state);
    return;
  }
  if (pass.to === context.self) {
    join.hearLaterBoot(context, member.join, pass.toBoot);
    turn.answerRepeatedToken(context, state, pass);
  }
  if (!state.want) return;
  const queue = pass.queue.map((entry) => entry.robot);
  turn.noteNames(context, state, pass.fence.epoch, [pass.to, ...queue]);
}

function hearStuck(member: MemberState, state: PadState, stuck: Stuck): void {
  const { context, election } = member;
  if (stuck.disk !== 0) {
    mintOrClaim(context, member, state, 'pad-lost-disk', stuck.disk);
    return;
  }
  const token = state.token;
  // The token did arrive, and its sender has not heard so.
  if (token && compareFences(token.fence, stuck.fence) >= 0) turn.sendHold(context, state);
  else if (isLeading(election) && compareFences(stuck.fence, state.view.fence) >= 0)
    mintOrClaim(context, member, state, 'token-stuck');
}

/** Somebody was told to give up its entry, which settles its request; the leader mints, unless that is done. */
function hearRevoked(member: MemberState, state: PadState, refuse: Refuse): void {
  const { context, election } = member;
  noteEpoch(member, state, refuse.highest.epoch);
  observeExit(state.view, refuse.robot, refuse.fence);
  if (isLeading(election) && compareFences(refuse.highest, state.view.fence) >= 0)
    mintOrClaim(context, member, state, 'released');
}

/** The part of a message that an acceptor decides on, also when it comes from itself. */
function hearAsAcceptor(
  member: MemberState,
  state: PadState,
  from: MemberIndex,
  boot: number,
  message: PadMessage,
): void {
  const acceptor: Acceptor | null = state.acceptor;
  if (!acceptor) return;
  const { context } = member;
  if (message.kind === 'exit') release(context, state.pad, acceptor, from, message.fence);
  if (message.kind !== 'token' && message.kind !== 'enter') return;
  if (message.released) release(context, state.pad, acceptor, from, message.released);
  if (message.kind === 'enter') decide(context, state.pad, acceptor, from, boot, message);
}

function hearAnswerToEnter(
  member: MemberState,
  state: PadState,
  from: MemberIndex,
  message: PadMessage,
): void {
  if (message.kind === 'admit') turn.hearAdmit(member.context, state, from, message);
  if (message.kind === 'refuse') turn.hearRefuse(member.context, state, from, message);
}
