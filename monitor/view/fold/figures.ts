/**
 * The figures of the last ten minutes.
 *
 * Frames that the hub hears itself are counted, with their bytes. Where it hears none, the members' own counts are
 * summed up: what each has sent since its last state. Those know no bytes, so shares are of frames then.
 */
import type { FiguresView } from '../view.ts';
import type { Growth } from './frames.ts';
import type { Entry } from './take-event.ts';
import { nearestRank, WINDOW_MS, WindowSums, WindowValues } from './window.ts';

/** More kinds of frames than the protocol has. */
const MAX_KINDS = 64;

export class Figures {
  private readonly startedAtMs: number;
  private entriesInAll = 0;
  private readonly entries = new WindowSums(1);
  private readonly waits = new WindowValues();
  private readonly heardFrames = new WindowSums(1);
  private readonly heardBytes = new WindowSums(MAX_KINDS);
  private readonly toldFrames = new WindowSums(MAX_KINDS);

  constructor(startedAtMs: number) {
    this.startedAtMs = startedAtMs;
  }

  noteEntry({ waitedMs }: Entry, atMs: number): void {
    this.entriesInAll += 1;
    this.entries.add('all', 1, atMs);
    if (waitedMs !== null) this.waits.add(waitedMs, atMs);
  }

  noteFrame(kind: string, bytes: number, atMs: number): void {
    this.heardFrames.add('all', 1, atMs);
    this.heardBytes.add(kind, bytes, atMs);
  }

  noteGrowth({ sent }: Growth, atMs: number): void {
    for (const [kind, count] of sent) this.toldFrames.add(kind, count, atMs);
  }

  view(nowMs: number): FiguresView {
    const entries = this.entries.totals(nowMs).get('all') ?? 0;
    const heard = this.heardFrames.totals(nowMs).get('all') ?? 0;
    const shares = heard > 0 ? this.heardBytes.totals(nowMs) : this.toldFrames.totals(nowMs);
    const sum = [...shares.values()].reduce((total, amount) => total + amount, 0);
    const frames = heard > 0 ? heard : sum;
    const watchedMs = Math.min(WINDOW_MS, nowMs - this.startedAtMs);
    const waits = this.waits.sorted(nowMs);
    return {
      entries,
      entriesInAll: this.entriesInAll,
      waitP50Ms: nearestRank(waits, 0.5),
      waitP99Ms: nearestRank(waits, 0.99),
      framesPerEntry: entries > 0 && frames > 0 ? rounded(frames / entries) : null,
      radioShare: Object.fromEntries(
        [...shares]
          .sort(([, one], [, other]) => other - one)
          .map(([k, n]) => [k, rounded(n / sum)]),
      ),
      framesPerSecond: frames > 0 && watchedMs > 0 ? rounded((frames * 1000) / watchedMs) : null,
    };
  }
}

/** To three digits after the point: more would be told anew all the time. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
