/**
 * The leader's beat: one frame that says who leads, and where each token is; the holder answers it.
 * It is slow while nobody wants a pad, so an idle swarm costs two frames per slow beat, whatever its
 * size (protocol.md section 6).
 */
import { becomeLeader, hearsLeader, isLeading } from './election.ts';
import type { MemberState } from './member-state.ts';
import { learnFromVotes, setPace } from './mint.ts';
import type { PadState } from './pad.ts';
import { answersMs } from './stagger.ts';
import { sendHold } from './turn.ts';
import { unqueued } from './view.ts';

/** Nobody waits for, asks for or uses this pad, as far as was heard. */
function isQuiet(state: PadState): boolean {
  const { view } = state;
  return (
    view.inside === null &&
    view.holder !== null &&
    view.queue.length === 0 &&
    !state.passing &&
    !state.want &&
    unqueued(view, state.token?.lastServed ?? view.lastServed, view.queue).length === 0
  );
}

/** The majority is there: say so, and look after the tokens. */
export function takeLead(member: MemberState): void {
  const { context, election, mint } = member;
  const former = election.leader?.member ?? null;
  const silent = former !== context.self && !hearsLeader(context, election) ? former : null;
  becomeLeader(context, election, mint.claimDisk);
  mint.claimDisk = 0;
  mint.paceMs = context.timing.beatMs;
  learnFromVotes(context, member, silent);
  context.setTimer('beat', context.now + context.timing.slotMs);
}

export function onBeatTimer(member: MemberState): void {
  const { context, election, pads } = member;
  if (!isLeading(election)) return;
  // An entry that nobody has heard of for a whole lease is over, though its EXIT was lost.
  for (const { view } of pads)
    if (context.now - view.insideAtMs > context.timing.leaseMs) view.inside = null;
  const idle = pads.every(isQuiet);
  const intervalMs = beatIntervalMs(member, idle);
  context.send({
    kind: 'beat',
    epoch: election.leader!.epoch,
    idle,
    pads: pads.map(({ view }) => ({ fence: view.fence, holder: view.holder })),
  });
  context.setTimer('beat', context.now + intervalMs);
  setPace(context, member, intervalMs);
  // Others answer when they have heard the BEAT, so its sender's own answer comes a place later.
  for (const state of pads) sendHold(context, state, state.pad + 1);
}

/** How long after a BEAT the next one comes. */
export function beatIntervalMs(member: MemberState, idle: boolean): number {
  const { beatMs, idleFactor } = member.context.timing;
  return idle ? beatMs * idleFactor : beatMs;
}

/** Somebody wants a pad: the next beat comes at the quick pace. */
export function hastenBeat(member: MemberState): void {
  const { context, election } = member;
  if (!isLeading(election)) return;
  setPace(context, member, context.timing.beatMs);
  const soonMs = context.now + context.timing.beatMs / 2;
  const dueMs = context.timers.get('beat');
  if (dueMs !== undefined && dueMs <= soonMs + context.timing.beatMs) return;
  context.setTimer('beat', soonMs);
}

/** Says at once that this robot leads, unless it has just done so. */
export function beatNow(member: MemberState): void {
  const { context, election } = member;
  const dueMs = context.timers.get('beat');
  const soonMs = context.now + context.timing.slotMs + answersMs(context);
  if (isLeading(election) && dueMs !== undefined && dueMs > soonMs)
    context.setTimer('beat', soonMs);
}
