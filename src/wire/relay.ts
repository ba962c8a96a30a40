/**
 * Repeats frames for members that don't hear each other: each authentic frame once, unchanged, so that a
 * receiver that heard it before drops it as it drops every repetition (guard.ts), and no forgery is spread.
 */
import type { MemberIndex } from '../protocol/roster.ts';
import { hex } from './bytes.ts';
import { type FrameCodec, HEADER_BYTES, TAG_BYTES } from './frame.ts';

/** Frames that are remembered: what is repeated by another relay comes back much sooner than these. */
const KEPT = 256;

export class Relay {
  private readonly codec: FrameCodec;
  private readonly self: MemberIndex;
  /** Names of the frames that were repeated last, the oldest first. */
  private readonly repeated = new Set<string>();

  constructor(codec: FrameCodec, self: MemberIndex) {
    this.codec = codec;
    this.self = self;
  }

  /** Whether the frame that was heard is to be sent once more. */
  repeats(bytes: Uint8Array): boolean {
    const frame = this.codec.open(bytes);
    // What is between the administrator and another member cannot be judged here, only by that member.
    const passes = typeof frame !== 'string' ? frame.source !== this.self : frame === 'not-ours';
    if (!passes) return false;
    // With its tag: a member whose disk was lost counts anew.
    const name = hex(bytes.subarray(0, HEADER_BYTES)) + hex(bytes.subarray(-TAG_BYTES));
    if (this.repeated.has(name)) return false;
    this.repeated.add(name);
    if (this.repeated.size > KEPT) this.repeated.delete(this.repeated.values().next().value!);
    return true;
  }
}
