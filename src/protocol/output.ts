/**
 * What a step asks of the world, and what it reports (architecture.md, principle 1).
 *
 * Outputs are carried out in order. A send that is `durable` leaves only when every state that was
 * given out before it is on disk: a promise that could be forgotten must not be heard (S5).
 */
import type { Durable } from './durable.ts';
import type { Fence } from './fence.ts';
import type { Message, RefuseReason } from './message.ts';
import type { Urgency } from './queue.ts';
import type { MemberIndex, PadIndex } from './roster.ts';

/** Why a robot no longer believes that it may occupy the pad. */
export type ExitReason =
  | 'done' // it left
  | 'released' // it left since a person took the pad from it
  | 'lease-over' // its lease ended while it was there
  | 'stopped'; // the member was told to stop

/** Why a token was minted (protocol.md section 7). */
export type MintReason =
  | 'first-token'
  | 'holder-silent'
  | 'holder-restarted'
  | 'token-stuck'
  | 'pad-lost-disk'
  | 'released'; // a person took the pad from whoever had it

/** Why an acceptor's lease ended. */
export type ReleaseReason = 'released' | 'lease-over' | 'restarted';

/** One event of contract.md's table, with roster indices where the trace has names. */
export type MemberEvent =
  | { readonly event: 'boot' | 'stop'; readonly reason: string }
  | {
      readonly event: 'request';
      readonly pad: PadIndex;
      readonly epoch: number;
      readonly number: readonly [boot: number, n: number];
      readonly urgency: Urgency;
    }
  | {
      readonly event: 'token';
      readonly pad: PadIndex;
      readonly fence: Fence;
      readonly to: MemberIndex;
      readonly queue: readonly MemberIndex[];
    }
  | {
      readonly event: 'mint';
      readonly pad: PadIndex;
      readonly fence: Fence;
      readonly reason: MintReason;
    }
  | {
      readonly event: 'enter' | 'renew';
      readonly pad: PadIndex;
      readonly fence: Fence;
      readonly untilMs: number;
    }
  | {
      readonly event: 'exit';
      readonly pad: PadIndex;
      readonly fence: Fence;
      readonly reason: ExitReason;
    }
  | {
      readonly event: 'admit';
      readonly pad: PadIndex;
      readonly fence: Fence;
      readonly robot: MemberIndex;
    }
  | {
      readonly event: 'refuse';
      readonly pad: PadIndex;
      readonly fence: Fence;
      readonly robot: MemberIndex;
      readonly reason: RefuseReason;
    }
  | {
      readonly event: 'release';
      readonly pad: PadIndex;
      readonly fence: Fence;
      readonly robot: MemberIndex;
      readonly reason: ReleaseReason;
    }
  | { readonly event: 'suspect' | 'trust'; readonly member: MemberIndex }
  | { readonly event: 'election'; readonly epoch: number }
  | { readonly event: 'leader'; readonly leader: MemberIndex; readonly epoch: number }
  | { readonly event: 'alarm'; readonly reason: string };

/** What the protocol tells the role that it serves. */
export type Notice =
  | { readonly do: 'named'; readonly pad: PadIndex }
  | { readonly do: 'entered'; readonly pad: PadIndex; readonly untilMs: number }
  /** The lease cannot be renewed in time: be clear of the pad by then. */
  | { readonly do: 'must-leave'; readonly pad: PadIndex; readonly byMs: number }
  | { readonly do: 'exited'; readonly pad: PadIndex; readonly reason: ExitReason }
  /** An acceptor's lease began, was renewed or ended; `untilMs` is when it ends at the latest. */
  | {
      readonly do: 'lease';
      readonly pad: PadIndex;
      readonly lease: {
        readonly robot: MemberIndex;
        readonly untilMs: number;
        /** A person took the pad from it: no power. */
        readonly revoked: boolean;
      } | null;
    };

export interface Send {
  readonly do: 'send';
  readonly message: Message;
  readonly durable: boolean;
  /** Goes out on the radio. */
  readonly air: boolean;
  /** Comes back as an input to the sender, which is an acceptor or a voter itself. */
  readonly self: boolean;
}

export type Output =
  | Send
  | { readonly do: 'persist'; readonly durable: Durable }
  | { readonly do: 'event'; readonly event: MemberEvent }
  /** The peer has proved that it is alive in this boot: believe its frames after this one. */
  | {
      readonly do: 'prove';
      readonly peer: MemberIndex;
      readonly boot: number;
      readonly sequence: number;
    }
  /** The member goes on under this higher boot number. */
  | { readonly do: 'reboot'; readonly boot: number }
  /** Another process speaks as this member: this one must stop. */
  | { readonly do: 'twin'; readonly reason: string }
  | Notice;
