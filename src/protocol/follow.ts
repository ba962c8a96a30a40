/**
 * Following a leader: hearing its beats, suspecting its silence, and taking over from one of lower
 * rank after a while (Bully; protocol.md section 6).
 */
import type { Context } from './context.ts';
import { noteSign, startWatch, suspectAtMs } from './detector.ts';
import { claim, type ElectionState, expectLeader, isLeading, patienceMs } from './election.ts';
import { outranks, ranksAbove } from './rank.ts';
import type { MemberIndex } from './roster.ts';

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
  context.withdraw('vote');
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
