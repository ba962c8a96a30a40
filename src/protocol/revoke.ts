/**
 * A person takes a pad from whoever has it: from a robot that hangs there, renews for ever, and does not obey.
 *
 * Nothing shortens a lease: the robot may believe in it to its end (S1). It only gets no other one. An acceptor
 * acts as if it had heard of a newer token, and says so: that voids the old token everywhere (S4), the robot leaves
 * before its lease ends if it can, and the leader mints the newer token, under which the next in the queue is
 * admitted (protocol.md section 7).
 */
import { acceptorEpoch, type Lease, raiseEpoch } from './acceptor.ts';
import type { Context } from './context.ts';
import { compareFences, type Fence, newest } from './fence.ts';
import type { Refuse } from './message.ts';
import type { PadState } from './pad.ts';
import { isRobot, type MemberIndex } from './roster.ts';
import { passPatienceMs } from './token.ts';

/** An entry that is to be given up. */
export interface Occupant {
  readonly robot: MemberIndex;
  readonly fence: Fence;
}

/** Who is on the pad: a controller goes by its lease, a robot that guards it also by what it overheard. */
export function occupantOf(context: Context, { acceptor, view }: PadState): Occupant | null {
  const lease = acceptor?.lease ?? null;
  const { inside, holder } = view;
  if (!isRobot(context.roster, context.self) || inside === null || holder === null) return lease;
  if (lease && compareFences(lease.fence, inside) >= 0) return lease;
  return { robot: holder, fence: inside };
}

/** Begins it, on an acceptor of the pad. Nothing happens where nobody is on it. */
export function revoke(context: Context, state: PadState): void {
  const { acceptor, pad } = state;
  const occupant = occupantOf(context, state);
  if (!acceptor || !occupant) return;
  const { robot, fence } = occupant;
  const { lease } = acceptor;
  // On a shared channel an ADMIT may still wait for its place: it would be heard after the REFUSE (S4).
  context.withdraw('admit', pad);
  if (lease && lease.robot === robot) {
    acceptor.lease = { ...lease, revoked: true };
    context.output({ do: 'lease', pad, lease: shown(acceptor.lease) });
  }
  raiseEpoch(acceptor, fence.epoch + 1);
  acceptor.revoking = { robot, fence };
  announce(context, state);
}

/** Says it until the newer token is seen: the leader, or the robot, may have missed it. */
export function announce(context: Context, state: PadState): void {
  const { acceptor, pad, view } = state;
  if (!acceptor?.revoking) return;
  const { robot, fence } = acceptor.revoking;
  if (view.fence.epoch > fence.epoch && view.fence.counter > 0) {
    acceptor.revoking = null;
    return;
  }
  const epoch = acceptorEpoch(context, pad, acceptor);
  const refuse: Refuse = {
    kind: 'refuse',
    pad,
    robot,
    fence,
    attempt: 0,
    reason: 'released',
    highest: newest(acceptor.highest, { epoch, counter: 0 }),
    waitMs: 0,
  };
  // A robot that says it has a token, an entry, or the lead of its own to look after.
  context.promise(refuse, { air: true, self: isRobot(context.roster, context.self) });
  context.setTimer('revoke', context.now + passPatienceMs(context), pad);
}

function shown({ robot, untilMs, revoked }: Lease) {
  return { robot, untilMs, revoked };
}
