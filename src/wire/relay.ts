/**
 * Repeats frames for members that don't hear each other: each once, unchanged, so that a receiver that heard
 * it before drops it as it drops every repetition (guard.ts). Neither forgeries nor recordings are spread.
 *
 * What is between the administrator and another member cannot be told from a forgery here. Such frames are
 * few and short, so no more than that is let pass.
 */
import type { MemberIndex } from '../protocol/roster.ts';
import { hex } from './bytes.ts';
import { type Frame, type FrameCodec, type FrameHeader, HEADER_BYTES, TAG_BYTES } from './frame.ts';

export interface RelayOptions {
  readonly codec: FrameCodec;
  readonly self: MemberIndex;
  readonly clock: { nowMs(): number };
  /** Between two frames that cannot be read. */
  readonly unreadEveryMs: number;
}

/** Frames that are remembered: what is repeated by another relay comes back much sooner than these. */
const KEPT = 256;
/** Frames of a source so far behind its newest one are recordings (guard.ts has the same window). */
const WINDOW = 64;
/** A wrapped key, with its header and tag and room to grow. */
const MAX_UNREAD_BYTES = 128;

export class Relay {
  private readonly options: RelayOptions;
  /** Names of the frames that were repeated last, the oldest first. */
  private readonly repeated = new Set<string>();
  /** By source: the newest frame that was repeated. */
  private readonly newest = new Map<MemberIndex, FrameHeader>();
  private unreadAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: RelayOptions) {
    this.options = options;
  }

  /** Whether the frame that was heard is to be sent once more. */
  repeats(bytes: Uint8Array): boolean {
    const { codec, self } = this.options;
    const frame = codec.open(bytes);
    if (typeof frame === 'string' ? frame !== 'not-ours' : frame.source === self) return false;
    // With its tag: a member whose disk was lost counts anew.
    const name = hex(bytes.subarray(0, HEADER_BYTES)) + hex(bytes.subarray(-TAG_BYTES));
    if (this.repeated.has(name)) return false;
    if (typeof frame === 'string' ? !this.mayPassUnread(bytes.length) : this.isOld(frame))
      return false;
    this.repeated.add(name);
    if (this.repeated.size > KEPT) this.repeated.delete(this.repeated.values().next().value!);
    return true;
  }

  /** A recording, by its numbers. A HELLO of a member that lost its disk begins anew, and must pass. */
  private isOld(frame: Frame): boolean {
    const { source, boot, sequence, message } = frame;
    const newest = this.newest.get(source);
    const isNew =
      !newest || boot > newest.boot || (boot === newest.boot && sequence > newest.sequence);
    if (isNew) this.newest.set(source, { source, boot, sequence });
    else if (message.kind !== 'hello')
      return boot < newest.boot || sequence + WINDOW < newest.sequence;
    return false;
  }

  private mayPassUnread(bytes: number): boolean {
    const { clock, unreadEveryMs } = this.options;
    const nowMs = clock.nowMs();
    if (bytes > MAX_UNREAD_BYTES || nowMs < this.unreadAtMs + unreadEveryMs) return false;
    this.unreadAtMs = nowMs;
    return true;
  }
}
