/**
 * Who led when, from what members said at moments.
 *
 * A `leader` mark is told by the leader itself. An epoch lasts until the first mark of a higher one. What came before the
 * first mark is not guessed, except for the epoch of now, whose beginning the hub remembers.
 */
import type { ZoneView } from '../../view/view.ts';
import type { HistoryMark } from '../../view/wire.ts';

export interface EpochSpan {
  readonly epoch: number;
  readonly leader: string | null;
  readonly fromMs: number;
  /** Null: it lasts. */
  readonly untilMs: number | null;
}

/** @param marks of this zone alone, in any order */
export function epochsOf(marks: readonly HistoryMark[], now: ZoneView | null): EpochSpan[] {
  const begun = new Map<number, { fromMs: number; leader: string | null }>();
  for (const mark of marks) {
    if (mark.what !== 'leader' || mark.epoch === null) continue;
    const known = begun.get(mark.epoch);
    if (known !== undefined && known.fromMs <= mark.atMs) continue;
    begun.set(mark.epoch, { fromMs: mark.atMs, leader: mark.from });
  }
  if (now !== null && now.leader !== null && now.leaderSinceMs !== null) {
    const fromMs = Math.min(begun.get(now.epoch)?.fromMs ?? now.leaderSinceMs, now.leaderSinceMs);
    begun.set(now.epoch, { fromMs, leader: now.leader });
  }
  const inOrder = [...begun].sort(([a], [b]) => a - b);
  return inOrder.map(([epoch, { fromMs, leader }], index) => {
    const next = inOrder[index + 1];
    // A late message of an old epoch must not make a bar of negative length.
    const untilMs = next === undefined ? null : Math.max(fromMs, next[1].fromMs);
    return { epoch, leader, fromMs, untilMs };
  });
}
