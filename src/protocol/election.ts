/**
 * Who leads: Bully with slotted answers and majority votes (protocol.md section 6).
 *
 * The highest rank that is alive should win, as in Garcia-Molina 1982; but a win takes the votes of a
 * majority of the roster, each given once per epoch and kept on disk, so that an epoch has at most one
 * leader whatever the timing (S2). Answers come in slots by rank, so that one is enough.
 */
import type { Context } from './context.ts';
import { noteSign, startWatch, suspectAtMs, type Watch } from './detector.ts';
import type { Claim, PadKnowledge, Vote } from './message.ts';
import { outranks, ranksAbove } from './rank.ts';
import { type MemberIndex, majority } from './roster.ts';

export type Phase = 'follower' | 'asking' | 'claiming' | 'leading';

export interface Leadership {
  readonly member: MemberIndex;
  readonly epoch: number;
}

export interface ElectionState {
  phase: Phase;
  /** The newest epoch heard of, won or not: the next claim goes above it. */
  epochSeen: number;
  /** The newest epoch that was won, and by whom. */
  leader: Leadership | null;
  leaderWatch: Watch | null;
  /** What each voter of the running claim knows, by robot. */
  votes: Map<MemberIndex, readonly PadKnowledge[]>;
  claimsSent: number;
  /** Elections in a row from which no leader came. */
  failures: number;
}

export function newElection(epoch: number): ElectionState {
  return {
    phase: 'follower',
    epochSeen: epoch,
    leader: null,
    leaderWatch: null,
    votes: new Map(),
    claimsSent: 0,
    failures: 0,
  };
}

/** A claim is repeated so often before it has failed. */
const CLAIM_SENDS = 3;
/** After so many elections in vain, a higher rank that only answers is not waited for. */
const DEFERENCES = 2;

export function isLeading(state: ElectionState): boolean {
  return state.phase === 'leading';
}

/** A leader is known and not suspected. */
export function hearsLeader(context: Context, state: ElectionState): boolean {
  if (isLeading(state)) return true;
  const watch = state.leaderWatch;
  return (
    watch !== null && !watch.suspected && context.now < suspectAtMs(watch, context.timing.slotMs)
  );
}

/** Waits so long for a leader, and a slot more for each higher rank, which goes first. */
export function expectLeader(context: Context, state: ElectionState, withinMs: number): void {
  if (!context.votes) return;
  const silent = state.leader?.member ?? null;
  const slots = ranksAbove(context.roster, context.self, silent);
  context.setTimer('leader', context.now + withinMs + slots * context.timing.slotMs);
}

/** The leader was silent for too long, or none was ever heard. */
export function onLeaderTimer(context: Context, state: ElectionState): void {
  const { leader, leaderWatch } = state;
  if (leader && leaderWatch && !leaderWatch.suspected) {
    leaderWatch.suspected = true;
    context.event({ event: 'suspect', member: leader.member });
  }
  startElection(context, state);
}

/** Asks whether a higher rank is alive; without one, claims at once. */
export function startElection(context: Context, state: ElectionState): void {
  if (!context.votes || isLeading(state)) return;
  context.event({ event: 'election', epoch: state.epochSeen });
  const above = ranksAbove(context.roster, context.self);
  if (above === 0) {
    claim(context, state);
    return;
  }
  state.phase = 'asking';
  context.send({ kind: 'election', epoch: state.epochSeen });
  context.clearTimer('leader');
  context.setTimer('answers', context.now + (above + 2) * context.timing.slotMs);
}

/** Nobody above answered in time. */
export function onAnswersTimer(context: Context, state: ElectionState): void {
  if (state.phase === 'asking') claim(context, state);
}

/**
 * Somebody looks for a leader. A higher rank answers in its slot, unless one above it does. Returns
 * true when this robot leads and should say so.
 */
export function hearElection(
  context: Context,
  state: ElectionState,
  from: MemberIndex,
  epoch: number,
): boolean {
  state.epochSeen = Math.max(state.epochSeen, epoch);
  if (!context.votes) return false;
  if (isLeading(state)) return true;
  if (outranks(context.roster, context.self, from)) {
    const slots = ranksAbove(context.roster, context.self);
    context.setTimer('reply', context.now + slots * context.timing.slotMs);
  } else {
    if (state.phase === 'asking') standDown(context, state);
    else if (state.phase === 'follower') expectLeader(context, state, patienceMs(context));
  }
  return false;
}

/** This robot's answer slot has come, and nobody above has answered. */
export function onReplyTimer(context: Context, state: ElectionState): void {
  if (isLeading(state) || state.phase === 'claiming') return;
  context.send({ kind: 'answer', epoch: state.epochSeen });
  if (!hearsLeader(context, state)) claim(context, state);
}

export function hearAnswer(
  context: Context,
  state: ElectionState,
  from: MemberIndex,
  epoch: number,
): void {
  state.epochSeen = Math.max(state.epochSeen, epoch);
  if (!outranks(context.roster, from, context.self)) return;
  context.clearTimer('reply');
  if (state.phase === 'asking' && state.failures < DEFERENCES) standDown(context, state);
}

function standDown(context: Context, state: ElectionState): void {
  state.phase = 'follower';
  state.failures += 1;
  context.clearTimer('answers');
  expectLeader(context, state, patienceMs(context));
}

/** How long a claim of somebody else may take until its winner is heard. */
function patienceMs(context: Context): number {
  return (2 * CLAIM_SENDS + 4) * context.timing.slotMs;
}

/** Takes the next epoch, votes for itself and asks for the votes of the others. */
export function claim(context: Context, state: ElectionState): void {
  if (!context.votes) return;
  state.phase = 'claiming';
  state.epochSeen = Math.max(state.epochSeen, context.durable.epoch) + 1;
  state.votes = new Map();
  state.claimsSent = 0;
  for (const timer of ['leader', 'answers', 'reply', 'beat']) context.clearTimer(timer);
  context.persist({ epoch: state.epochSeen, votedFor: context.self });
  sendClaim(context, state);
}

function sendClaim(context: Context, state: ElectionState): void {
  state.claimsSent += 1;
  // Its own vote comes back to it when the disk has it, like everybody else's.
  context.promise({ kind: 'claim', epoch: context.durable.epoch }, { air: true, self: true });
  context.setTimer('votes', context.now + 2 * context.timing.slotMs);
}

/** The claim has no majority yet: repeat it, or give up for a random while. */
export function onVotesTimer(context: Context, state: ElectionState): void {
  if (state.phase !== 'claiming') return;
  const outbid = state.epochSeen > context.durable.epoch;
  if (state.claimsSent < CLAIM_SENDS && !outbid) {
    sendClaim(context, state);
    return;
  }
  state.phase = 'follower';
  state.failures += 1;
  const { slotMs, beatMs } = context.timing;
  const spreadMs = Math.min(8 * beatMs, 2 * slotMs * 2 ** Math.min(state.failures, 10));
  expectLeader(context, state, slotMs + context.fraction() * spreadMs);
}

/** A vote, once per epoch and on disk before it is heard; or an answer that says why not. */
export function hearClaim(
  context: Context,
  state: ElectionState,
  from: MemberIndex,
  message: Claim,
  knowledge: readonly PadKnowledge[],
): void {
  const { epoch } = message;
  state.epochSeen = Math.max(state.epochSeen, epoch);
  if (!context.votes) return;
  const { durable } = context;
  if (from === context.self) {
    if (state.phase === 'claiming' && epoch === durable.epoch)
      state.votes.set(context.self, knowledge);
    return;
  }
  const again = epoch === durable.epoch && durable.votedFor === from;
  if (!again && (epoch <= durable.epoch || refuses(context, state, from))) {
    context.send({ kind: 'answer', epoch: state.epochSeen });
    const wouldLead = outranks(context.roster, context.self, from) && !hearsLeader(context, state);
    if (wouldLead && state.phase === 'follower') claim(context, state);
    return;
  }
  if (!again) context.persist({ epoch, votedFor: from });
  state.phase = 'follower';
  for (const timer of ['answers', 'reply', 'votes', 'beat']) context.clearTimer(timer);
  expectLeader(context, state, patienceMs(context));
  context.promise(
    { kind: 'vote', epoch, candidate: from, pads: knowledge },
    { air: true, self: false },
  );
}

/** Not for a candidate below this robot, or below a leader that it still hears. */
function refuses(context: Context, state: ElectionState, from: MemberIndex): boolean {
  const { roster, self } = context;
  const leader = isLeading(state) ? self : state.leader?.member;
  if (hearsLeader(context, state) && leader !== undefined)
    return from !== leader && !outranks(roster, from, leader);
  return outranks(roster, self, from) && state.failures < DEFERENCES;
}

/** Counts a vote. Returns true when it made the majority. */
export function hearVote(
  context: Context,
  state: ElectionState,
  from: MemberIndex,
  vote: Vote,
): boolean {
  state.epochSeen = Math.max(state.epochSeen, vote.epoch);
  const mine = vote.candidate === context.self && vote.epoch === context.durable.epoch;
  if (state.phase !== 'claiming' || !mine) return false;
  state.votes.set(from, vote.pads);
  return hasMajority(context, state);
}

export function hasMajority(context: Context, state: ElectionState): boolean {
  return (
    state.phase === 'claiming' &&
    state.votes.has(context.self) &&
    state.votes.size >= majority(context.roster.robots.length)
  );
}

/** The epoch is won. */
export function becomeLeader(context: Context, state: ElectionState, disk: number): void {
  const { epoch } = context.durable;
  state.phase = 'leading';
  state.failures = 0;
  state.leader = { member: context.self, epoch };
  state.leaderWatch = null;
  for (const timer of ['votes', 'leader', 'takeover']) context.clearTimer(timer);
  context.event({ event: 'leader', leader: context.self, epoch });
  context.send({ kind: 'coordinator', epoch, disk });
}

/** A COORDINATOR or BEAT was heard; `intervalMs` is when its sender will beat again. */
export function hearLeader(
  context: Context,
  state: ElectionState,
  from: MemberIndex,
  epoch: number,
  intervalMs: number,
): boolean {
  const known = state.leader;
  state.epochSeen = Math.max(state.epochSeen, epoch);
  if (known && epoch < known.epoch) return false;
  if (known && epoch === known.epoch && from !== known.member) {
    context.event({ event: 'alarm', reason: `two leaders in epoch ${epoch}` });
    return false;
  }
  if (!known || epoch > known.epoch) follow(context, state, from, epoch, intervalMs);
  else if (state.leaderWatch && noteSign(state.leaderWatch, context.now, intervalMs))
    context.event({ event: 'trust', member: from });
  // Its claim may still be on the way: a candidate goes on until a newer epoch has a leader.
  if (state.phase === 'claiming' && context.durable.epoch > epoch) return true;
  state.phase = 'follower';
  state.failures = 0;
  for (const timer of ['answers', 'votes']) context.clearTimer(timer);
  watchLeader(context, state);
  return true;
}

function follow(
  context: Context,
  state: ElectionState,
  from: MemberIndex,
  epoch: number,
  intervalMs: number,
): void {
  const same = state.leader?.member === from && state.leaderWatch;
  state.leader = { member: from, epoch };
  if (same) noteSign(state.leaderWatch!, context.now, intervalMs);
  else state.leaderWatch = startWatch(context.now, intervalMs);
  context.clearTimer('beat');
  context.event({ event: 'leader', leader: from, epoch });
  // Bully: a higher rank takes over, once it has been stable for a while.
  if (!outranks(context.roster, context.self, from)) context.clearTimer('takeover');
  else if (!same || !context.timers.has('takeover')) expectTakeover(context);
}

function expectTakeover(context: Context): void {
  const { slotMs, stableMs } = context.timing;
  // Several that outrank the leader go one after the other, the highest first.
  const turnMs = ranksAbove(context.roster, context.self) * patienceMs(context);
  context.setTimer('takeover', context.now + stableMs + turnMs + context.fraction() * slotMs);
}

function watchLeader(context: Context, state: ElectionState): void {
  if (!state.leaderWatch) return;
  const dueMs = suspectAtMs(state.leaderWatch, context.timing.slotMs) - context.now;
  expectLeader(context, state, Math.max(0, dueMs));
}

/** A request while the beat is slow: the leader will beat sooner now, if it is alive. */
export function hastenLeader(context: Context, state: ElectionState): void {
  const watch = state.leaderWatch;
  if (!watch || isLeading(state) || watch.intervalMs <= context.timing.beatMs) return;
  watch.intervalMs = context.timing.beatMs;
  watch.heardAtMs = context.now;
  watchLeader(context, state);
}

/** This robot has been up for a while under a leader that it outranks. */
export function onTakeoverTimer(context: Context, state: ElectionState): void {
  const { leader } = state;
  if (!leader || state.phase !== 'follower') return;
  if (!outranks(context.roster, context.self, leader.member)) return;
  expectTakeover(context);
  claim(context, state);
}
