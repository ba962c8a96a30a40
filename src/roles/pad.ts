/**
 * A pad controller: the acceptor of its pad, the hand on its relay, and the eye on its contacts.
 *
 * Power flows only under a live lease, and only into a robot that is there. Something that stands on
 * the contacts without a lease gets no power and keeps everybody else off (protocol.md section 5).
 */
import type { MemberConfig } from '../protocol/context.ts';
import type { Durable } from '../protocol/durable.ts';
import { Member, type MemberInput } from '../protocol/member.ts';
import type { Output } from '../protocol/output.ts';
import { type PadIndex, padOf } from '../protocol/roster.ts';
import type { PadReport } from './body.ts';
import { describeMember } from './describe.ts';
import type { Role, RoleInput, RoleOutput } from './role.ts';

export class PadController implements Role {
  private readonly member: Member;
  private readonly pad: PadIndex;
  private report: PadReport;
  private leased = false;
  private power = false;
  private alarm: string | null = null;
  private outputs: RoleOutput[] = [];

  constructor(config: MemberConfig, durable: Durable, seed: number, report: PadReport) {
    const pad = padOf(config.roster, config.self);
    if (pad === null) throw new Error('a pad controller needs the roster index of a pad');
    this.member = new Member(config, durable, seed);
    this.pad = pad;
    this.report = report;
  }

  nextDeadlineMs(): number | null {
    return this.member.nextDeadlineMs();
  }

  describe(): Record<string, unknown> {
    const { contact, fault } = this.report;
    return {
      phase: this.leased ? 'leased' : 'free',
      power: this.power,
      contact,
      fault: fault ?? this.alarm,
      ...describeMember(this.member.state),
    };
  }

  step(input: RoleInput, nowMs: number): RoleOutput[] {
    switch (input.type) {
      case 'pad-body':
        this.report = input.report;
        this.tell({ type: 'contact', pad: this.pad, contact: input.report.contact }, nowMs);
        break;
      case 'stop':
        this.leased = false;
        this.switchPower();
        this.tell({ type: 'stop', reason: input.reason }, nowMs);
        this.outputs.push({ do: 'finished' });
        break;
      case 'command':
        this.outputs.push({
          do: 'reply',
          ticket: input.ticket,
          error: 'a pad takes no commands: ask the robot that is on it',
        });
        break;
      case 'body':
        break;
      default:
        this.tell(input, nowMs);
        if (input.type === 'start')
          this.tell({ type: 'contact', pad: this.pad, contact: this.report.contact }, nowMs);
    }
    this.switchPower();
    this.watchContact();
    const outputs = this.outputs;
    this.outputs = [];
    return outputs;
  }

  private tell(input: MemberInput, nowMs: number): void {
    for (const output of this.member.step(input, nowMs)) this.take(output);
  }

  private take(output: Output): void {
    switch (output.do) {
      case 'lease':
        this.leased = output.robot !== null;
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
    const on = this.leased && this.report.contact !== false && this.report.fault === null;
    if (on === this.power) return;
    this.power = on;
    this.outputs.push({ do: 'pad-body', command: { do: 'power', on } });
  }

  private watchContact(): void {
    const stranger = this.report.contact === true && !this.leased;
    const alarm = stranger ? 'something stands on the pad without a lease' : this.report.fault;
    if (alarm !== null && alarm !== this.alarm)
      this.outputs.push({ do: 'event', event: { event: 'alarm', reason: alarm } });
    this.alarm = alarm;
  }
}
