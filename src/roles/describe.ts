/** A member's knowledge in the terms of telemetry: indices become ids. */
import type { MemberState } from '../protocol/member-state.ts';
import { type MemberIndex, memberId } from '../protocol/roster.ts';

/** What a member has overheard of one pad. */
export interface PadShown {
  readonly pad: string;
  readonly fence: readonly [epoch: number, counter: number];
  readonly holder: string | null;
  readonly queue: readonly (string | null)[];
  readonly occupied: boolean;
  /** Only where it is an acceptor. */
  readonly lease?: string | null;
}

export interface MemberShown extends Record<string, unknown> {
  readonly pads: readonly PadShown[];
}

export function describeMember(state: MemberState): MemberShown {
  const { context, election, pads } = state;
  const { roster } = context;
  const name = (member: MemberIndex | null | undefined) =>
    member === null || member === undefined ? null : memberId(roster, member);
  return {
    boot: context.durable.boot,
    standing: context.durable.standing,
    leader: name(election.leader?.member),
    epoch: election.leader?.epoch ?? 0,
    pads: pads.map(({ pad, view, acceptor }) => ({
      pad: roster.pads[pad]!.id,
      fence: [view.fence.epoch, view.fence.counter],
      holder: name(view.holder),
      queue: view.queue.map((entry) => name(entry.robot)),
      occupied: view.inside !== null,
      ...(acceptor ? { lease: name(acceptor.lease?.robot) } : {}),
    })),
  };
}
