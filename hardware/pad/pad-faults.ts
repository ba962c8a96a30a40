/**
 * Faults of a pad and how long each one lasts.
 *
 * Some are there as long as what causes them can be seen, and a while longer, so that a pad does not go in and
 * out of service each second. Others can only be seen while power flows: they end the power, and are forgotten after
 * a wait that doubles with each time, so that a dead pad is tried seldom and one that was mended comes back by itself.
 */

/** The first one that is there is the one that is told. */
export const PAD_FAULTS = [
  'no-dead-man',
  'lost',
  'unread',
  'welded',
  'leak',
  'tripped',
  'over-current',
  'sensor',
  'silent',
  'flapping',
] as const;

export type PadFault = (typeof PAD_FAULTS)[number];

const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3_600_000;

interface Entry {
  text: string;
  /** Positive infinity while its cause is there. */
  untilMs: number;
}

export class PadFaults {
  private readonly entries = new Map<PadFault, Entry>();
  private readonly waits = new Map<PadFault, number>();

  /** Its cause is there, or is not, and then it lasts for `calmMs` more. */
  set(fault: PadFault, text: string | null, nowMs: number, calmMs = 0): void {
    const entry = this.entries.get(fault);
    if (text !== null) this.entries.set(fault, { text, untilMs: Number.POSITIVE_INFINITY });
    else if (entry !== undefined && entry.untilMs === Number.POSITIVE_INFINITY)
      entry.untilMs = nowMs + calmMs;
    this.forgetOver(nowMs);
  }

  /** It was seen once, and is there for a while that grows from time to time. */
  strike(fault: PadFault, text: string, nowMs: number): void {
    const waitMs = this.waits.get(fault) ?? FIRST_WAIT_MS;
    this.waits.set(fault, Math.min(waitMs * 2, LONGEST_WAIT_MS));
    this.entries.set(fault, { text, untilMs: nowMs + waitMs });
  }

  /** Nothing is known of it any more: it is judged anew from its cause. */
  forget(fault: PadFault): void {
    this.entries.delete(fault);
  }

  /** Power has flown well for a while: the next fault is a new one. */
  forgive(): void {
    this.waits.clear();
  }

  /** What is wrong, in plain words, or null. */
  text(nowMs: number): string | null {
    this.forgetOver(nowMs);
    for (const fault of PAD_FAULTS) {
      const entry = this.entries.get(fault);
      if (entry !== undefined) return entry.text;
    }
    return null;
  }

  has(fault: PadFault): boolean {
    return this.entries.has(fault);
  }

  /** When the next one is over by itself; null for none. */
  nextMs(): number | null {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const { untilMs } of this.entries.values()) nextMs = Math.min(nextMs, untilMs);
    return Number.isFinite(nextMs) ? nextMs : null;
  }

  private forgetOver(nowMs: number): void {
    for (const [fault, { untilMs }] of this.entries)
      if (nowMs >= untilMs) this.entries.delete(fault);
  }
}
