/**
 * A robot: it works, asks for a pad when its battery runs low, waits, charges, and leaves.
 *
 * The protocol says when it may be on the pad; the body says where it is. The role only joins the
 * two: it never drives to a pad without a lease, and it says that it has left only when it has.
 */
import type { MemberConfig } from '../protocol/context.ts';
import type { Durable } from '../protocol/durable.ts';
import { Member, type MemberInput } from '../protocol/member.ts';
import type { Output } from '../protocol/output.ts';
import type { Urgency } from '../protocol/queue.ts';
import type { PadIndex } from '../protocol/roster.ts';
import type { BodyCommand, BodyReport } from './body.ts';
import { describeMember } from './describe.ts';
import type { Phase, Role, RoleInput, RoleOutput, Verb } from './role.ts';

/** Battery levels in percent (contract.md, `charging`). */
export interface Charging {
  readonly requestBelow: number;
  readonly chargeTo: number;
  readonly criticalBelow: number;
}

/** Approaches that miss the pad before the robot gives up its turn. */
const MAX_APPROACHES = 3;
/** Phases that one input may lead through: there are no more of them. */
const MAX_ROUNDS = 8;

const NOTHING: readonly RoleOutput[] = [];

export class Robot implements Role {
  private readonly member: Member;
  private readonly charging: Charging;
  private report: BodyReport;
  private phase: Phase = 'working';
  private pad: PadIndex | null = null;
  /** The protocol says that this robot may be on the pad. */
  private inside = false;
  private approaches = 0;
  /** The body has begun the approach that was commanded last. */
  private underWay = false;
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
    this.charging = charging;
    this.report = report;
  }

  nextDeadlineMs(): number | null {
    return this.member.nextDeadlineMs();
  }

  describe(): Record<string, unknown> {
    const { batteryPercent: battery, place, charging, fault, alarm } = this.report;
    const own = { phase: this.phase, battery, place, charging, fault, alarm, held: this.held };
    return { ...own, ...describeMember(this.member.state) };
  }

  step(input: RoleInput, nowMs: number): readonly RoleOutput[] {
    switch (input.type) {
      case 'body':
        this.tell({ type: 'tick' }, nowMs);
        this.noteBody(input.report, nowMs);
        break;
      case 'command':
        this.tell({ type: 'tick' }, nowMs);
        this.outputs.push({
          do: 'reply',
          ticket: input.ticket,
          error: this.obey(input.verb),
        });
        break;
      case 'stop':
        this.tell({ type: 'tick' }, nowMs);
        this.stopping = input.reason;
        if (input.now) this.finish(nowMs);
        break;
      case 'pad-body':
        break;
      default:
        this.tell(input, nowMs);
        if (input.type === 'start') this.leaveFormerPlace();
    }
    this.decide(nowMs);
    if (this.outputs.length === 0) return NOTHING;
    const outputs = this.outputs;
    this.outputs = [];
    return outputs;
  }

  /** Hands an input to the protocol and takes its notices. */
  private tell(input: MemberInput, nowMs: number): void {
    for (const output of this.member.step(input, nowMs)) this.take(output);
  }

  private take(output: Output): void {
    switch (output.do) {
      case 'named':
        if (this.phase === 'requesting') this.enterPhase('waiting');
        break;
      case 'entered':
        this.inside = true;
        this.approaches = 0;
        if (this.phase === 'requesting' || this.phase === 'waiting') this.approach();
        break;
      case 'must-leave':
        this.leave();
        break;
      case 'exited':
        this.inside = false;
        this.leave();
        break;
      case 'lease':
        break;
      default:
        this.outputs.push(output);
    }
  }

  /** A body that stands on a pad after a restart has no lease for it: it must get off first. */
  private leaveFormerPlace(): void {
    if (this.report.place === 'away') return;
    this.formerPlace = true;
    this.enterPhase('leaving');
    this.drive({ do: 'leave' });
  }

  private noteBody(report: BodyReport, nowMs: number): void {
    this.report = report;
    if (report.place === 'approaching') this.underWay = true;
    if (report.fault && this.phase !== 'fault') this.fail();
    else if (!report.fault && this.phase === 'fault') this.recover();
    if (report.place === 'away' && this.formerPlace) {
      this.formerPlace = false;
      this.tell({ type: 'off-pad' }, nowMs);
    }
  }

  /** Does whatever the phase and the latest news call for, until there is no more to do. */
  private decide(nowMs: number): void {
    for (let rounds = 0; rounds < MAX_ROUNDS && !this.finished; rounds += 1) {
      const before = this.phase;
      this.act(nowMs);
      if (this.phase === before) return;
    }
  }

  private act(nowMs: number): void {
    const { place } = this.report;
    switch (this.phase) {
      case 'working':
        if (this.wantsPad()) this.request(nowMs);
        break;
      case 'requesting':
      case 'waiting':
        if (this.stopping !== null || (this.held && !this.commanded)) this.giveUp(nowMs);
        else if (this.urgencyNow() === 3 && this.urgency < 3) this.ask(nowMs);
        break;
      case 'approaching':
        if (this.stopping !== null) this.leave();
        else if (place === 'docked') this.enterPhase('charging');
        else if (place === 'away' && this.underWay) this.missed();
        break;
      case 'charging':
        if (this.stopping !== null || this.isFull()) this.leave();
        else if (place === 'away') this.missed();
        break;
      case 'leaving':
        break;
      case 'fault':
        if (this.pad !== null && !this.inside) this.giveUp(nowMs);
        break;
    }
    // The phase may just have become `leaving`, with a body that is clear already.
    if (this.phase === 'leaving' && this.report.place === 'away') this.left(nowMs);
    if (this.phase === 'fault' && this.inside && place === 'away') this.release(nowMs);
    if (this.stopping !== null && !this.inside && this.report.place === 'away') this.finish(nowMs);
  }

  private wantsPad(): boolean {
    if (this.stopping !== null) return false;
    const { batteryPercent } = this.report;
    const low = batteryPercent !== null && batteryPercent <= this.charging.requestBelow;
    return this.commanded || (low && !this.held);
  }

  private isFull(): boolean {
    const { batteryPercent } = this.report;
    return batteryPercent !== null && batteryPercent >= this.charging.chargeTo;
  }

  /** Four classes from the level at which it asks down to the critical one. */
  private urgencyNow(): Urgency {
    const { requestBelow, criticalBelow } = this.charging;
    const level = this.report.batteryPercent ?? requestBelow;
    const share = (level - criticalBelow) / (requestBelow - criticalBelow);
    if (share <= 0) return 3;
    return share > 2 / 3 ? 0 : share > 1 / 3 ? 1 : 2;
  }

  private request(nowMs: number): void {
    this.pad = this.member.shortestQueue();
    this.enterPhase('requesting');
    this.drive({ do: 'rest' });
    this.ask(nowMs);
  }

  private ask(nowMs: number): void {
    this.urgency = this.urgencyNow();
    this.tell({ type: 'want', pad: this.pad!, urgency: this.urgency }, nowMs);
  }

  private giveUp(nowMs: number): void {
    const { pad } = this;
    this.pad = null;
    if (this.phase !== 'fault') this.work();
    if (pad !== null) this.tell({ type: 'cancel', pad }, nowMs);
  }

  private approach(): void {
    this.approaches += 1;
    this.underWay = false;
    this.enterPhase('approaching');
    this.drive({ do: 'approach', pad: this.pad! });
  }

  private missed(): void {
    if (this.approaches < MAX_APPROACHES) this.approach();
    else this.leave();
  }

  private leave(): void {
    if (this.phase !== 'approaching' && this.phase !== 'charging') return;
    this.commanded = false;
    this.enterPhase('leaving');
    if (this.report.place !== 'away' || !this.underWay) this.drive({ do: 'leave' });
  }

  private left(nowMs: number): void {
    this.work();
    this.release(nowMs);
  }

  private release(nowMs: number): void {
    const { pad, inside } = this;
    this.pad = null;
    this.inside = false;
    if (inside && pad !== null) this.tell({ type: 'leave', pad }, nowMs);
    if (this.phase === 'working' && this.wantsPad()) this.request(nowMs);
  }

  private work(): void {
    this.enterPhase('working');
    this.drive({ do: 'work' });
  }

  private fail(): void {
    this.enterPhase('fault');
    this.drive({ do: 'stop' });
  }

  private recover(): void {
    if (this.report.place === 'away') this.work();
    else {
      this.enterPhase('leaving');
      this.drive({ do: 'leave' });
    }
  }

  /** Carries out a command of a person; says why not when it cannot. */
  private obey(verb: Verb): string | null {
    switch (verb) {
      case 'charge':
        if (this.stopping !== null) return 'the robot is stopping';
        if (this.phase === 'fault') return `the robot has a fault: ${this.report.fault}`;
        if (this.isFull()) return 'the battery is full';
        this.commanded = this.phase !== 'approaching' && this.phase !== 'charging';
        return null;
      case 'release':
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

  private finish(nowMs: number): void {
    if (this.finished) return;
    this.finished = true;
    this.tell({ type: 'stop', reason: this.stopping ?? 'stopped' }, nowMs);
    this.outputs.push({ do: 'finished' });
  }

  private drive(command: BodyCommand): void {
    this.outputs.push({ do: 'body', command });
  }

  private enterPhase(phase: Phase): void {
    this.phase = phase;
    const battery = this.report.batteryPercent;
    this.outputs.push({ do: 'role-event', event: { event: 'body', phase, battery } });
  }
}
