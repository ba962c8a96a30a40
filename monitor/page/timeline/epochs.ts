/**
 * Who led when, from what was seen at moments.
 *
 * Epochs only grow. A leader says so itself when it begins to lead (`leader`), and a new token, which a fenced release makes
 * too, is one of a new epoch (`mint`): both begin an epoch. A stay by a fence of an epoch shows that it had begun by then.
 * An epoch lasts until the next one that is known of. What came before the first is not guessed, except for the epoch of
 * now: if none before it was seen, it is as old as its leader.
 */
import type { ZoneView } from '../../view/view.ts';
import type { HistoryMark, HistoryStay } from '../../view/wire.ts';

export interface EpochSpan {
  readonly epoch: number;
  readonly leader: string | null;
  readonly fromMs: number;
  /** Null: it lasts. */
  readonly untilMs: number | null;
}

export interface Seen {
  /** Of this zone alone, in any order. */
  readonly marks: readonly HistoryMark[];
  readonly stays: readonly HistoryStay[];
  /** The zone as it is now; null where nothing is known. */
  readonly now: ZoneView | null;
  /** The time that is shown includes the present. */
  readonly current: boolean;
}

interface Begin {
  readonly fromMs: number;
  readonly leader: string | null;
}

export function epochsOf({ marks, stays, now, current }: Seen): EpochSpan[] {
  const begun = new Map<number, Begin>();
  const note = (epoch: number, fromMs: number, leader: string | null) => {
    const known = begun.get(epoch);
    if (known === undefined) begun.set(epoch, { fromMs, leader });
    else {
      const earliestMs = Math.min(known.fromMs, fromMs);
      begun.set(epoch, { fromMs: earliestMs, leader: known.leader ?? leader });
    }
  };
  for (const { what, epoch, atMs, from } of marks) {
    if (epoch !== null && (what === 'leader' || what === 'mint')) note(epoch, atMs, from);
  }
  for (const { fence, fromMs } of stays) if (fence !== null) note(fence[0], fromMs, null);
  if (current && now?.leader != null && now.leaderSinceMs !== null) {
    const older = [...begun.keys()].some((epoch) => epoch < now.epoch);
    const marked = marks.some(({ what, epoch }) => what !== 'election' && epoch === now.epoch);
    if (!older && !marked) note(now.epoch, now.leaderSinceMs, now.leader);
  }
  return inOrder(begun, now);
}

function inOrder(begun: ReadonlyMap<number, Begin>, now: ZoneView | null): EpochSpan[] {
  const sorted = [...begun].sort(([a], [b]) => a - b);
  return sorted.flatMap(([epoch, { fromMs, leader }], index) => {
    // Tokens of other pads keep their older epochs: those begin nothing.
    const untilMs = Math.min(...sorted.slice(index + 1).map(([, next]) => next.fromMs));
    if (untilMs <= fromMs) return [];
    const sinceMs = now?.leaderSinceMs ?? Number.POSITIVE_INFINITY;
    const told = leader ?? (fromMs >= sinceMs ? (now?.leader ?? null) : null);
    return [{ epoch, leader: told, fromMs, untilMs: Number.isFinite(untilMs) ? untilMs : null }];
  });
}
