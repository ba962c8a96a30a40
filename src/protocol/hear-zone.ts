/**
 * What a member does with each message that is not about one pad: joining, elections and beats.
 */
import { releaseFormerLife, setFloor } from './acceptor.ts';
import * as election from './election.ts';
import { hearLeader } from './follow.ts';
import { hearPadMessage, noteEpoch } from './hear-pad.ts';
import * as join from './join.ts';
import { beatIntervalMs, beatNow, takeLead } from './leader.ts';
import type { MemberState } from './member-state.ts';
import {
  type Beat,
  type Coordinator,
  type Hello,
  isPadMessage,
  type Message,
  type PadKnowledge,
  type ZoneMessage,
} from './message.ts';
import { noteHolderRestart } from './mint.ts';
import { withoutFormerLife } from './queue.ts';
import { isRobot, type MemberIndex, padOf } from './roster.ts';
import { answersMs } from './stagger.ts';
import { noteArrival, repeatPass } from './token.ts';
import { sendHold } from './turn.ts';
import { forgetFormerLife, knowledge, observe } from './view.ts';
import * as vote from './vote.ts';

/** A message with what its frame proved of its sender. */
export interface Heard {
  readonly from: MemberIndex;
  readonly boot: number;
  readonly sequence: number;
  readonly message: Message;
  /** Its sender has proved to be alive; only HELLO and WELCOME are heard before. */
  readonly proven: boolean;
}

export function hear(member: MemberState, heard: Heard): void {
  const { context } = member;
  const { from, boot, message } = heard;
  const former = context.durable.peers[from]?.boot ?? 0;
  if (message.kind === 'hello') join.hearHello(context, member.join, from, boot, message);
  if (message.kind === 'hello' && !heard.proven) join.hearStranger(context, member.join, from);
  if (from !== context.self && boot > former) noteNewLife(member, from, boot);
  if (isPadMessage(message)) {
    const state = member.pads[message.pad];
    if (state) hearPadMessage(member, state, from, boot, message);
  } else hearZoneMessage(member, heard, message);
}

function hearZoneMessage(member: MemberState, heard: Heard, message: ZoneMessage): void {
  const { context } = member;
  const { from, boot } = heard;
  if (message.kind === 'hello') {
    hearHello(member, from, boot, message);
    return;
  }
  if (message.kind === 'welcome') {
    const { sequence } = heard;
    if (join.hearWelcome(context, member.join, from, boot, sequence, message)) takePart(member);
    return;
  }
  if (!isRobot(context.roster, from)) return;
  const state = member.election;
  switch (message.kind) {
    case 'election':
      if (election.hearElection(context, state, from, message.epoch)) beatNow(member);
      break;
    case 'answer':
      election.hearAnswer(context, state, from, message.epoch);
      break;
    case 'claim':
      vote.hearClaim(context, state, from, message, knowledgeOf(member));
      // A swarm of one has its majority here.
      if (vote.hasMajority(context, state)) takeLead(member);
      if (election.isLeading(state) && from !== context.self) beatNow(member);
      break;
    case 'vote':
      if (vote.hearVote(context, state, from, message)) takeLead(member);
      break;
    case 'coordinator':
      hearCoordinator(member, from, message);
      break;
    case 'beat':
      hearBeat(member, from, message);
      break;
  }
}

/** This member has just been found to be one in full. */
export function takePart(member: MemberState): void {
  const { context } = member;
  const { slotMs } = context.timing;
  if (!member.election.leader)
    election.expectLeader(context, member.election, 3 * slotMs + 4 * answersMs(context));
}

function hearHello(member: MemberState, from: MemberIndex, boot: number, hello: Hello): void {
  const { context } = member;
  beatNow(member);
  if (!hello.offPad) return;
  for (const { acceptor, pad } of member.pads)
    if (acceptor) releaseFormerLife(context, pad, acceptor, from, boot);
}

/** A robot has started again: what its former life asked for and held is gone. */
function noteNewLife(member: MemberState, from: MemberIndex, boot: number): void {
  const { context } = member;
  join.recordPeer(context, from, boot, null);
  for (const state of member.pads) {
    forgetFormerLife(state.view, from, boot);
    if (state.token) state.token.queue = withoutFormerLife(state.token.queue, from, boot);
    if (state.passing?.pass.to === from) {
      // The life that the token was sent to will never answer.
      state.passing.giveUpAtMs = context.now;
      repeatPass(context, state.pad, state);
    }
    noteHolderRestart(context, member, state, from);
  }
}

function knowledgeOf(member: MemberState): readonly PadKnowledge[] {
  return member.pads.map((state) =>
    knowledge(state.view, state.token !== null, member.pads.length),
  );
}

function hearCoordinator(member: MemberState, from: MemberIndex, message: Coordinator): void {
  const { context } = member;
  const intervalMs = context.timing.beatMs;
  if (!hearLeader(context, member.election, from, message.epoch, intervalMs)) return;
  dropLead(member);
  const pad = padOf(context.roster, context.self);
  if (pad !== null && message.disk === context.durable.disk && message.disk !== 0) {
    setFloor(context, pad, message.epoch);
    context.clearTimer('epoch', pad);
  }
}

function hearBeat(member: MemberState, from: MemberIndex, beat: Beat): void {
  const { context } = member;
  const intervalMs = beatIntervalMs(member, beat.idle);
  if (!hearLeader(context, member.election, from, beat.epoch, intervalMs)) return;
  dropLead(member);
  member.pads.forEach((state, pad) => {
    const said = beat.pads[pad];
    if (!said) return;
    noteEpoch(member, state, said.fence.epoch);
    observe(state.view, said.fence, said.holder);
    noteArrival(context, pad, state, from, said.fence);
    // Several holders answer one BEAT.
    sendHold(context, state, pad);
  });
}

/** Somebody else leads: what this robot had planned as leader is the other's business now. */
function dropLead(member: MemberState): void {
  if (election.isLeading(member.election)) return;
  member.mint.pending.clear();
  for (const state of member.pads) {
    state.holderWatch = null;
    member.context.clearTimer('holder', state.pad);
  }
}
