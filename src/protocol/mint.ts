/**
 * Replacing a token that was lost: only the leader of an epoch mints, and at most once in it
 * (protocol.md section 7, S2).
 *
 * A minted token never trusts that the old one is gone: its higher epoch makes the old one harmless
 * at every acceptor. So a wrong suspicion costs frames, and nothing else.
 */
import type { Context } from './context.ts';
import { noteSign, startWatch, suspectAtMs, type Watch } from './detector.ts';
import { claim, type ElectionState, isLeading } from './election.ts';
import { compareFences, isNewer, NO_FENCE } from './fence.ts';
import type { PadKnowledge } from './message.ts';
import type { MintReason } from './output.ts';
import type { PadState } from './pad.ts';
import type { MemberIndex, PadIndex } from './roster.ts';
import { ofPresentLives } from './token.ts';
import { markServed, proceed, sendHold, voidOlderToken } from './turn.ts';
import { noteServed, observe, type View } from './view.ts';

interface PendingMint {
  readonly reason: MintReason;
  /** The disk number of a pad controller that waits for a newer epoch, or 0. */
  readonly disk: number;
}

export interface MintState {
  /** By pad: the last epoch in which this robot minted. */
  mintedEpoch: Map<PadIndex, number>;
  /** Tokens to be minted once a new epoch is won. */
  pending: Map<PadIndex, PendingMint>;
  /** The lost disk that the running claim answers to, or 0. */
  claimDisk: number;
  /** Between the leader's beats at present. */
  paceMs: number;
  /** Whom the holder watches are about. */
  watched: Map<PadIndex, MemberIndex>;
}

export function newMintState(paceMs: number): MintState {
  return {
    mintedEpoch: new Map(),
    pending: new Map(),
    claimDisk: 0,
    paceMs,
    watched: new Map(),
  };
}

/** Watched for a while, in case somebody turns out to hold the token after all. */
const NOBODY = -1;

/** What a leader needs at hand. */
export interface LeaderParts {
  readonly election: ElectionState;
  readonly mint: MintState;
  readonly pads: readonly PadState[];
}

/**
 * A new leader learns from its votes where each token is, and mints those that nobody knows of, and
 * those of the leader before it, whose silence it has waited for already (`silent`; null for none).
 */
export function learnFromVotes(
  context: Context,
  parts: LeaderParts,
  silent: MemberIndex | null,
): void {
  const reports = [...parts.election.votes.values()];
  for (const state of parts.pads) {
    for (const report of reports) learn(state.view, report[state.pad]);
    voidOlderToken(context, state, state.view.fence.epoch);
    const pending = parts.mint.pending.get(state.pad);
    const found = reports.some(
      (pads) =>
        pads[state.pad]?.holds && compareFences(pads[state.pad]!.fence, state.view.fence) === 0,
    );
    parts.mint.watched.delete(state.pad);
    state.holderWatch = null;
    if (isDeposed(parts, state)) watchHolder(context, parts, state);
    else if (pending && (!found || pending.disk !== 0)) mint(context, parts, state, pending.reason);
    else if (compareFences(state.view.fence, NO_FENCE) === 0)
      mint(context, parts, state, 'first-token');
    else if (silent !== null && state.view.holder === silent && !found)
      mint(context, parts, state, 'holder-silent');
    else watchHolder(context, parts, state);
  }
  parts.mint.pending.clear();
}

function learn(view: View, report: PadKnowledge | undefined): void {
  if (!report) return;
  if (isNewer(report.fence, view.fence)) {
    observe(view, report.fence, report.holder);
    view.queue = report.queue;
  } else if (report.holds && compareFences(report.fence, view.fence) === 0)
    view.holder = report.holder;
}

/** A token of a later epoch was heard of: somebody else leads, though this leader has not heard it. */
function isDeposed({ election }: LeaderParts, { view }: PadState): boolean {
  return view.fence.epoch > election.leader!.epoch;
}

/**
 * Mints now, or first wins a new epoch: when this one has had its token or is over (S4), or when the
 * mint answers a lost disk, which needs an epoch that was won after it was lost (section 3).
 */
export function mintOrClaim(
  context: Context,
  parts: LeaderParts,
  state: PadState,
  reason: MintReason,
  disk = 0,
): void {
  const { election, mint: mintState } = parts;
  if (!isLeading(election) || mintState.pending.has(state.pad)) return;
  const minted = mintState.mintedEpoch.get(state.pad) === election.leader!.epoch;
  if (disk === 0 && !minted && !isDeposed(parts, state)) {
    mint(context, parts, state, reason);
    return;
  }
  mintState.pending.set(state.pad, { reason, disk });
  mintState.claimDisk = disk;
  claim(context, election);
}

function mint(context: Context, parts: LeaderParts, state: PadState, reason: MintReason): void {
  const { epoch } = parts.election.leader!;
  const fence = { epoch, counter: 1 };
  const { holder } = state.view;
  parts.mint.mintedEpoch.set(state.pad, epoch);
  // Whoever had the old token and is silent is not served first; if it is alive, it asks again.
  if (holder !== null && holder !== context.self)
    noteServed(state.view, holder, state.view.heard[holder]?.number ?? 0);
  voidOlderToken(context, state, epoch);
  state.token = {
    fence,
    lastServed: [...state.view.lastServed],
    queue: ofPresentLives(context, state.view.queue),
    released: null,
  };
  state.taken = fence;
  observe(state.view, fence, context.self);
  markServed(context, state);
  context.event({ event: 'mint', pad: state.pad, fence, reason });
  proceed(context, state);
  if (state.token && !state.entry) sendHold(context, state);
  watchHolder(context, parts, state);
}

/**
 * A leader follows the holder: a new one is watched from now on; a sign of possession that came `from`
 * the old one is noted.
 */
export function noteHolderSign(
  context: Context,
  parts: LeaderParts,
  state: PadState,
  from: MemberIndex | null,
): void {
  const watch = state.holderWatch;
  const same = parts.mint.watched.get(state.pad) === state.view.holder && watch !== null;
  if (!same) watchHolder(context, parts, state);
  else if (from !== null && from === state.view.holder) {
    if (noteSign(watch, context.now, watch.intervalMs))
      context.event({ event: 'trust', member: from });
    setHolderTimer(context, state, watch);
  }
}

/** Starts to watch whoever is believed to hold the token. */
export function watchHolder(context: Context, parts: LeaderParts, state: PadState): void {
  const { holder } = state.view;
  if (holder === null || holder === context.self) {
    const lost = holder === null || !(state.token || state.passing || state.entry);
    if (lost && parts.mint.watched.get(state.pad) === NOBODY) return;
    parts.mint.watched.set(state.pad, lost ? NOBODY : context.self);
    state.holderWatch = null;
    if (lost) context.setTimer('holder', context.now + 2 * context.timing.beatMs, state.pad);
    else context.clearTimer('holder', state.pad);
    return;
  }
  const patience = state.holderWatch?.patience ?? 0;
  state.holderWatch = startWatch(context.now, parts.mint.paceMs);
  state.holderWatch.patience = patience;
  parts.mint.watched.set(state.pad, holder);
  setHolderTimer(context, state, state.holderWatch);
}

/** The leader's pace has changed: signs of the holders follow its beat. */
export function setPace(context: Context, parts: LeaderParts, intervalMs: number): void {
  parts.mint.paceMs = intervalMs;
  for (const state of parts.pads) {
    const watch = state.holderWatch;
    if (!watch || watch.intervalMs === intervalMs) continue;
    watch.intervalMs = intervalMs;
    watch.heardAtMs = context.now;
    setHolderTimer(context, state, watch);
  }
}

function setHolderTimer(context: Context, state: PadState, watch: Watch): void {
  context.setTimer('holder', suspectAtMs(watch, context.timing.slotMs), state.pad);
}

/** The holder gave no sign, or nobody is known to hold the token. */
export function onHolderTimer(context: Context, parts: LeaderParts, state: PadState): void {
  if (!isLeading(parts.election)) return;
  const { holder } = state.view;
  if (holder === context.self && (state.token || state.passing || state.entry)) return;
  parts.mint.watched.delete(state.pad);
  if (holder !== null && holder !== context.self && state.holderWatch) {
    state.holderWatch.suspected = true;
    context.event({ event: 'suspect', member: holder });
  }
  mintOrClaim(context, parts, state, 'holder-silent');
}

/** A new life of the holder has begun: its token died with the old one. */
export function noteHolderRestart(
  context: Context,
  parts: LeaderParts,
  state: PadState,
  robot: MemberIndex,
): void {
  if (state.view.holder === robot) mintOrClaim(context, parts, state, 'holder-restarted');
}
