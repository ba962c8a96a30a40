/** What a member's counts of frames have grown by. They begin anew when the member does. */
import type { FrameCounts } from '../told.ts';

export interface Growth {
  /** Sent, by kind. */
  readonly sent: ReadonlyMap<string, number>;
  /** Heard, and sealed with another key than this member's. */
  readonly misfits: number;
  /** Heard and taken. */
  readonly taken: number;
}

type Counts = Readonly<Record<string, number>>;

/** Reasons for which a frame is dropped when its sender has another key (docs/wire.md, dropped frames). */
const MISFITS: ReadonlySet<string> = new Set(['foreign', 'unknown-key', 'forged']);
const NONE: Counts = {};

/** Null when there is nothing to compare with. */
export function growthOf(before: FrameCounts | null, after: FrameCounts): Growth | null {
  if (!before) return null;
  const isNew =
    hasShrunk(before.sent ?? NONE, after.sent ?? NONE) ||
    hasShrunk(before.heard ?? NONE, after.heard ?? NONE);
  const sent = new Map<string, number>();
  for (const [kind, count] of Object.entries(after.sent ?? NONE)) {
    const grown = count - (isNew ? 0 : countOf(before.sent, kind));
    if (grown > 0) sent.set(kind, grown);
  }
  let misfits = 0;
  for (const reason of MISFITS)
    misfits += Math.max(
      0,
      countOf(after.dropped, reason) - (isNew ? 0 : countOf(before.dropped, reason)),
    );
  const total = (counts: Counts = NONE) =>
    Object.values(counts).reduce((sum, count) => sum + count, 0);
  const taken = total(after.heard) - (isNew ? 0 : total(before.heard));
  return { sent, misfits, taken };
}

function countOf(counts: Counts | undefined, key: string): number {
  return counts !== undefined && Object.hasOwn(counts, key) ? counts[key]! : 0;
}

function hasShrunk(before: Counts, after: Counts): boolean {
  return Object.entries(before).some(([kind, count]) => countOf(after, kind) < count);
}
