/**
 * A member's end of the medium: it numbers and seals what the member says, and lets through what
 * others say once it is authentic and not heard before.
 */
import type { Hello, Message } from '../protocol/message.ts';
import type { MemberIndex } from '../protocol/roster.ts';
import { ADMINISTRATOR, type Aside, isAside } from './aside.ts';
import type { Content } from './codec.ts';
import { type DropReason, type Frame, type FrameCodec, MAX_SEQUENCE, tagOf } from './frame.ts';
import { ReplayGuard, type Verdict } from './guard.ts';

/** What became of a frame that was heard; with the frame, where it was authentic. */
export type Received =
  | {
      readonly type: 'message';
      readonly from: MemberIndex;
      readonly boot: number;
      readonly sequence: number;
      readonly message: Message;
      /** False for a HELLO or WELCOME of a peer that has not proved yet to be alive. */
      readonly proven: boolean;
    }
  | { readonly type: 'aside'; readonly aside: Aside; readonly frame: Frame }
  /** Authentic, but the peer must prove first that it is no recording. */
  | { readonly type: 'stranger'; readonly from: MemberIndex; readonly frame: Frame }
  | {
      readonly type: 'own-hello';
      readonly boot: number;
      readonly hello: Hello;
      readonly frame: Frame;
    }
  | { readonly type: 'own-frame'; readonly boot: number; readonly frame: Frame }
  | {
      readonly type: 'drop';
      readonly reason: Exclude<Verdict, 'fresh' | 'unproven'> | 'echo';
      readonly frame: Frame;
    }
  | { readonly type: 'drop'; readonly reason: DropReason; readonly frame: null };

/** Wants to know under which keys others speak. */
export interface KeyWatch {
  /** An authentic frame came under this key. */
  onKey(keyId: number): void;
  /** A frame of this swarm, or somebody who says so, came under a key that is not known. */
  onUnknownKey(keyId: number): void;
}

/** Sequence numbers that are kept for an orderly end of the boot. */
const RESERVED_SEQUENCES = 0xffff;
/** Tags of so many own frames are kept, to tell an echo from a twin. */
const TAGS_KEPT = 256;

export class Link {
  private readonly codec: FrameCodec;
  private readonly self: MemberIndex;
  private readonly watch: KeyWatch | null;
  private readonly guard = new ReplayGuard();
  private readonly sentTags = new Map<number, readonly [number, number]>();
  private boot = 0;
  private sequence = 0;

  constructor(codec: FrameCodec, self: MemberIndex, watch: KeyWatch | null = null) {
    this.codec = codec;
    this.self = self;
    this.watch = watch;
  }

  /** Frames are sent under this boot number from now on. It must be on disk before the first. */
  startBoot(boot: number): void {
    this.boot = boot;
    this.sequence = 0;
    this.sentTags.clear();
  }

  /** Numbers run short: the member should soon start a new boot. */
  get nearlyExhausted(): boolean {
    return this.sequence >= MAX_SEQUENCE - RESERVED_SEQUENCES;
  }

  /** The number of the frame that was sealed last. */
  get lastSequence(): number {
    return this.sequence;
  }

  /** No number is left in this boot. */
  get exhausted(): boolean {
    return this.sequence >= MAX_SEQUENCE;
  }

  /** The sealed frame, or null when it cannot be sent: too long, or out of numbers. */
  seal(message: Content): Uint8Array | null {
    if (this.exhausted) return null;
    this.sequence += 1;
    const header = { source: this.self, boot: this.boot, sequence: this.sequence };
    const frame = this.codec.seal(header, message);
    if (frame) this.sentTags.set(this.sequence, tagOf(frame));
    this.sentTags.delete(this.sequence - TAGS_KEPT);
    return frame;
  }

  prove(peer: MemberIndex, boot: number, sequence: number): void {
    this.guard.prove(peer, boot, sequence);
  }

  receive(bytes: Uint8Array): Received {
    const frame = this.codec.open(bytes);
    if (typeof frame === 'string') {
      if (frame === 'unknown-key') this.watch?.onUnknownKey(bytes[1]!);
      return { type: 'drop', reason: frame, frame: null };
    }
    this.watch?.onKey(bytes[1]!);
    return this.accept(frame);
  }

  /** The part of `receive` that depends on who hears the frame. */
  accept(frame: Frame): Received {
    const { source, boot, sequence, message } = frame;
    if (source === this.self) return this.acceptOwn(frame);
    // Saying it again changes nothing, so what the administrator says needs no guard.
    if (source === ADMINISTRATOR && isAside(message))
      return { type: 'aside', aside: message, frame };
    const verdict = this.guard.check(source, boot, sequence);
    if (isAside(message)) {
      if (verdict === 'fresh') return { type: 'aside', aside: message, frame };
      if (verdict === 'unproven') return { type: 'stranger', from: source, frame };
      return { type: 'drop', reason: verdict, frame };
    }
    const introduces = message.kind === 'hello' || message.kind === 'welcome';
    // A HELLO may come from before a proof, and even count anew after its disk was lost: whoever sent
    // it can then hear that it was. What a repeated one brings about is harmless.
    const passes =
      verdict === 'fresh' || message.kind === 'hello' || (verdict === 'unproven' && introduces);
    const proven = verdict !== 'unproven';
    if (passes) return { type: 'message', from: source, boot, sequence, message, proven };
    if (verdict === 'unproven') return { type: 'stranger', from: source, frame };
    return { type: 'drop', reason: verdict, frame };
  }

  private acceptOwn(frame: Frame): Received {
    const { boot, sequence, message, tag } = frame;
    const sent = this.sentTags.get(sequence);
    const echo = boot === this.boot && sent?.[0] === tag[0] && sent[1] === tag[1];
    const forgotten = boot === this.boot && sequence <= this.sequence && !sent;
    if (echo || forgotten) return { type: 'drop', reason: 'echo', frame };
    if (message.kind === 'hello') return { type: 'own-hello', boot, hello: message, frame };
    if (message.kind === 'welcome')
      return { type: 'message', from: this.self, boot, sequence, message, proven: true };
    // A late frame of a former life says nothing; one of this life or a later one is a twin's.
    if (boot < this.boot) return { type: 'drop', reason: 'echo', frame };
    return { type: 'own-frame', boot, frame };
  }
}
