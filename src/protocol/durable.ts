/**
 * What a member must not forget (protocol.md section 3). Everything else is volatile.
 */
import type { Fence } from './fence.ts';
import type { MemberIndex, PadIndex } from './roster.ts';

/**
 * `joining`: the disk is new, and it is not yet known whether an older one was lost.
 * `member`: takes part in full. `outsider`: an older disk was lost, so it may ask for a pad but
 * neither votes nor admits (S5).
 */
export type Standing = 'joining' | 'member' | 'outsider';

/** An acceptor's promise: nothing at or below the ceiling is admitted after a restart (S3). */
export interface AcceptorRecord {
  readonly ceiling: Fence;
  /** The longest lease that was ever granted here, for the quarantine. */
  readonly leaseMs: number;
  /** Only epochs from here on: the disk before was lost. 0 while no epoch has answered yet. */
  readonly floorEpoch: number;
}

/** What a member remembers of a peer, so that the peer can learn what it has forgotten itself. */
export interface PeerRecord {
  /** The highest boot that was heard. */
  readonly boot: number;
  /** The disk that the peer had when it was first heard; 0 while that is not known. */
  readonly disk: number;
  /** The disk that the highest boot belongs to, and the highest boot that belongs to another. */
  readonly bootDisk: number;
  readonly otherBoot: number;
}

export interface Durable {
  /** Starts of this member: grows at each. */
  readonly boot: number;
  /** 32 random bits, drawn when the disk was first written. */
  readonly disk: number;
  readonly standing: Standing;
  /** The newest epoch voted in, and for whom. */
  readonly epoch: number;
  readonly votedFor: MemberIndex | null;
  readonly acceptors: Readonly<Record<PadIndex, AcceptorRecord>>;
  readonly peers: Readonly<Record<MemberIndex, PeerRecord>>;
}

/** The state of a disk that was never written. `disk` is 32 random bits, not 0. */
export function freshDurable(disk: number): Durable {
  return {
    boot: 0,
    disk,
    standing: 'joining',
    epoch: 0,
    votedFor: null,
    acceptors: {},
    peers: {},
  };
}
