/**
 * Everything that members say to each other, as values (protocol.md sections 4 to 8).
 *
 * A message does not name its sender: the frame around it does, and proves it (wire.md).
 */
import type { Fence } from './fence.ts';
import type { Queue, Urgency } from './queue.ts';
import type { RequestNumber } from './request-number.ts';
import type { MemberIndex, PadIndex } from './roster.ts';

/** A started member asks everybody to prove that they are alive now. */
export interface Hello {
  readonly kind: 'hello';
  /** 32 random bits that the answer must repeat. */
  readonly nonce: number;
  /** 32 random bits drawn when this member's disk was first written. */
  readonly disk: number;
  /** Its former life is over and its body stands on no pad (protocol.md section 5). */
  readonly offPad: boolean;
  /** Who has not answered yet, in order; absent for everybody. */
  readonly asks?: readonly MemberIndex[];
}

export interface WelcomeAnswer {
  readonly to: MemberIndex;
  readonly nonce: number;
  /** The highest boot on record for `to` that was not of the disk which its HELLO names. */
  readonly boot: number;
  /** The record was made with another disk: what that disk had promised is forgotten (S5). */
  readonly otherDisk: boolean;
}

export interface Welcome {
  readonly kind: 'welcome';
  readonly answers: readonly WelcomeAnswer[];
}

export interface Request {
  readonly kind: 'request';
  readonly pad: PadIndex;
  /** The newest token epoch that the sender knows. */
  readonly epoch: number;
  /** Count within the sender's boot. */
  readonly n: number;
  readonly urgency: Urgency;
}

export interface TokenPass {
  readonly kind: 'token';
  readonly pad: PadIndex;
  readonly to: MemberIndex;
  /** The life that the token goes to: a later one cannot know whether it was taken already. */
  readonly toBoot: number;
  readonly fence: Fence;
  /** The newest entry of this token that is over, or null. */
  readonly released: Fence | null;
  /** LN of Suzuki & Kasami, by robot: the request that was served last. */
  readonly lastServed: readonly RequestNumber[];
  readonly queue: Queue;
}

/** The holder says that it holds, and whom it has heard asking. */
export interface Hold {
  readonly kind: 'hold';
  readonly pad: PadIndex;
  readonly fence: Fence;
  readonly asking: readonly MemberIndex[];
}

/** Answer to a TOKEN that came again after it was passed on: the newest fence known. */
export interface Passed {
  readonly kind: 'passed';
  readonly pad: PadIndex;
  readonly fence: Fence;
}

/** A token that its sender could not hand over, or a pad that needs a newer epoch (section 3). */
export interface Stuck {
  readonly kind: 'stuck';
  readonly pad: PadIndex;
  readonly fence: Fence;
  /** Set by a pad controller that lost its disk: its new disk number; otherwise 0. */
  readonly disk: number;
}

export interface Enter {
  readonly kind: 'enter';
  readonly pad: PadIndex;
  readonly fence: Fence;
  readonly attempt: number;
  readonly released: Fence | null;
}

export interface Admit {
  readonly kind: 'admit';
  readonly pad: PadIndex;
  readonly robot: MemberIndex;
  readonly fence: Fence;
  readonly attempt: number;
  readonly leaseMs: number;
}

export type RefuseReason =
  | 'occupied' // a lease of another fence is live
  | 'stale' // the fence is not above the highest known
  | 'quarantine' // the acceptor has just started
  | 'contact' // something stands on the pad without a lease
  | 'lost-disk' // the acceptor waits for a newer epoch
  | 'fault' // the pad is not safe to use
  | 'released'; // a person took the pad from this entry; also said without being asked, as attempt 0

export interface Refuse {
  readonly kind: 'refuse';
  readonly pad: PadIndex;
  readonly robot: MemberIndex;
  readonly fence: Fence;
  readonly attempt: number;
  readonly reason: RefuseReason;
  readonly highest: Fence;
  /** When asking again makes sense. */
  readonly waitMs: number;
}

export interface Exit {
  readonly kind: 'exit';
  readonly pad: PadIndex;
  readonly fence: Fence;
}

export interface Election {
  readonly kind: 'election';
  readonly epoch: number;
}

export interface Answer {
  readonly kind: 'answer';
  readonly epoch: number;
}

export interface Claim {
  readonly kind: 'claim';
  readonly epoch: number;
}

/** What a voter knows of one pad's token. */
export interface PadKnowledge {
  readonly fence: Fence;
  readonly holder: MemberIndex | null;
  /** The voter itself holds the token. */
  readonly holds: boolean;
  readonly queue: Queue;
}

export interface Vote {
  readonly kind: 'vote';
  readonly epoch: number;
  readonly candidate: MemberIndex;
  readonly pads: readonly PadKnowledge[];
}

export interface Coordinator {
  readonly kind: 'coordinator';
  readonly epoch: number;
  /** The disk number whose STUCK came before this epoch was claimed, or 0. */
  readonly disk: number;
}

export interface Beat {
  readonly kind: 'beat';
  readonly epoch: number;
  /** The next beat comes at the slow pace. */
  readonly idle: boolean;
  readonly pads: readonly { readonly fence: Fence; readonly holder: MemberIndex | null }[];
}

export type PadMessage =
  | Request
  | TokenPass
  | Hold
  | Passed
  | Stuck
  | Enter
  | Admit
  | Refuse
  | Exit;

export type ZoneMessage = Hello | Welcome | Election | Answer | Claim | Vote | Coordinator | Beat;

export type Message = PadMessage | ZoneMessage;
export type MessageKind = Message['kind'];

/** Whether a message is about one pad. */
export function isPadMessage(message: { readonly kind: string }): message is PadMessage {
  // Not `'pad' in message`: this is asked of every frame, and that is many times slower.
  return (message as Partial<PadMessage>).pad !== undefined;
}
