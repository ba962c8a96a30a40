/**
 * Whether a pad can be taken from whoever has it, on a person's word (protocol/revoke.ts), and why not.
 *
 * A controller takes its own pad. A pad that robots guard has no process: the leader takes it, since it is
 * the leader that mints.
 */
import { isLeading } from '../protocol/election.ts';
import type { MemberState } from '../protocol/member-state.ts';
import { occupantOf } from '../protocol/revoke.ts';
import { isRobot, memberId, type PadIndex } from '../protocol/roster.ts';

/** Null when it can; else why not, in plain words. */
export function whyNotTakePad(
  { context, election, pads }: MemberState,
  pad: PadIndex,
): string | null {
  const { roster, self } = context;
  const entry = roster.pads[pad];
  if (!entry) return 'there is no such pad';
  if (isRobot(roster, self)) {
    if (entry.guard === 'controller')
      return `${entry.id} has a controller of its own: ask ${entry.id}`;
    if (!isLeading(election)) {
      const leader = election.leader?.member ?? null;
      return leader === null || leader === self
        ? 'no robot leads now: ask again when one does'
        : `${memberId(roster, self)} does not lead: ask ${memberId(roster, leader)}`;
    }
  }
  return occupantOf(context, pads[pad]!) ? null : `${entry.id} is free`;
}
