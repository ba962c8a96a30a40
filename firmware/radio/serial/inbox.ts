/**
 * What a module says while it is asked: holds the bytes until they make an answer, or the time is up.
 *
 * A module may say other things first, an echo, a frame from the air, noise, so the asker looks at
 * all that has come since it asked.
 */

import type { Timeline } from '../../../src/radio/timeline.ts';

/** Longer than any answer; what comes first is given up for what comes last. */
const HELD_BYTES = 1024;

export class Inbox {
  private readonly timeline: Timeline;
  private held = new Uint8Array(0);
  private look: (() => void) | null = null;
  private ended = false;

  constructor(timeline: Timeline) {
    this.timeline = timeline;
  }

  push(bytes: Uint8Array): void {
    const joined = new Uint8Array(this.held.length + bytes.length);
    joined.set(this.held);
    joined.set(bytes, this.held.length);
    this.held = joined.length > HELD_BYTES ? joined.slice(-HELD_BYTES) : joined;
    this.look?.();
  }

  clear(): void {
    this.held = new Uint8Array(0);
  }

  /** So many bytes came since the last `clear`, at most 1024 of them held. */
  get size(): number {
    return this.held.length;
  }

  /** What `find` makes of the bytes, as soon as that is not null; null when the time is up. */
  wait<Answer>(
    find: (held: Uint8Array) => Answer | null,
    withinMs: number,
  ): Promise<Answer | null> {
    return new Promise((resolve) => {
      const settle = (answer: Answer | null) => {
        if (this.look !== look) return;
        this.look = null;
        resolve(answer);
      };
      const look = () => {
        const answer = this.ended ? null : find(this.held);
        if (answer !== null || this.ended) settle(answer);
      };
      this.look = look;
      this.timeline.at(this.timeline.nowMs + withinMs, () => settle(null));
      look();
    });
  }

  /** Resolves after so long, or at the end. */
  async pause(forMs: number): Promise<void> {
    await this.wait(() => null, forMs);
  }

  /** Nobody waits any longer, now or later. */
  end(): void {
    this.ended = true;
    this.look?.();
  }
}

/** The lines that came, without those that are not finished and the empty ones. */
export function linesOf(held: Uint8Array): string[] {
  const lines = latin(held).split(/[\r\n]+/);
  return lines.slice(0, -1).filter((line) => line !== '');
}

/** Bytes as text, each byte one character, so that noise is no error. */
export function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** Text of plain characters as bytes. */
export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Text of a module for a message: short, and without control characters. */
export function shown(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]+/g, '.');
  return plain.length > 60 ? `${plain.slice(0, 60)}...` : plain;
}
