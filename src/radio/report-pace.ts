/**
 * When a member may tell its next report: telemetry of all members together shall leave nine tenths of the
 * channel to the protocol, and half of the budget of air time.
 *
 * So after each report there is a pause, in proportion to the air time that it took.
 */
import type { DutyBudget } from './duty-budget.ts';
import { frameAirMs, type SharedProfile } from './profile.ts';

/**
 * Sources of reports cut them into pieces of at most so many bytes, one a frame: that frame is what a token may have to
 * wait for. Shorter pieces are mostly header.
 */
export const REPORT_PIECE_BYTES = 40;

/** A frame with such a piece: 19 bytes of header and tag, and up to 8 that say which piece it is. */
export const REPORT_FRAME_BYTES = REPORT_PIECE_BYTES + 27;

/** What the reports of all members together may take of the channel. */
const ALL_REPORTS_SHARE = 0.1;

/** For ten members, if nobody says how many there are. */
const DEFAULT_REPORT_SHARE = 0.01;

/** A pause between reports is longer by up to this share, at random. */
const REPORT_SPREAD = 0.5;

/** What each of so many members may take of the channel for reports, 0 to 1. */
export function reportShareOf(members: number): number {
  return ALL_REPORTS_SHARE / Math.max(1, members);
}

export interface ReportPaceOptions {
  readonly profile: SharedProfile;
  /** Null where the band has no rule. */
  readonly budget: DutyBudget | null;
  /** Undefined for the share of ten members. */
  readonly share: number | undefined;
  /** Fractions in [0, 1) for the spread of the pauses; undefined for none. */
  readonly fraction: (() => number) | undefined;
}

export class ReportPace {
  private readonly options: ReportPaceOptions;
  private pauseEndMs = Number.NEGATIVE_INFINITY;
  /** Of a report as the last one was: none is asked for before there is budget for another. */
  private airMs: number;

  constructor(options: ReportPaceOptions) {
    this.options = options;
    this.airMs = frameAirMs(options.profile, REPORT_FRAME_BYTES);
  }

  /** When the next report may be sent, `nowMs` at the earliest; Infinity for never. */
  readyMs(nowMs: number): number {
    const paidMs = this.options.budget?.readyMs('report', nowMs, this.airMs) ?? nowMs;
    return Math.max(this.pauseEndMs, paidMs);
  }

  /** A report of so many bytes was taken from its source. */
  taken(nowMs: number, bytes: number): void {
    const { fraction, profile, share = DEFAULT_REPORT_SHARE } = this.options;
    const airMs = frameAirMs(profile, bytes);
    this.pauseEndMs = nowMs + (airMs / share) * (1 + REPORT_SPREAD * (fraction?.() ?? 0));
    if (bytes <= profile.mtuBytes) this.airMs = airMs;
  }
}
