/**
 * What a person should know of a pad: that it is broken, that something stands on it which was not admitted,
 * or that a robot which was admitted does not come. One at a time, the gravest first; each is told once.
 */
import type { MemberIndex } from '../protocol/roster.ts';
import type { PadReport } from './body.ts';

/** A robot that was admitted and does not come in this time is lost, or its contact is. */
export const NO_CONTACT_MS = 120_000;

const STRANGER = 'something stands on the pad without a lease';
const MISSED = 'a robot has the pad and does not come onto its contacts';

export class PadAlarms {
  /** What was told last, and still is so. */
  current: string | null = null;
  /** When it wants to look again though nothing has happened; null for never. */
  nextDeadlineMs: number | null = null;
  /** Whose lease it is that has no contact, and when that becomes an alarm. */
  private missing: { readonly robot: MemberIndex; readonly alarmAtMs: number } | null = null;

  /** Looks at what the pad says and who has its lease. Returns an alarm that is to be told now, or null. */
  look(report: PadReport, leased: MemberIndex | null, nowMs: number): string | null {
    if (leased === null || report.contact !== false) this.missing = null;
    else if (this.missing?.robot !== leased)
      this.missing = { robot: leased, alarmAtMs: nowMs + NO_CONTACT_MS };
    const stranger = report.contact === true && leased === null;
    const missed = this.missing !== null && nowMs >= this.missing.alarmAtMs;
    this.nextDeadlineMs = this.missing && !missed ? this.missing.alarmAtMs : null;
    const alarm =
      report.fault ?? (stranger ? STRANGER : null) ?? (missed ? MISSED : null) ?? report.alarm;
    const isNews = alarm !== null && alarm !== this.current;
    this.current = alarm;
    return isNews ? alarm : null;
  }
}
