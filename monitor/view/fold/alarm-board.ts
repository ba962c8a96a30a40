/**
 * Alarms that are up. A condition must last for a while before it is an alarm, and be over for a while before the alarm
 * goes: what flickers would teach people not to look.
 */
import type { AlarmView } from '../view.ts';

export interface Condition extends Omit<AlarmView, 'sinceMs'> {
  /** So long it may last before it is an alarm. */
  readonly graceMs: number;
  /** So long after its end the alarm stays. */
  readonly holdMs: number;
  /** Since when it is so; when it was first seen without it. */
  readonly sinceMs?: number | null;
}

interface Raised {
  alarm: AlarmView;
  lastSeenMs: number;
  holdMs: number;
}

/** More would be told again and again to everybody, and read by nobody. */
const MAX_SHOWN = 300;
const MAX_KEPT = 20_000;

export class AlarmBoard {
  private readonly pending = new Map<string, number>();
  private readonly raised = new Map<string, Raised>();

  /**
   * What is so now; `frozen`: nobody can tell whether the rest is still so. True when the alarms have changed.
   */
  look(conditions: readonly Condition[], nowMs: number, frozen: boolean): boolean {
    let changed = false;
    const seen = new Set<string>();
    for (const condition of conditions) {
      seen.add(condition.id);
      if (this.see(condition, nowMs)) changed = true;
    }
    for (const id of this.pending.keys()) if (!seen.has(id)) this.pending.delete(id);
    for (const [id, { lastSeenMs, holdMs, alarm }] of this.raised) {
      if (seen.has(id) || nowMs - lastSeenMs < holdMs) continue;
      if (frozen && alarm.kind !== 'broker-down') continue;
      this.raised.delete(id);
      changed = true;
    }
    return changed;
  }

  /** The gravest first, then the oldest; the first few hundred. */
  alarms(): AlarmView[] {
    const all = [...this.raised.values()].map(({ alarm }) => alarm);
    all.sort(
      (one, other) =>
        Number(other.severity === 'critical') - Number(one.severity === 'critical') ||
        one.sinceMs - other.sinceMs ||
        (one.id < other.id ? -1 : 1),
    );
    return all.slice(0, MAX_SHOWN);
  }

  private see(condition: Condition, nowMs: number): boolean {
    const { graceMs, holdMs, sinceMs, ...shown } = condition;
    const { id } = condition;
    const known = this.raised.get(id);
    if (known) {
      known.lastSeenMs = nowMs;
      known.holdMs = holdMs;
      if (known.alarm.text === shown.text && known.alarm.severity === shown.severity) return false;
      known.alarm = { ...shown, sinceMs: known.alarm.sinceMs };
      return true;
    }
    const firstMs = this.pending.get(id) ?? nowMs;
    if (nowMs - firstMs < graceMs) {
      if (this.pending.size < MAX_KEPT) this.pending.set(id, firstMs);
      return false;
    }
    this.pending.delete(id);
    if (this.raised.size >= MAX_KEPT) return false;
    this.raised.set(id, {
      alarm: { ...shown, sinceMs: sinceMs ?? firstMs },
      lastSeenMs: nowMs,
      holdMs,
    });
    return true;
  }
}
