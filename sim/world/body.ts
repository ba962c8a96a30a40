/**
 * A robot's body in the simulated world: it outlives the process, stands where it stands while that is
 * dead or frozen, sometimes misses the pad, and dies when its battery is empty.
 */
import type { BodyCommand, BodyReport } from '../../src/roles/body.ts';
import { VirtualBody, type VirtualBodyOptions } from '../../src/roles/virtual-body.ts';
import type { Schedule } from './schedule.ts';

/** Who has a body: it hears what the body says of itself. */
export interface Carrier {
  readonly index: number;
  readonly name: string;
  readonly nowMs: number;
  readonly schedule: Schedule;
  onBody(report: BodyReport): void;
  /** The body came onto the contacts of a pad, or left them. */
  onContacts(): void;
  /** Whether the contacts of a pad give charge. */
  givesCharge(pad: number): boolean;
}

/** What a host needs of a body. One body serves all lives of its host. */
export interface SimulatedBody {
  readonly undockMs: number;
  /** The pad whose contacts it touches, or null. */
  readonly onPad: number | null;
  report(): BodyReport;
  command(command: BodyCommand): void;
  /** The process has ended: nothing moves any more. */
  halt(): void;
}

/** Later by a hair, so that rounding never rings before the time has come. */
const HAIR_MS = 1e-6;

export class RobotBody implements SimulatedBody {
  /** The next approach ends beside the pad. */
  missesNext = false;
  /** Its battery's sensor says nothing. */
  private gaugeLost = false;
  onPad: number | null = null;
  private readonly carrier: Carrier;
  private readonly options: VirtualBodyOptions;
  private model: VirtualBody;
  private pad = 0;
  private shown: BodyReport;
  private planned = 0;
  private resting = false;

  constructor(carrier: Carrier, options: VirtualBodyOptions) {
    this.carrier = carrier;
    this.options = options;
    this.model = new VirtualBody(options, carrier.nowMs);
    this.shown = this.model.report(carrier.nowMs);
    this.plan();
  }

  get undockMs(): number {
    return this.model.undockMs;
  }

  report(): BodyReport {
    return this.said(this.model.report(this.carrier.nowMs));
  }

  /** What the body says of what is so: a lost gauge hides the level, but an empty battery stops the robot. */
  private said(report: BodyReport): BodyReport {
    if (!this.gaugeLost || report.batteryPercent === 0) return report;
    return { ...report, batteryPercent: null, alarm: 'the battery sensor does not answer' };
  }

  setGaugeLost(lost: boolean): void {
    const before = this.report();
    this.gaugeLost = lost;
    if (!isSame(this.report(), before)) this.carrier.onBody(this.report());
  }

  /** The contacts that it stands on give charge from now on, or no more. */
  setPower(on: boolean): void {
    this.model.setPower(on, this.carrier.nowMs);
    this.carrier.schedule.after(0, () => this.look());
  }

  /** As it was reported last. For onlookers: `report` moves the body on, and with it the rounding of its times. */
  get batteryPercent(): number | null {
    return this.shown.batteryPercent;
  }

  command(command: BodyCommand): void {
    if (command.do === 'approach') this.pad = command.pad;
    this.resting = command.do === 'rest';
    this.model.command(command, this.carrier.nowMs);
    // Not from within the command: a report is an input of its own.
    this.carrier.schedule.after(0, () => this.look());
  }

  halt(): void {
    this.model.command({ do: 'stop' }, this.carrier.nowMs);
  }

  /** A person carries it away from the pad, with another battery. Whoever rests there, rests on. */
  carryAway(batteryPercent: number): void {
    this.putAway(batteryPercent);
    if (this.resting) this.model.command({ do: 'rest' }, this.carrier.nowMs);
    this.look();
  }

  private putAway(batteryPercent: number): void {
    this.model = new VirtualBody({ ...this.options, batteryPercent }, this.carrier.nowMs);
  }

  private look(): void {
    const before = this.shown;
    let report = this.model.report(this.carrier.nowMs);
    if (report.place === 'docked' && before.place === 'approaching' && this.missesNext) {
      this.missesNext = false;
      this.putAway(report.batteryPercent ?? 0);
      report = this.model.report(this.carrier.nowMs);
    }
    const moved = report.place !== before.place;
    if (moved) this.touch(report);
    this.shown = report;
    if (!isSame(this.said(report), this.said(before))) this.carrier.onBody(this.said(report));
    this.plan();
  }

  private touch(report: BodyReport): void {
    const onContacts = report.place === 'docked' || report.place === 'leaving';
    const onPad = onContacts ? this.pad : null;
    if (onPad === this.onPad) return;
    this.onPad = onPad;
    if (onPad !== null) this.model.setPower(this.carrier.givesCharge(onPad), this.carrier.nowMs);
    this.carrier.onContacts();
  }

  /** Looks again when the report will differ next. */
  private plan(): void {
    const changeMs = this.model.nextChangeMs(this.carrier.nowMs);
    if (!Number.isFinite(changeMs)) return;
    this.planned += 1;
    const plan = this.planned;
    this.carrier.schedule.at(changeMs + HAIR_MS, () => {
      if (plan === this.planned) this.look();
    });
  }
}

function isSame(one: BodyReport, other: BodyReport): boolean {
  const { place, batteryPercent, charging, fault, alarm } = one;
  return (
    place === other.place &&
    batteryPercent === other.batteryPercent &&
    charging === other.charging &&
    fault === other.fault &&
    alarm === other.alarm
  );
}

/** A body that always wants the pad and needs no time on it: what is left is the protocol alone. */
export function eagerBody(carrier: Carrier, pauseMs: () => number): SimulatedBody {
  const away: BodyReport = {
    place: 'away',
    batteryPercent: 10,
    charging: null,
    fault: null,
    alarm: null,
  };
  let report = away;
  let moves = 0;
  const become = (next: Partial<BodyReport>, delayMs: number): void => {
    const move = moves;
    carrier.schedule.after(delayMs, () => {
      if (move !== moves) return;
      report = { ...report, ...next };
      carrier.onBody(report);
    });
  };
  return {
    undockMs: 0,
    onPad: null,
    report: () => report,
    command: (command) => {
      if (command.do === 'approach') become({ place: 'docked', batteryPercent: 100 }, 0);
      if (command.do !== 'leave') return;
      become({ place: 'away' }, 0);
      const pause = pauseMs();
      if (Number.isFinite(pause)) become({ batteryPercent: 10 }, pause);
    },
    halt: () => {
      moves += 1;
      report = away;
    },
  };
}
