/**
 * A robot: it works, asks for a pad when its battery runs low, waits, charges, and leaves.
 *
 * The protocol says when it may be on the pad; the body says where it is; charging/ says what its battery calls
 * for. The role only joins the three: it never drives to a pad without a lease, and it says that it has left only
 * when it has.
 */
import type { MemberConfig } from '../protocol/context.ts';
import type { Durable } from '../protocol/durable.ts';
import { Member, type MemberInput } from '../protocol/member.ts';
import type { Output } from '../protocol/output.ts';
import type { Urgency } from '../protocol/queue.ts';
import { memberId, type PadIndex } from '../protocol/roster.ts';
import type { BodyCommand, BodyReport } from './body.ts';
import type { Charging } from './charging/levels.ts';
import { MOST_URGENT } from './charging/urgency.ts';
import { describeMember, type MemberShown } from './describe.ts';
import { Docking } from './docking.ts';
import { RobotAlarms } from './robot-alarms.ts';
import { activityOf, RobotBattery } from './robot-battery.ts';
import type { CommandInput, Phase, Role, RoleInput, RoleOutput } from './role.ts';
import { whyNotTakePad } from './take-pad.ts';

export type { Charging } from './charging/levels.ts';

/** Phases that one input may lead through: there are no more of them. */
const MAX_ROUNDS = 8;

const NOTHING: readonly RoleOutput[] = [];

export class Robot implements Role {
  private readonly member: Member;
  private readonly alarms: RobotAlarms;
  private readonly battery: RobotBattery;
  /** Of the step that is under way, or was last. */
  private nowMs = Number.NEGATIVE_INFINITY;
  private report: BodyReport;
  private phase: Phase = 'working';
  private pad: PadIndex | null = null;
  /** The protocol says that this robot may be on the pad. */
  private inside = false;
  private readonly docking = new Docking();
  /** What the body was told last. */
  private driven: BodyCommand['do'] = 'work';
  private commanded = false;
  private held = false;
  private stopping: string | null = null;
  private finished = false;
  /** The body still stands where a former life left it. */
  private formerPlace = false;
  private urgency: Urgency = 0;
  private outputs: RoleOutput[] = [];

  constructor(
    config: MemberConfig,
    durable: Durable,
    seed: number,
    charging: Charging,
    report: BodyReport,
  ) {
    this.member = new Member(config, durable, seed);
    this.alarms = new RobotAlarms(memberId(config.roster, config.self), (reason) =>
      this.outputs.push({ do: 'event', event: { event: 'alarm', reason } }),
    );
    this.battery = new RobotBattery(charging, this.alarms, report);
    this.report = report;
  }

  nextDeadlineMs(): number | null {
    const memberMs = this.member.nextDeadlineMs();
    const ownMs = this.ownDeadlineMs();
    return ownMs === null ? memberMs : Math.min(ownMs, memberMs ?? Number.POSITIVE_INFINITY);
  }

  private ownDeadlineMs(): number | null {
    if (this.phase === 'charging') return this.battery.keeper.verdictDueMs;
    return this.isFree() ? this.battery.keeper.nextTryMs(this.nowMs) : null;
  }

  describe(): MemberShown {
    const { batteryPercent: battery, place, charging, fault } = this.report;
    const alarm = this.alarms.shown;
    const own = { phase: this.phase, battery, place, charging, fault, alarm, held: this.held };
    return { ...own, ...describeMember(this.member.state) };
  }

  step(input: RoleInput, nowMs: number): readonly RoleOutput[] {
    this.nowMs = nowMs;
    switch (input.type) {
      case 'body':
        this.tell({ type: 'tick' });
        this.noteBody(input.report);
        break;
      case 'command':
        this.tell({ type: 'tick' });
        this.outputs.push({ do: 'reply', ticket: input.ticket, error: this.obey(input) });
        break;
      case 'stop':
        this.tell({ type: 'tick' });
        this.stopping = input.reason;
        if (input.now) this.finish();
        break;
      case 'pad-body':
        break;
      default:
        this.tell(input);
        if (input.type === 'start') this.begin();
    }
    this.decide();
    if (this.outputs.length === 0) return NOTHING;
    const outputs = this.outputs;
    this.outputs = [];
    return outputs;
  }

  /** Hands an input to the protocol and takes its notices. */
  private tell(input: MemberInput): void {
    for (const output of this.member.step(input, this.nowMs)) this.take(output);
  }

  private take(output: Output): void {
    switch (output.do) {
      case 'named':
        if (this.phase === 'requesting') this.enterPhase('waiting');
        break;
      case 'entered':
        this.inside = true;
        this.docking.turnBegins();
        this.battery.keeper.turnBegins(this.nowMs);
        if (this.phase === 'requesting' || this.phase === 'waiting') this.approach();
        break;
      case 'must-leave':
        this.leave();
        break;
      case 'exited':
        this.inside = false;
        this.battery.keeper.turnEnds(this.report.batteryPercent, this.nowMs);
        this.leave();
        break;
      case 'lease':
        break;
      default:
        this.outputs.push(output);
    }
  }

  /** A body that stands on a pad after a restart has no lease for it: it must get off first. */
  private begin(): void {
    this.look(this.report);
    if (this.report.fault) this.fail();
    if (this.report.place === 'away') return;
    this.formerPlace = true;
    if (this.report.fault) return;
    this.enterPhase('leaving');
    this.drive({ do: 'leave' });
  }

  private noteBody(report: BodyReport): void {
    this.look(report);
    if (report.place === 'approaching') this.docking.underWay = true;
    if (report.fault && this.phase !== 'fault') this.fail();
    else if (!report.fault && this.phase === 'fault') this.recover();
    if (report.place === 'away' && this.formerPlace) {
      this.formerPlace = false;
      this.tell({ type: 'off-pad' });
    }
  }

  private look(report: BodyReport): void {
    this.report = report;
    const activity = activityOf(report, this.phase, this.driven);
    this.battery.look(report, activity, this.pad, this.nowMs);
  }

  /** Does whatever the phase and the latest news call for, until there is no more to do. */
  private decide(): void {
    for (let rounds = 0; rounds < MAX_ROUNDS && !this.finished; rounds += 1) {
      const before = this.phase;
      this.act();
      if (this.phase === before) return;
    }
  }

  private act(): void {
    const { place } = this.report;
    switch (this.phase) {
      case 'working':
      case 'parked':
        if (this.stopping === null && !this.request()) this.goOn();
        break;
      case 'requesting':
      case 'waiting':
        if (this.stopping !== null || this.battery.isUnknown) this.giveUp();
        else if (this.held && !this.commanded) this.giveUp();
        else if (this.battery.shouldMove(this.member, this.pad!, this.nowMs)) this.giveUp();
        else this.wait();
        break;
      case 'approaching':
        if (this.stopping !== null || this.battery.isUnknown) this.leave();
        else if (place === 'docked') this.arrive();
        else if (place === 'away' && this.docking.underWay) this.missed();
        break;
      case 'charging':
        if (this.stopping !== null || this.battery.isUnknown) this.leave();
        else if (place === 'away') this.missed();
        else if (!this.battery.hasReasonToStay(this.member, this.pad!, this.nowMs)) this.leave();
        break;
      case 'leaving':
        break;
      case 'fault':
        if (this.pad !== null && !this.inside) this.giveUp();
        break;
    }
    // The phase may just have become `leaving`, with a body that is clear already.
    if (this.phase === 'leaving' && this.report.place === 'away') this.left();
    if (this.phase === 'fault' && this.inside && place === 'away') this.release();
    if (this.stopping !== null && !this.inside && this.report.place === 'away') this.finish();
  }

  /** At work or parked: it has nothing to do with a pad. */
  private isFree(): boolean {
    return this.phase === 'working' || this.phase === 'parked';
  }

  /** Asks for a pad if the battery calls for one, or a person. Returns whether it does. */
  private request(): boolean {
    if (this.stopping !== null || this.battery.isUnknown) return false;
    if (this.held && !this.commanded) return false;
    this.pad = this.commanded
      ? this.battery.bestPad(this.member, () => false)
      : this.battery.callsFor(this.member, this.nowMs);
    if (this.pad === null) return false;
    this.enterPhase('requesting');
    this.spareBattery();
    this.ask();
    return true;
  }

  private ask(): void {
    this.urgency = this.battery.urgency;
    this.tell({ type: 'want', pad: this.pad!, urgency: this.urgency });
  }

  private wait(): void {
    this.spareBattery();
    this.battery.callForHelp(`waits for ${this.member.padId(this.pad!)}`);
    if (this.battery.urgency === MOST_URGENT && this.urgency < MOST_URGENT) this.ask();
  }

  /** Who has asked early works on until the battery is low. */
  private spareBattery(): void {
    if (this.driven !== 'rest' && (this.commanded || !this.battery.isPlenty))
      this.drive({ do: 'rest' });
  }

  private giveUp(): void {
    const { pad } = this;
    this.pad = null;
    if (this.phase !== 'fault') this.workOrPark();
    if (pad !== null) this.tell({ type: 'cancel', pad });
  }

  private approach(): void {
    this.docking.begin();
    this.enterPhase('approaching');
    this.drive({ do: 'approach', pad: this.pad! });
  }

  private arrive(): void {
    this.docking.docked();
    this.alarms.docked();
    this.battery.keeper.docked(this.report, this.nowMs);
    this.enterPhase('charging');
  }

  private missed(): void {
    this.battery.keeper.undocked();
    const next = this.docking.missed();
    if (next === 'again') {
      this.approach();
      return;
    }
    if (next === 'give-up-and-tell') this.alarms.cannotDock(this.member.padId(this.pad!));
    this.leave();
  }

  private leave(): void {
    if (this.phase !== 'approaching' && this.phase !== 'charging') return;
    this.commanded = false;
    this.battery.keeper.undocked();
    this.enterPhase('leaving');
    if (this.report.place !== 'away' || !this.docking.underWay) this.drive({ do: 'leave' });
  }

  private left(): void {
    this.workOrPark();
    this.release();
  }

  private release(): void {
    const { pad, inside } = this;
    this.pad = null;
    this.inside = false;
    if (inside && pad !== null) this.tell({ type: 'leave', pad });
    if (this.isFree()) this.request();
  }

  /** Works, unless its battery forbids it. */
  private workOrPark(): void {
    const parks = this.battery.isCritical || this.battery.isUnknown;
    const phase = parks && this.stopping === null ? 'parked' : 'working';
    if (this.phase === phase) return;
    this.enterPhase(phase);
    const command = phase === 'parked' ? 'rest' : 'work';
    if (this.driven !== command) this.drive({ do: command });
  }

  /** Nobody wants it on a pad. */
  private goOn(): void {
    this.workOrPark();
    this.battery.callForHelp('brings itself no further');
  }

  private fail(): void {
    this.battery.keeper.undocked();
    this.enterPhase('fault');
    this.drive({ do: 'stop' });
  }

  private recover(): void {
    if (this.report.place === 'away') this.workOrPark();
    else {
      this.enterPhase('leaving');
      this.drive({ do: 'leave' });
    }
  }

  /** Carries out a command of a person; says why not when it cannot. */
  private obey({ verb, pad }: CommandInput): string | null {
    switch (verb) {
      case 'charge':
        return this.obeyCharge();
      case 'release':
        if (pad !== undefined) return this.takePad(pad);
        if (this.phase !== 'approaching' && this.phase !== 'charging')
          return 'the robot is not on a pad';
        this.leave();
        return null;
      case 'hold':
        this.held = true;
        this.commanded = false;
        return null;
      case 'resume':
        this.held = false;
        return null;
    }
  }

  /** The leader takes a pad that robots guard from whoever has it. */
  private takePad(pad: PadIndex): string | null {
    const reason = whyNotTakePad(this.member.state, pad);
    if (reason === null) this.tell({ type: 'release', pad });
    return reason;
  }

  private obeyCharge(): string | null {
    if (this.stopping !== null) return 'the robot is stopping';
    if (this.phase === 'fault') return `the robot has a fault: ${this.report.fault}`;
    const reason = this.battery.whyNotCharge;
    if (reason === null) this.commanded = this.phase !== 'approaching' && this.phase !== 'charging';
    return reason;
  }

  private finish(): void {
    if (this.finished) return;
    this.finished = true;
    this.tell({ type: 'stop', reason: this.stopping ?? 'stopped' });
    this.outputs.push({ do: 'finished' });
  }

  private drive(command: BodyCommand): void {
    this.driven = command.do;
    this.outputs.push({ do: 'body', command });
  }

  private enterPhase(phase: Phase): void {
    this.phase = phase;
    const battery = this.report.batteryPercent;
    this.outputs.push({ do: 'role-event', event: { event: 'body', phase, battery } });
  }
}
