/**
 * One entry of a robot, from its first ENTER to its exit: a lease asked of a quorum of acceptors.
 *
 * The robot may occupy the pad until the send time of an attempt that a quorum admitted, plus the
 * lease, shrunk by the drift bound (Gray & Cheriton 1989; S1). An admission counts for its own
 * attempt alone (protocol.md section 9, 3).
 */
import type { Context } from './context.ts';
import { type Fence, isSame } from './fence.ts';
import type { Admit, Refuse } from './message.ts';
import type { ExitReason } from './output.ts';
import { acceptorCount, admissionQuorum, type MemberIndex, type PadIndex } from './roster.ts';
import { beliefMs } from './timing.ts';

interface Attempt {
  readonly number: number;
  readonly sentAtMs: number;
  readonly admittedBy: MemberIndex[];
  /** By refusing acceptor: when it said that asking again makes sense, from then on. */
  readonly refusals: Map<MemberIndex, number>;
  leaseMs: number;
}

export interface Entry {
  readonly fence: Fence;
  /** What the acceptors are told to be over. */
  readonly released: Fence | null;
  attempts: Attempt[];
  lastAttempt: number;
  /** Attempts since the last one that a quorum admitted. */
  unanswered: number;
  /** The robot may occupy the pad until then; null while it only asks. */
  untilMs: number | null;
  /** A newer token exists: no renewal, leave in time, pass nothing on (section 7). */
  orphaned: boolean;
  /** A person took the pad from it. */
  revoked: boolean;
  told: boolean;
}

/** Attempts that are remembered: an answer to an older one comes too late to be of use. */
const ATTEMPTS_KEPT = 6;
/** A renewal is first asked for after this share of the lease. */
const RENEW_AFTER = 1 / 3;

export function startEntry(fence: Fence, released: Fence | null): Entry {
  return {
    fence,
    released,
    attempts: [],
    lastAttempt: 0,
    unanswered: 0,
    untilMs: null,
    orphaned: false,
    revoked: false,
    told: false,
  };
}

/** Sends the next ENTER; inside, it asks for a renewal. */
export function askAcceptors(context: Context, pad: PadIndex, entry: Entry): void {
  const { timing, now } = context;
  entry.lastAttempt += 1;
  entry.unanswered += 1;
  entry.attempts.push({
    number: entry.lastAttempt,
    sentAtMs: now,
    admittedBy: [],
    refusals: new Map(),
    leaseMs: Number.POSITIVE_INFINITY,
  });
  if (entry.attempts.length > ATTEMPTS_KEPT) entry.attempts.shift();
  context.send({
    kind: 'enter',
    pad,
    fence: entry.fence,
    attempt: entry.lastAttempt,
    released: entry.released,
  });
  const waitMs = answerTimeMs(context, pad) * Math.min(8, 1.5 ** (entry.unanswered - 1));
  context.setTimer('enter', now + Math.min(waitMs, timing.leaseMs / 4), pad);
}

/** How long an ENTER takes to be answered: by one controller, or by robots one after the other. */
function answerTimeMs({ timing, roster }: Context, pad: PadIndex): number {
  return timing.retryMs + (acceptorCount(roster, pad) - 1) * timing.staggerMs;
}

/** Counts an ADMIT. Returns what it changed: the first admission, a renewal, or nothing. */
export function noteAdmit(
  context: Context,
  pad: PadIndex,
  entry: Entry,
  from: MemberIndex,
  admit: Admit,
): 'entered' | 'renewed' | null {
  const { timing, now, roster } = context;
  const attempt = entry.attempts.find((candidate) => candidate.number === admit.attempt);
  if (!isSame(admit.fence, entry.fence) || !attempt || attempt.admittedBy.includes(from))
    return null;
  attempt.admittedBy.push(from);
  attempt.leaseMs = Math.min(attempt.leaseMs, admit.leaseMs);
  if (attempt.admittedBy.length < admissionQuorum(roster, pad)) return null;
  const untilMs = attempt.sentAtMs + beliefMs(attempt.leaseMs, timing.drift);
  if (untilMs <= now || (entry.untilMs !== null && untilMs <= entry.untilMs)) return null;
  const first = entry.untilMs === null;
  entry.untilMs = untilMs;
  entry.unanswered = 0;
  entry.told = false;
  context.event({ event: first ? 'enter' : 'renew', pad, fence: entry.fence, untilMs });
  const renewAtMs = attempt.sentAtMs + attempt.leaseMs * RENEW_AFTER;
  if (entry.orphaned) context.clearTimer('enter', pad);
  else context.setTimer('enter', Math.max(now, renewAtMs), pad);
  context.setTimer('depart', untilMs - context.config.undockMs - timing.slotMs, pad);
  context.setTimer('expire', untilMs, pad);
  return first ? 'entered' : 'renewed';
}

/**
 * Counts a refusal. When the attempt cannot reach its quorum any more, it is asked again as soon as
 * enough acceptors have said that it makes sense; until then a lost answer is repeated as ever.
 */
export function noteRefusal(
  context: Context,
  pad: PadIndex,
  entry: Entry,
  from: MemberIndex,
  refuse: Refuse,
): void {
  const { timing, now, roster } = context;
  const attempt = entry.attempts.find((candidate) => candidate.number === refuse.attempt);
  if (entry.untilMs !== null || !attempt || attempt.number !== entry.lastAttempt) return;
  attempt.refusals.set(from, refuse.waitMs);
  const spare = acceptorCount(roster, pad) - admissionQuorum(roster, pad);
  const waits = [...attempt.refusals.values()].sort((a, b) => a - b);
  const waitMs = waits[waits.length - spare - 1];
  if (waitMs === undefined) return;
  context.setTimer('enter', now + Math.min(Math.max(waitMs, 1), timing.leaseMs), pad);
}

/** The belief that the pad may be occupied ends here. */
export function endEntry(context: Context, pad: PadIndex, entry: Entry, reason: ExitReason): void {
  for (const timer of ['enter', 'depart', 'expire']) context.clearTimer(timer, pad);
  if (entry.untilMs === null) return;
  context.event({ event: 'exit', pad, fence: entry.fence, reason });
  context.output({ do: 'exited', pad, reason });
}
