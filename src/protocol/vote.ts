/**
 * Votes: a robot gives one in each epoch, and keeps it on disk before anybody hears of it; a majority
 * of the roster makes a leader. So an epoch has at most one (S2, S5), whatever the timing.
 */
import type { Context } from './context.ts';
import {
  answerInTurn,
  claim,
  DEFERENCES,
  type ElectionState,
  expectLeader,
  hearsLeader,
  isLeading,
  isTired,
  patienceMs,
} from './election.ts';
import type { Claim, PadKnowledge, Vote } from './message.ts';
import { outranks, ranksAbove } from './rank.ts';
import { type MemberIndex, majority } from './roster.ts';
import { isStaggered, overhear, startRound } from './stagger.ts';

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
    refuse(context, state, from);
    return;
  }
  if (!again) context.persist({ epoch, votedFor: from });
  state.phase = 'follower';
  for (const timer of ['answers', 'reply', 'votes', 'beat']) context.clearTimer(timer);
  expectLeader(context, state, patienceMs(context));
  // Whoever asks again may not hear those who went first: then nobody keeps back.
  startRound(context, state.overheard, again ? NOTHING : claimName(from, epoch));
  context.answer(
    { name: 'vote', place: placeOf(context, from), durable: true },
    { kind: 'vote', epoch, candidate: from, pads: knowledge },
  );
}

/** Says why not; a higher rank that hears no leader would lead itself. */
function refuse(context: Context, state: ElectionState, from: MemberIndex): void {
  const above = outranks(context.roster, context.self, from);
  const wouldLead = above && !hearsLeader(context, state) && state.phase === 'follower';
  if (wouldLead && isStaggered(context)) {
    // Several outrank it: the highest answers and claims first, as in an election.
    answerInTurn(context);
    return;
  }
  context.answer(
    { name: 'refusal', place: placeOf(context, from), durable: false },
    { kind: 'answer', epoch: state.epochSeen },
  );
  if (wouldLead && !isTired(state)) claim(context, state);
}

/** Robots answer a claim in the order of their ranks. */
function placeOf(context: Context, candidate: MemberIndex): number {
  return ranksAbove(context.roster, context.self, candidate);
}

/** The name of no claim. */
const NOTHING = '';

function claimName(candidate: MemberIndex, epoch: number): string {
  return `${candidate}/${epoch}`;
}

/** Somebody else's vote: once the candidate has its majority, nobody needs ours. */
function overhearVote(context: Context, state: ElectionState, from: MemberIndex, vote: Vote): void {
  const claimed = claimName(vote.candidate, vote.epoch);
  const votes = 1 + overhear(context, state.overheard, claimed, from);
  if (votes >= majority(context.roster.robots.length)) context.withdraw('vote');
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
  if (!mine) overhearVote(context, state, from, vote);
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
