/** What the hub threw away in the last minute, by the growth of its counts. */
import { DROP_REASONS } from '../drops.ts';

const WINDOW_MS = 60_000;

export class HostileInput {
  private readonly counts = new Map<string, number>();
  private readonly grownAtMs = new Map<string, number>();

  /** Reasons of others, that it was too busy for instance, are nobody's fault. */
  note(dropped: Readonly<Record<string, number>>, nowMs: number): void {
    for (const reason of DROP_REASONS) {
      const count = dropped[reason] ?? 0;
      if (count > (this.counts.get(reason) ?? 0)) this.grownAtMs.set(reason, nowMs);
      this.counts.set(reason, count);
    }
  }

  lately(nowMs: number): string[] {
    return [...this.grownAtMs]
      .filter(([, atMs]) => nowMs - atMs < WINDOW_MS)
      .map(([reason]) => reason)
      .sort();
  }
}
