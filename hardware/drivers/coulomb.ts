/**
 * Counts charge: amps times time, as percent of what the battery holds.
 *
 * Exact over minutes and adrift over days, since every small error of the sensor adds up; so somebody else must
 * correct it (battery-estimate.ts). What is not known is not counted: a long time between two readings, or
 * one that comes late, adds nothing.
 */

/** Between two readings; over more, the current may have been anything. */
export const LONGEST_GAP_MS = 2000;
const HOUR_MS = 3_600_000;

export interface Flow {
  /** Percent of the capacity, positive into the battery. */
  readonly percent: number;
  /** Time that it was counted over. */
  readonly overMs: number;
  /** The time since the last reading was too long to be counted. */
  readonly gap: boolean;
}

const NOTHING: Flow = { percent: 0, overMs: 0, gap: false };

export class CoulombCounter {
  private readonly capacityAh: number;
  private last: { readonly amps: number; readonly atMs: number } | null = null;

  constructor(capacityAh: number) {
    this.capacityAh = capacityAh;
  }

  /** What has flowed since the reading before; a reading that is not newer than that adds nothing. */
  note(amps: number, atMs: number): Flow {
    const { last } = this;
    if (last !== null && atMs <= last.atMs) return NOTHING;
    this.last = { amps, atMs };
    if (last === null) return NOTHING;
    const overMs = atMs - last.atMs;
    if (overMs > LONGEST_GAP_MS) return { percent: 0, overMs: 0, gap: true };
    const meanAmps = (amps + last.amps) / 2;
    return {
      percent: ((meanAmps * overMs) / HOUR_MS / this.capacityAh) * 100,
      overMs,
      gap: false,
    };
  }
}
