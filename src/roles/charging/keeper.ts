/**
 * All that one robot has learned of its battery, of the way to the pad and of the pads themselves, and what follows
 * from it: when to ask, which pad to ask for, and how far to charge.
 *
 * It only thinks. What is done stands in robot.ts; the single rules stand in the files beside this one.
 */
import type { PadIndex } from '../../protocol/roster.ts';
import type { BodyReport } from '../body.ts';
import {
  type BackOff,
  isKeptOff,
  NO_BACK_OFF,
  nextTryMs,
  padFailed,
  padWorks,
} from './back-off.ts';
import {
  type Activity,
  type Consumption,
  gainPerMs,
  learnConsumption,
  NOTHING_LEARNED,
  untilCriticalMs,
} from './consumption.ts';
import { howFar, PROOF_PERCENT, type Verdict } from './how-far.ts';
import type { Charging } from './levels.ts';
import { learnTime, longestMs, UNKNOWN_TIME, usualMs } from './usual-time.ts';
import { beginVisit, gainOf, goOn, type Visit } from './visit.ts';
import { expectedWaitMs, visitMs } from './wait.ts';
import { asksForPad } from './when-to-ask.ts';
import { driesUpAtMs, patienceMs } from './when-to-leave.ts';

export class ChargeKeeper {
  private readonly levels: Charging;
  private consumption: Consumption = NOTHING_LEARNED;
  private travel = UNKNOWN_TIME;
  private turns = UNKNOWN_TIME;
  private backOff: BackOff = NO_BACK_OFF;
  private visit: Visit | null = null;
  private setOutAtMs: number | null = null;
  private turnSinceMs: number | null = null;
  private leftAt: number | null = null;

  constructor(levels: Charging) {
    this.levels = levels;
  }

  /** The body has reported something new, while it was busy with `activity`. */
  look(report: BodyReport, activity: Activity, nowMs: number): void {
    this.consumption = learnConsumption(this.consumption, nowMs, report.batteryPercent, activity);
    if (this.visit) this.visit = goOn(this.visit, nowMs, report);
  }

  /** Its turn has come: it may drive to the pad. */
  turnBegins(nowMs: number): void {
    this.turnSinceMs = nowMs;
    this.setOutAtMs = nowMs;
  }

  docked(report: BodyReport, nowMs: number): void {
    if (this.setOutAtMs !== null) this.travel = learnTime(this.travel, nowMs - this.setOutAtMs);
    this.setOutAtMs = null;
    this.visit = beginVisit(nowMs, report);
  }

  /** It is off the contacts, or about to leave them. */
  undocked(): void {
    this.visit = null;
  }

  /** Its turn is over; the pad is free for others. */
  turnEnds(percent: number | null, nowMs: number): void {
    if (this.turnSinceMs !== null && this.setOutAtMs === null)
      this.turns = learnTime(this.turns, nowMs - this.turnSinceMs);
    this.turnSinceMs = null;
    this.setOutAtMs = null;
    this.leftAt = percent;
  }

  /** Whether the battery calls for a pad; `ahead` robots would come before this one. */
  asks(percent: number | null, ahead: number): boolean {
    if (percent === null) return false;
    const travelMs = longestMs(this.travel);
    const gain = gainPerMs(this.consumption);
    const visit = visitMs(usualMs(this.turns), gain, travelMs, this.levels);
    const forecast = {
      criticalMs: untilCriticalMs(this.consumption, percent, this.levels),
      waitMs: expectedWaitMs(ahead, visit),
      travelMs,
    };
    return asksForPad(percent, this.levels, forecast, this.leftAt);
  }

  /** Whether it keeps off this pad, which gave no charge, for a while. */
  keepsOff(pad: PadIndex, nowMs: number): boolean {
    return isKeptOff(this.backOff, pad, nowMs);
  }

  nextTryMs(nowMs: number): number | null {
    return nextTryMs(this.backOff, nowMs);
  }

  /** What to do on the pad now. */
  verdict(percent: number | null, urgentWaits: boolean, nowMs: number): Verdict {
    const { visit, levels } = this;
    if (!visit) return 'stay';
    const gain = gainPerMs(this.consumption);
    return howFar({ percent, visit, levels, gainPerMs: gain, urgentWaits }, nowMs);
  }

  /** When the verdict may change though nothing happens; null away from the pad. */
  get verdictDueMs(): number | null {
    if (!this.visit) return null;
    const dueMs = driesUpAtMs(this.visit, gainPerMs(this.consumption));
    return Number.isFinite(dueMs) ? dueMs : null;
  }

  /** The pad has shown in this visit that it works: whatever was wrong with it is over. */
  noteProof(pad: PadIndex): boolean {
    if (this.visit === null || gainOf(this.visit) < PROOF_PERCENT) return false;
    this.backOff = padWorks(this.backOff, pad);
    return true;
  }

  /** The visit came to nothing. */
  gaveNothing(pad: PadIndex, verdict: 'no-charge' | 'no-gain', nowMs: number): void {
    const { dry, flat } = patienceMs(gainPerMs(this.consumption));
    this.backOff = padFailed(this.backOff, pad, verdict === 'no-charge' ? dry : flat, nowMs);
  }
}
