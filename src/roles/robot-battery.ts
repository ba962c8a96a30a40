/**
 * A robot's battery as its role sees it: the body's last word on it, what was learned of it, and the alarms that follow
 * from both.
 */
import type { Member } from '../protocol/member.ts';
import type { Urgency } from '../protocol/queue.ts';
import type { PadIndex } from '../protocol/roster.ts';
import type { BodyCommand, BodyReport } from './body.ts';
import type { Activity } from './charging/consumption.ts';
import { ChargeKeeper } from './charging/keeper.ts';
import type { Charging } from './charging/levels.ts';
import { isCritical, isGaugeLost } from './charging/parking.ts';
import { MOST_URGENT, urgencyOf } from './charging/urgency.ts';
import type { RobotAlarms } from './robot-alarms.ts';
import type { Phase } from './role.ts';

export class RobotBattery {
  readonly keeper: ChargeKeeper;
  /** Below the level at which it must stand still. */
  isCritical = false;
  private readonly levels: Charging;
  private readonly alarms: RobotAlarms;
  private report: BodyReport;

  constructor(levels: Charging, alarms: RobotAlarms, report: BodyReport) {
    this.levels = levels;
    this.alarms = alarms;
    this.keeper = new ChargeKeeper(levels);
    this.report = report;
  }

  get percent(): number | null {
    return this.report.batteryPercent;
  }

  /** Nobody knows how full it is. */
  get isUnknown(): boolean {
    return isGaugeLost(this.report);
  }

  /** Why a person may not send it to a pad, in plain words; null when it may go. */
  get whyNotCharge(): string | null {
    if (this.isUnknown) return `the robot could not tell when it is full: ${this.report.alarm}`;
    return (this.percent ?? 0) >= this.levels.chargeTo ? 'the battery is full' : null;
  }

  /** So much is left that it need not be spared. */
  get isPlenty(): boolean {
    return this.percent !== null && this.percent > this.levels.requestBelow;
  }

  get urgency(): Urgency {
    return urgencyOf(this.percent, this.levels);
  }

  /** The body has said something new while the battery was used for `activity`, at `pad` if at any. */
  look(report: BodyReport, activity: Activity, pad: PadIndex | null, nowMs: number): void {
    this.report = report;
    this.keeper.look(report, activity, nowMs);
    this.isCritical = isCritical(report.batteryPercent, this.levels, this.isCritical);
    if (!this.isCritical) this.alarms.recovered();
    this.alarms.noteBody(report);
    if (pad !== null && this.keeper.noteProof(pad)) this.alarms.charges();
  }

  /** The pad that it calls for; null while it calls for none, or all of them gave nothing lately. */
  callsFor(member: Member, nowMs: number): PadIndex | null {
    const pad = this.bestPad(member, (each) => this.keeper.keepsOff(each, nowMs));
    if (pad === null) return null;
    return this.keeper.asks(this.percent, member.robotsAhead(pad)) ? pad : null;
  }

  /** Where to wait: at a pad that is broken only if there is no other. Null when it keeps off all of them. */
  bestPad(member: Member, keepsOff: (pad: PadIndex) => boolean): PadIndex | null {
    const sound = member.shortestQueue((each) => keepsOff(each) || member.isOutOfOrder(each));
    return sound ?? member.shortestQueue(keepsOff);
  }

  /** The pad that it waits for has broken, and there is another. */
  shouldMove(member: Member, pad: PadIndex, nowMs: number): boolean {
    if (!member.isOutOfOrder(pad)) return false;
    const other = this.bestPad(member, (each) => this.keeper.keepsOff(each, nowMs));
    return other !== null && !member.isOutOfOrder(other);
  }

  /** On the pad: whether there is a reason to stay there. */
  hasReasonToStay(member: Member, pad: PadIndex, nowMs: number): boolean {
    const urgentWaits = member.waitingAt(pad).some(({ urgency }) => urgency === MOST_URGENT);
    const verdict = this.keeper.verdict(this.percent, urgentWaits, nowMs);
    if (verdict !== 'no-charge' && verdict !== 'no-gain') return verdict === 'stay';
    this.keeper.gaveNothing(pad, verdict, nowMs);
    this.alarms.gotNothing(member.padId(pad), verdict);
    return false;
  }

  /** Below the critical level somebody must know where it stands, and `what` becomes of it. */
  callForHelp(what: string): void {
    if (this.isCritical) this.alarms.parked(this.percent, what);
  }
}

/** What a body that was last told to do `driven` uses its battery for. */
export function activityOf(
  { place, charging }: BodyReport,
  phase: Phase,
  driven: BodyCommand['do'],
): Activity {
  if (place === 'docked') return phase === 'charging' && charging !== false ? 'charging' : null;
  if (place !== 'away') return null;
  if (driven === 'work') return 'working';
  return driven === 'rest' ? 'resting' : null;
}
