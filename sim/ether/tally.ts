/** What has gone over the ether so far, in numbers. */
import type { LossReason, UnsentReason } from '../air/transmission.ts';

export interface Statistics {
  /** How long the ether has been there, milliseconds. */
  readonly elapsedMs: number;
  /** Packets that were on the air, and their bytes. */
  readonly frames: number;
  readonly bytes: number;
  /** Of these, packets that somebody lost because another was on the air. */
  readonly collisions: number;
  /** Copies that a receiver got. */
  readonly heard: number;
  /** Copies that a receiver did not get, by the reason. */
  readonly lost: Readonly<Partial<Record<LossReason, number>>>;
  /** Packets that never went on the air, by the reason. */
  readonly unsent: Readonly<Partial<Record<UnsentReason, number>>>;
  /** Bytes between computers and modules that found no room. */
  readonly overrunBytes: number;
  /** Time of all packets on the air, added up, and its share of the time elapsed: above 1 where they overlap much. */
  readonly airMs: number;
  readonly airShare: number;
}

export class Tally {
  private frames = 0;
  private bytes = 0;
  private collisions = 0;
  private heard = 0;
  private overrunBytes = 0;
  private airMs = 0;
  private readonly losses: Partial<Record<LossReason, number>> = {};
  private readonly unsents: Partial<Record<UnsentReason, number>> = {};

  frame(bytes: number, airMs: number, isCollided: boolean): void {
    this.frames += 1;
    this.bytes += bytes;
    this.airMs += airMs;
    if (isCollided) this.collisions += 1;
  }

  hear(): void {
    this.heard += 1;
  }

  lose(reason: LossReason): void {
    this.losses[reason] = (this.losses[reason] ?? 0) + 1;
  }

  unsent(reason: UnsentReason): void {
    this.unsents[reason] = (this.unsents[reason] ?? 0) + 1;
  }

  overrun(bytes: number): void {
    this.overrunBytes += bytes;
  }

  statistics(elapsedMs: number): Statistics {
    const { frames, bytes, collisions, heard, overrunBytes, airMs } = this;
    return {
      elapsedMs,
      frames,
      bytes,
      collisions,
      heard,
      lost: { ...this.losses },
      unsent: { ...this.unsents },
      overrunBytes,
      airMs,
      airShare: elapsedMs > 0 ? airMs / elapsedMs : 0,
    };
  }
}
