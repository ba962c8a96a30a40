/**
 * Who leads: Bully with slotted answers and majority votes (protocol.md section 6).
 *
 * The highest rank that is alive should win, as in Garcia-Molina 1982; but a win takes the votes of a
 * majority of the roster, each given once per epoch and kept on disk, so that an epoch has at most one
 * leader whatever the timing (S2). Answers come in slots by rank, so that one is enough.
 */
import type { Context } from './context.ts';
import { suspectAtMs, type Watch } from './detector.ts';
import type { PadKnowledge } from './message.ts';
import { outranks, ranksAbove } from './rank.ts';
import type { MemberIndex } from './roster.ts';
import { answersMs, newOverheard, type Overheard } from './stagger.ts';

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
  /** Whose votes for the claim of somebody else were heard. */
  overheard: Overheard;
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
    overheard: newOverheard(),
    failures: 0,
  };
}

/** A claim is repeated so often before it has failed. */
const CLAIM_SENDS = 3;
/** After so many elections in vain somebody should look. */
const FAILURES_TO_TELL = 10;
/** After so many elections in vain, a higher rank that only answers is not waited for. */
export const DEFERENCES = 2;

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
    answerInTurn(context);
  } else {
    if (state.phase === 'asking') standDown(context, state);
    else if (state.phase === 'follower') expectLeader(context, state, patienceMs(context));
  }
  return false;
}

/** Sets this robot's answer slot: the highest rank goes first. */
export function answerInTurn(context: Context): void {
  const slots = ranksAbove(context.roster, context.self);
  context.setTimer('reply', context.now + slots * context.timing.slotMs);
}

/** This robot's answer slot has come, and nobody above has answered. */
export function onReplyTimer(context: Context, state: ElectionState): void {
  if (isLeading(state) || state.phase === 'claiming') return;
  context.send({ kind: 'answer', epoch: state.epochSeen });
  if (!hearsLeader(context, state) && !isTired(state)) claim(context, state);
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
  context.withdraw('refusal');
  if (state.phase === 'asking' && state.failures < DEFERENCES) standDown(context, state);
}

function standDown(context: Context, state: ElectionState): void {
  state.phase = 'follower';
  state.failures += 1;
  context.clearTimer('answers');
  expectLeader(context, state, patienceMs(context));
}

/** Elections fail one after the other: claim only when the back-off is over, not at each question. */
export function isTired(state: ElectionState): boolean {
  return state.failures > DEFERENCES;
}

/** How long a claim of somebody else may take until its winner is heard. */
export function patienceMs(context: Context): number {
  return (2 * CLAIM_SENDS + 4) * context.timing.slotMs + CLAIM_SENDS * answersMs(context);
}

/** Takes the next epoch, votes for itself and asks for the votes of the others. */
export function claim(context: Context, state: ElectionState): void {
  if (!context.votes) return;
  state.phase = 'claiming';
  state.epochSeen = Math.max(state.epochSeen, context.durable.epoch) + 1;
  state.votes = new Map();
  state.claimsSent = 0;
  for (const timer of ['leader', 'answers', 'reply', 'beat']) context.clearTimer(timer);
  for (const answer of ['vote', 'refusal'] as const) context.withdraw(answer);
  context.persist({ epoch: state.epochSeen, votedFor: context.self });
  sendClaim(context, state);
}

function sendClaim(context: Context, state: ElectionState): void {
  state.claimsSent += 1;
  // Its own vote comes back to it when the disk has it, like everybody else's.
  context.promise({ kind: 'claim', epoch: context.durable.epoch }, { air: true, self: true });
  context.setTimer('votes', context.now + 2 * context.timing.slotMs + answersMs(context));
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
  if (state.failures === FAILURES_TO_TELL)
    context.event({
      event: 'alarm',
      reason:
        'no majority of the robots votes: lost tokens cannot be replaced until enough are back',
    });
  const { slotMs, beatMs } = context.timing;
  const roundMs = 2 * slotMs + answersMs(context);
  const mostMs = 16 * beatMs + 8 * answersMs(context);
  const spreadMs = Math.min(mostMs, roundMs * 2 ** Math.min(state.failures, 10));
  expectLeader(context, state, slotMs + context.fraction() * spreadMs);
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
