/**
 * Votes: a robot gives one in each epoch, and keeps it on disk before anybody hears of it; a majority
 * of the roster makes a leader. So an epoch has at most one (S2, S5), whatever the timing.
 */
import type { Context } from './context.ts';
import {
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
import { outranks } from './rank.ts';
import { type MemberIndex, majority } from './roster.ts';

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
    if (wouldLead && state.phase === 'follower' && !isTired(state)) claim(context, state);
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
