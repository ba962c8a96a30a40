/**
 * A pad controller: the acceptor of its pad, the hand on its relay, and the eye on its contacts.
 *
 * Power flows only under a live lease, and only into a robot that is there. Something that stands on
 * the contacts without a lease gets no power and keeps everybody else off (protocol.md section 5). So does a
 * pad that is not safe to use.
 */
import type { MemberConfig } from '../protocol/context.ts';
import type { Durable } from '../protocol/durable.ts';
import { Member, type MemberInput } from '../protocol/member.ts';
import type { Output } from '../protocol/output.ts';
import { type PadIndex, padOf } from '../protocol/roster.ts';
import type { PadReport } from './body.ts';
import { describeMember, type MemberShown } from './describe.ts';
import { PadAlarms } from './pad-alarms.ts';
import type { CommandInput, Role, RoleInput, RoleOutput } from './role.ts';
import { whyNotTakePad } from './take-pad.ts';

type Lease = (Output & { readonly do: 'lease' })['lease'];

export class PadController implements Role {
  private readonly member: Member;
  private readonly pad: PadIndex;
  private report: PadReport;
  private lease: Lease = null;
  /** Until when the pad was told that power may flow; null while it may not. */
  private powerUntilMs: number | null = null;
  private readonly alarms = new PadAlarms();
  private stopped = false;
  private outputs: RoleOutput[] = [];

  constructor(config: MemberConfig, durable: Durable, seed: number, report: PadReport) {
    const pad = padOf(config.roster, config.self);
    if (pad === null) throw new Error('a pad controller needs the roster index of a pad');
    this.member = new Member(config, durable, seed);
    this.pad = pad;
    this.report = report;
  }

  nextDeadlineMs(): number | null {
    const memberMs = this.member.nextDeadlineMs();
    const { nextDeadlineMs: alarmMs } = this.alarms;
    return alarmMs === null ? memberMs : Math.min(alarmMs, memberMs ?? Number.POSITIVE_INFINITY);
  }

  describe(): MemberShown {
    const { contact, fault } = this.report;
    const alarm = this.alarms.current;
    return {
      phase: this.lease ? 'leased' : 'free',
      power: this.powerUntilMs !== null,
      contact,
      fault,
      alarm: alarm === fault ? null : alarm,
      ...describeMember(this.member.state),
    };
  }

  step(input: RoleInput, nowMs: number): RoleOutput[] {
    switch (input.type) {
      case 'pad-body':
        this.report = input.report;
        this.tellContact(nowMs);
        break;
      case 'stop':
        this.stopped = true;
        this.lease = null;
        this.switchPower();
        this.tell({ type: 'stop', reason: input.reason }, nowMs);
        this.outputs.push({ do: 'finished' });
        break;
      case 'command':
        this.tell({ type: 'tick' }, nowMs);
        this.outputs.push({ do: 'reply', ticket: input.ticket, error: this.obey(input, nowMs) });
        break;
      case 'body':
        break;
      default:
        this.tell(input, nowMs);
        if (input.type === 'start') this.tellContact(nowMs);
    }
    this.switchPower();
    this.watch(nowMs);
    const outputs = this.outputs;
    this.outputs = [];
    return outputs;
  }

  /** A person takes the pad from the robot that is on it: no power from now on, and no renewal. */
  private obey({ verb, pad }: CommandInput, nowMs: number): string | null {
    if (verb !== 'release') return 'a pad takes release alone: ask the robot';
    if (pad !== undefined && pad !== this.pad) return 'that is another pad: ask it';
    const reason = this.stopped
      ? 'the pad is stopping'
      : whyNotTakePad(this.member.state, this.pad);
    if (reason === null) this.tell({ type: 'release', pad: this.pad }, nowMs);
    return reason;
  }

  private tell(input: MemberInput, nowMs: number): void {
    for (const output of this.member.step(input, nowMs)) this.take(output);
  }

  private tellContact(nowMs: number): void {
    const { contact, fault } = this.report;
    this.tell({ type: 'contact', pad: this.pad, contact, faulty: fault !== null }, nowMs);
  }

  private take(output: Output): void {
    switch (output.do) {
      case 'lease':
        if (!this.stopped) this.lease = output.lease;
        // The relay follows before any frame that was put out later leaves.
        this.switchPower();
        break;
      case 'named':
      case 'entered':
      case 'must-leave':
      case 'exited':
        break;
      default:
        this.outputs.push(output);
    }
  }

  private switchPower(): void {
    const { contact, fault } = this.report;
    const lease = this.lease?.revoked ? null : this.lease;
    const untilMs = lease && contact !== false && fault === null ? lease.untilMs : null;
    if (untilMs === this.powerUntilMs) return;
    this.powerUntilMs = untilMs;
    this.outputs.push({
      do: 'pad-body',
      command: untilMs === null ? { do: 'power', on: false } : { do: 'power', on: true, untilMs },
    });
  }

  private watch(nowMs: number): void {
    const reason = this.alarms.look(this.report, this.lease?.robot ?? null, nowMs);
    if (reason !== null) this.outputs.push({ do: 'event', event: { event: 'alarm', reason } });
  }
}
