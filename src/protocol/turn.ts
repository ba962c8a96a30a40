/**
 * What a robot does with the token: enter when it is its turn, pass it on, or keep it and rest.
 *
 * Here the three layers meet: the wish (request), the order (token), and the lease (entry). Each
 * function leaves the pad in one of these states: not wanting, waiting, asking, inside; with or
 * without the token.
 */
import { raiseEpoch } from './acceptor.ts';
import type { Context } from './context.ts';
import { askAcceptors, endEntry, noteAdmit, noteRefusal, startEntry } from './entry.ts';
import { compareFences, type Fence, isNewer, isSame } from './fence.ts';
import type { Admit, Hold, Refuse, TokenPass } from './message.ts';
import type { ExitReason } from './output.ts';
import type { PadState } from './pad.ts';
import { lifeOf, type Urgency, withoutRobot } from './queue.ts';
import { endWant, noteNamed, noteNewEpoch, sendRequest, startWant } from './request.ts';
import type { MemberIndex } from './roster.ts';
import { absorbRequests, advanceFence, isNewToken, passOn, takeToken } from './token.ts';
import { noteServed, observe, observeRequest, unqueued } from './view.ts';

/** The role wants the pad, or wants it more urgently than before. */
export function wantPad(context: Context, state: PadState, urgency: Urgency): void {
  if (state.want) {
    if (urgency <= state.want.urgency || state.entry) return;
    state.want.urgency = urgency;
    observeRequest(state.view, context.self, state.want.number, urgency, context.now);
    sendRequest(context, state.pad, state, state.want, state.view);
    return;
  }
  const want = startWant(context, state.pad, state, state.view, urgency);
  if (state.token) proceed(context, state);
  else sendRequest(context, state.pad, state, want, state.view);
}

/** The role does not want the pad any more, and is not inside. */
export function cancelWant(context: Context, state: PadState): void {
  if (!state.want) return;
  const { entry } = state;
  // Some acceptor may have admitted the attempt; say that it is over.
  if (entry) leaveEntry(context, state, 'done');
  else serveSelf(context, state);
  proceed(context, state);
}

/** The role has left the pad: release it and hand the token over. */
export function leavePad(context: Context, state: PadState, reason: ExitReason): void {
  if (!state.entry) return;
  leaveEntry(context, state, reason);
  proceed(context, state);
}

/** Ends the entry; says so on air unless a TOKEN will. */
function leaveEntry(context: Context, state: PadState, reason: ExitReason): void {
  const entry = state.entry!;
  state.entry = null;
  endEntry(context, state.pad, entry, reason === 'done' && entry.revoked ? 'released' : reason);
  // Its token is void, so nothing else says that this request was served: the next one is younger than the others'.
  if (entry.revoked && state.want) noteServed(state.view, context.self, state.want.number);
  serveSelf(context, state);
  if (state.view.inside && compareFences(state.view.inside, entry.fence) <= 0)
    state.view.inside = null;
  if (state.token && !entry.orphaned) {
    state.token.released = entry.fence;
    absorbRequests(context, state.token, state.view);
    if (state.token.queue.length > 0) return;
  }
  context.send({ kind: 'exit', pad: state.pad, fence: entry.fence });
}

/** A member that stops leaves its token to another one. */
export function bequeath(context: Context, state: PadState, heir: MemberIndex): void {
  const { token } = state;
  if (!token || state.entry) return;
  if (token.queue.length === 0) {
    const life = lifeOf(context.durable.peers[heir]?.boot ?? 0);
    token.queue = [{ robot: heir, life, urgency: 0, overtaken: 0 }];
  }
  passOn(context, state.pad, state, state.view);
}

/** The process ends with the body on the pad: nothing is released, and the token dies with it. */
export function abandonEntry(context: Context, state: PadState): void {
  if (!state.entry) return;
  endEntry(context, state.pad, state.entry, 'stopped');
  state.entry = null;
  state.token = null;
  endWant(context, state.pad, state);
}

/** Marks this robot's own request as served. */
function serveSelf(context: Context, state: PadState): void {
  if (!state.want) return;
  const { number } = state.want;
  endWant(context, state.pad, state);
  if (state.token) {
    state.token.lastServed[context.self] = number;
    state.token.queue = withoutRobot(state.token.queue, context.self);
  }
}

/** The holder's next act. Does nothing while an entry is under way. */
export function proceed(context: Context, state: PadState): void {
  const { token, entry } = state;
  if (!token || entry) return;
  absorbRequests(context, token, state.view);
  const head = token.queue[0];
  if (!head) return;
  if (head.robot !== context.self) {
    passOn(context, state.pad, state, state.view);
    return;
  }
  token.queue = withoutRobot(token.queue, context.self);
  if (state.want) enter(context, state);
  else proceed(context, state);
}

/** Every entry takes a new fence (protocol.md section 9, 1). */
function enter(context: Context, state: PadState): void {
  const token = state.token!;
  context.clearTimer('request', state.pad);
  const fence = advanceFence(state, token);
  state.entry = startEntry(fence, token.released);
  observe(state.view, fence, context.self);
  state.view.inside = fence;
  state.view.insideAtMs = context.now;
  askAcceptors(context, state.pad, state.entry);
}

/** A TOKEN was heard. The view has not seen it yet. Returns true when this robot now holds it. */
export function receiveToken(context: Context, state: PadState, pass: TokenPass): boolean {
  if (!isNewToken(context, state, state.view, pass)) return false;
  const token = takeToken(context, state, state.view, pass);
  const { want } = state;
  if (want && want.number <= (token.lastServed[context.self] ?? 0)) {
    // Another life of ours was served under this number: the wish of this one still stands.
    token.lastServed[context.self] = want.number - 1;
  }
  token.queue = withoutRobot(token.queue, context.self);
  markServed(context, state);
  return true;
}

/** A wish that was given up while the token was elsewhere must not come back with it. */
export function markServed(context: Context, state: PadState): void {
  const own = state.view.heard[context.self];
  const { token, want } = state;
  if (!token || !own || want) return;
  token.lastServed[context.self] = Math.max(own.number, token.lastServed[context.self] ?? 0);
  token.queue = withoutRobot(token.queue, context.self);
}

/** After the view has seen the TOKEN that arrived: enter, or pass it on; else tell who has it. */
export function useToken(context: Context, state: PadState): void {
  const { token, want, entry } = state;
  if (!token) return;
  // It is still inside under an older token, and must leave first.
  if (entry) sendHold(context, state);
  else if (want) enter(context, state);
  else {
    proceed(context, state);
    if (state.token) sendHold(context, state);
  }
}

/** A TOKEN came that was addressed to this robot and already taken: its sender missed our answer. */
export function answerRepeatedToken(context: Context, state: PadState, pass: TokenPass): void {
  const { pad } = state;
  if (pass.toBoot !== context.durable.boot)
    context.send({ kind: 'stuck', pad, fence: pass.fence, disk: 0 });
  else if (state.token) sendHold(context, state);
  else if (isNewer(state.view.fence, pass.fence))
    context.send({ kind: 'passed', pad, fence: state.view.fence });
}

/** The holder says that it holds, and whom it has heard asking. */
export function sendHold(context: Context, state: PadState, place = 0): void {
  const { token, view } = state;
  if (!token) return;
  const asking = [
    ...token.queue.map((entry) => entry.robot),
    ...unqueued(view, token.lastServed, token.queue),
  ].filter((robot) => robot !== context.self);
  const { pad } = state;
  context.answer(
    { name: 'hold', place, pad, durable: false },
    { kind: 'hold', pad, fence: token.fence, asking },
  );
}

/** A newer token epoch exists: what is left of the older token here is void (section 7, S4). */
export function voidOlderToken(context: Context, state: PadState, epoch: number): void {
  if (state.acceptor) raiseEpoch(state.acceptor, epoch);
  if (state.passing && state.passing.pass.fence.epoch < epoch) {
    state.passing = null;
    context.clearTimer('pass', state.pad);
  }
  const { entry, want } = state;
  if (state.token && state.token.fence.epoch < epoch) state.token = null;
  if (!state.token) context.withdraw('hold', state.pad);
  if (entry && entry.fence.epoch < epoch && !entry.orphaned) {
    entry.orphaned = true;
    if (entry.untilMs === null) {
      state.entry = null;
      endEntry(context, state.pad, entry, 'lease-over');
      context.send({ kind: 'exit', pad: state.pad, fence: entry.fence });
    } else context.clearTimer('enter', state.pad);
  }
  if (want && !state.entry && want.namedEpoch < epoch)
    noteNewEpoch(context, state.pad, state, want, state.view);
}

/** This robot goes on under another boot number: its request needs a number of that boot. */
export function askAgain(context: Context, state: PadState): void {
  const { want, entry } = state;
  if (want && !entry) noteNewEpoch(context, state.pad, state, want, state.view);
}

/** The holder or a TOKEN named those who wait; perhaps this robot. */
export function noteNames(
  context: Context,
  state: PadState,
  epoch: number,
  names: readonly MemberIndex[],
): void {
  if (state.want && !state.entry && epoch >= state.view.fence.epoch && names.includes(context.self))
    noteNamed(context, state.pad, state.want, epoch);
}

/** A REQUEST was heard; an idle holder passes the token at once. */
export function hearRequest(context: Context, state: PadState): void {
  if (state.token) proceed(context, state);
}

export function hearHold(context: Context, state: PadState, hold: Hold): void {
  noteNames(context, state, hold.fence.epoch, hold.asking);
}

export function hearAdmit(
  context: Context,
  state: PadState,
  from: MemberIndex,
  admit: Admit,
): void {
  const { entry, pad } = state;
  if (!entry || admit.robot !== context.self) return;
  const change = noteAdmit(context, pad, entry, from, admit);
  if (change === 'entered') context.output({ do: 'entered', pad, untilMs: entry.untilMs! });
}

/** An acceptor refused this robot's ENTER. */
export function hearRefuse(
  context: Context,
  state: PadState,
  from: MemberIndex,
  refuse: Refuse,
): void {
  const { entry, token } = state;
  if (!entry || refuse.robot !== context.self || !isSame(entry.fence, refuse.fence)) return;
  if (refuse.reason === 'released') hearRevoked(context, state, refuse);
  if (refuse.highest.epoch > entry.fence.epoch) {
    observe(state.view, { epoch: refuse.highest.epoch, counter: 0 }, null);
    voidOlderToken(context, state, refuse.highest.epoch);
    return;
  }
  if (entry.untilMs !== null || !token) return;
  if (refuse.reason === 'stale') enterBeyond(context, state, refuse.highest);
  else noteRefusal(context, state.pad, entry, from, refuse);
}

/** A person took the pad from this robot: it leaves at once, though its lease lets it stay for a while. */
export function hearRevoked(context: Context, state: PadState, refuse: Refuse): void {
  const { entry, pad } = state;
  if (!entry?.untilMs || !isSame(entry.fence, refuse.fence)) return;
  entry.revoked = true;
  context.clearTimer('enter', pad);
  tellToLeave(context, state);
}

/** The acceptor has seen later fences of this token: go beyond them (protocol.md section 9, 2). */
function enterBeyond(context: Context, state: PadState, highest: Fence): void {
  const token = state.token!;
  const refused = state.entry!;
  state.entry = null;
  endEntry(context, state.pad, refused, 'lease-over');
  if (isNewer(highest, token.fence)) token.fence = highest;
  token.released = refused.fence;
  enter(context, state);
}

/** The entry's retry or renewal timer. */
export function onEnterTimer(context: Context, state: PadState): void {
  const { entry } = state;
  if (entry && !entry.orphaned) askAcceptors(context, state.pad, entry);
}

/** The lease will not be renewed in time for the body to be clear of the pad. */
export function onDepartTimer(context: Context, state: PadState): void {
  tellToLeave(context, state);
}

function tellToLeave(context: Context, state: PadState): void {
  const { entry, pad } = state;
  if (!entry?.untilMs || entry.told) return;
  entry.told = true;
  context.output({ do: 'must-leave', pad, byMs: entry.untilMs });
}

/** The request's repeat timer. */
export function onRequestTimer(context: Context, state: PadState): void {
  const { want, entry, token } = state;
  if (want && !entry && !token) sendRequest(context, state.pad, state, want, state.view);
}
