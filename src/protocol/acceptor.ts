/**
 * An acceptor: it alone decides whether a fence may use the pad, and its word is bound to its disk.
 *
 * It admits when no live lease of another fence stands and the fence is above all that it has seen;
 * a token that is stale, doubled or minted anew therefore does no harm (protocol.md section 5). Each
 * pad controller is one, and on a passive pad each robot is; the code is the same.
 */
import type { Context } from './context.ts';
import type { AcceptorRecord } from './durable.ts';
import { type Fence, isNewer, isSame, NO_FENCE, newest } from './fence.ts';
import type { Admit, Enter, Refuse, RefuseReason } from './message.ts';
import type { ReleaseReason } from './output.ts';
import { admissionQuorum, isRobot, type MemberIndex, type PadIndex } from './roster.ts';
import { newOverheard, type Overheard, overhear, startRound } from './stagger.ts';
import { quarantineMs } from './timing.ts';

export interface Lease {
  readonly fence: Fence;
  readonly robot: MemberIndex;
  /** The life of the robot that holds it. */
  readonly boot: number;
  readonly untilMs: number;
  /** A person has taken the pad from it: it is not renewed (revoke.ts). */
  readonly revoked: boolean;
}

export interface Acceptor {
  lease: Lease | null;
  /** The highest fence that was admitted or released. */
  highest: Fence;
  /** The newest token epoch that was heard of (S4). */
  newestEpoch: number;
  /** It has just started, and refuses everybody until then (S1). */
  quarantineUntilMs: number;
  /** The pad's contact sensor, where there is one. */
  contact: boolean | null;
  /** The pad itself is not safe to use. */
  faulty: boolean;
  /** Who was told to give the pad up, until the token of a newer epoch is seen (revoke.ts). */
  revoking: { readonly robot: MemberIndex; readonly fence: Fence } | null;
  /** Which other acceptors have admitted the attempt that this one admitted last. */
  readonly overheard: Overheard;
}

/** So many counters are promised to disk at once, to keep the disk out of the hand-over. */
const CEILING_STEP = 64;

const NO_RECORD: AcceptorRecord = { ceiling: NO_FENCE, leaseMs: 0, floorEpoch: 0 };

export function acceptorRecord(context: Context, pad: PadIndex): AcceptorRecord {
  return context.durable.acceptors[pad] ?? NO_RECORD;
}

/** The acceptor of a member that has just started. */
export function startAcceptor(context: Context, pad: PadIndex): Acceptor {
  const record = acceptorRecord(context, pad);
  const { leaseMs, drift } = context.timing;
  return {
    lease: null,
    highest: record.ceiling,
    newestEpoch: 0,
    quarantineUntilMs: context.now + quarantineMs(Math.max(leaseMs, record.leaseMs), drift),
    contact: null,
    faulty: false,
    revoking: null,
    overheard: newOverheard(),
  };
}

/**
 * Whether its disk allows it to admit: a controller whose disk was lost waits for an epoch that was
 * won after that (section 3), a robot for its standing (S5).
 */
export function mayAdmit(context: Context, pad: PadIndex): boolean {
  if (isRobot(context.roster, context.self)) return context.votes;
  return acceptorRecord(context, pad).floorEpoch !== 0;
}

/** Answers an ENTER: a lease, its renewal, or a refusal that says what would help. */
export function decide(
  context: Context,
  pad: PadIndex,
  acceptor: Acceptor,
  from: MemberIndex,
  boot: number,
  enter: Enter,
): void {
  const { now, timing } = context;
  const refusal = refuses(context, pad, acceptor, from, boot, enter);
  const answer = { pad, robot: from, fence: enter.fence, attempt: enter.attempt };
  if (refusal) {
    context.event({
      event: 'refuse',
      pad,
      fence: enter.fence,
      robot: from,
      reason: refusal.reason,
    });
    // What was raised on disk is promised with the refusal, too: it tells the fence to go beyond.
    say(context, from, {
      kind: 'refuse',
      ...answer,
      ...refusal,
      highest: highestKnown(context, pad, acceptor),
    });
    return;
  }
  const first = !acceptor.lease;
  const untilMs = now + timing.leaseMs;
  acceptor.lease = { fence: enter.fence, robot: from, boot, untilMs, revoked: false };
  acceptor.highest = newest(acceptor.highest, enter.fence);
  context.setTimer('lease', untilMs, pad);
  raiseCeiling(context, pad, enter.fence);
  if (first) context.event({ event: 'admit', pad, fence: enter.fence, robot: from });
  context.output({ do: 'lease', pad, lease: { robot: from, untilMs, revoked: false } });
  startRound(context, acceptor.overheard, attemptName(answer));
  say(context, from, { kind: 'admit', ...answer, leaseMs: timing.leaseMs });
}

/**
 * On a passive pad all acceptors answer, those after the asker in the roster first. With each attempt the first
 * ones move on by one: whom the asker does not hear must not silence for ever those whom it would hear.
 */
function say(context: Context, to: MemberIndex, message: Admit | Refuse): void {
  const { roster, self } = context;
  if (to === self) {
    context.promise(message, { air: false, self: true });
    return;
  }
  const robots = roster.robots.length;
  const after = (self - to + robots) % robots;
  const place = isRobot(roster, self) ? (after + message.attempt - 2) % (robots - 1) : 0;
  context.answer({ name: 'admit', place, pad: message.pad, durable: true }, message);
}

function attemptName({
  robot,
  fence,
  attempt,
}: Pick<Admit, 'robot' | 'fence' | 'attempt'>): string {
  return `${robot}/${fence.epoch}/${fence.counter}/${attempt}`;
}

/** Another acceptor admits: once the robot has heard its quorum, and one to spare, it needs no more. */
export function overhearAdmit(
  context: Context,
  acceptor: Acceptor,
  from: MemberIndex,
  admit: Admit,
): void {
  const admits = overhear(context, acceptor.overheard, attemptName(admit), from);
  if (admits >= admissionQuorum(context.roster, admit.pad)) context.withdraw('admit', admit.pad);
}

function refuses(
  context: Context,
  pad: PadIndex,
  acceptor: Acceptor,
  from: MemberIndex,
  boot: number,
  enter: Enter,
): { reason: RefuseReason; waitMs: number } | null {
  const { now, timing } = context;
  const { lease } = acceptor;
  if (now < acceptor.quarantineUntilMs)
    return { reason: 'quarantine', waitMs: acceptor.quarantineUntilMs - now };
  if (!mayAdmit(context, pad)) return { reason: 'lost-disk', waitMs: timing.beatMs };
  const stale = { reason: 'stale', waitMs: 0 } as const;
  if (lease?.revoked && isSame(lease.fence, enter.fence)) return { reason: 'released', waitMs: 0 };
  if (enter.fence.epoch < acceptor.newestEpoch) return stale;
  if (enter.fence.epoch < acceptorRecord(context, pad).floorEpoch) return stale;
  if (lease && isSame(lease.fence, enter.fence) && lease.robot === from && lease.boot === boot)
    return isNewer(acceptor.highest, enter.fence) ? stale : null;
  if (!isNewer(enter.fence, acceptor.highest)) return stale;
  if (lease) return { reason: 'occupied', waitMs: Math.max(0, lease.untilMs - now) };
  // A person has to come; there is no hurry to ask again.
  if (acceptor.faulty) return { reason: 'fault', waitMs: timing.beatMs * timing.idleFactor };
  if (acceptor.contact === true) return { reason: 'contact', waitMs: timing.beatMs };
  return null;
}

/** What a refused robot must go beyond, with the newest epoch that voids its token (S4). */
function highestKnown(context: Context, pad: PadIndex, acceptor: Acceptor): Fence {
  return newest(acceptor.highest, { epoch: acceptorEpoch(context, pad, acceptor), counter: 0 });
}

/** Tokens of older epochs are void here (S4). */
export function acceptorEpoch(context: Context, pad: PadIndex, acceptor: Acceptor): number {
  return Math.max(acceptor.newestEpoch, acceptorRecord(context, pad).floorEpoch);
}

/** Puts a ceiling on disk ahead of what is admitted, so that a restart refuses all below it (S3). */
function raiseCeiling(context: Context, pad: PadIndex, fence: Fence): void {
  const record = acceptorRecord(context, pad);
  const { leaseMs } = context.timing;
  if (!isNewer(fence, record.ceiling) && leaseMs <= record.leaseMs) return;
  const ceiling = isNewer(fence, record.ceiling)
    ? { epoch: fence.epoch, counter: fence.counter + CEILING_STEP }
    : record.ceiling;
  setRecord(context, pad, { ...record, ceiling, leaseMs: Math.max(leaseMs, record.leaseMs) });
}

/** Admits from `epoch` on, which was won after the disk was lost. */
export function setFloor(context: Context, pad: PadIndex, epoch: number): void {
  setRecord(context, pad, { ...acceptorRecord(context, pad), floorEpoch: epoch });
}

function setRecord(context: Context, pad: PadIndex, record: AcceptorRecord): void {
  context.persist({ acceptors: { ...context.durable.acceptors, [pad]: record } });
}

/** A newer token epoch was heard of, or minted here. */
export function raiseEpoch(acceptor: Acceptor, epoch: number): void {
  acceptor.newestEpoch = Math.max(acceptor.newestEpoch, epoch);
}

/**
 * An entry is over, by EXIT or by the released fence in a TOKEN or ENTER: its lease ends, and so does
 * one of an older fence of the same token that the sender itself had. Late ENTERs of it are refused.
 */
export function release(
  context: Context,
  pad: PadIndex,
  acceptor: Acceptor,
  from: MemberIndex,
  fence: Fence,
): void {
  const { lease } = acceptor;
  const own = lease?.robot === from && lease.fence.epoch === fence.epoch;
  if (lease && (isSame(lease.fence, fence) || (own && isNewer(fence, lease.fence))))
    endLease(context, pad, acceptor, 'released');
  acceptor.highest = newest(acceptor.highest, fence);
}

/** A robot's former life is over and its body is off the pad: its lease ends at once (section 5). */
export function releaseFormerLife(
  context: Context,
  pad: PadIndex,
  acceptor: Acceptor,
  robot: MemberIndex,
  boot: number,
): void {
  const { lease } = acceptor;
  if (lease && lease.robot === robot && lease.boot < boot)
    endLease(context, pad, acceptor, 'restarted');
}

export function endLease(
  context: Context,
  pad: PadIndex,
  acceptor: Acceptor,
  reason: ReleaseReason,
): void {
  const { lease } = acceptor;
  if (!lease) return;
  acceptor.lease = null;
  context.withdraw('admit', pad);
  acceptor.highest = newest(acceptor.highest, lease.fence);
  context.clearTimer('lease', pad);
  context.event({ event: 'release', pad, fence: lease.fence, robot: lease.robot, reason });
  context.output({ do: 'lease', pad, lease: null });
}
