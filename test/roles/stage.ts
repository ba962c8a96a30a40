/** A role on a stage: its body is a script, its peers are what the test says they are. */
import type { Enter, Message } from '../../src/protocol/message.ts';
import type { Output } from '../../src/protocol/output.ts';
import type { BodyReport } from '../../src/roles/body.ts';
import { PadController } from '../../src/roles/pad.ts';
import { Robot } from '../../src/roles/robot.ts';
import type { Role, RoleInput, RoleOutput } from '../../src/roles/role.ts';
import { fence, LAN, line, rosterOf, settled } from '../protocol/stage.ts';

const CHARGING = { requestBelow: 35, chargeTo: 90, criticalBelow: 10 };
export const UNDOCK_MS = 200;

export const AWAY: BodyReport = {
  place: 'away',
  batteryPercent: 80,
  charging: null,
  fault: null,
  alarm: null,
};

function config(self: number, pads = 1) {
  return { roster: rosterOf({ pads }), timing: LAN, self, maxOvertakes: 4, undockMs: UNDOCK_MS };
}

/** What a role does and says, in lines; its protocol's talk is left out unless asked for. */
function show(output: RoleOutput): string {
  switch (output.do) {
    case 'body':
      return `body ${JSON.stringify(output.command)}`;
    case 'pad-body':
      return output.command.on ? `power on until ${output.command.untilMs}` : 'power off';
    case 'role-event':
      return `phase ${output.event.phase} ${output.event.battery}`;
    case 'reply':
      return `reply ${output.ticket} ${output.error ?? 'ok'}`;
    case 'finished':
      return 'finished';
    default:
      return line(output as Output) ?? '';
  }
}

export class RoleActor<R extends Role> {
  now = 1000;
  outputs: RoleOutput[] = [];
  readonly role: R;

  constructor(role: R, offPad: boolean) {
    this.role = role;
    this.step({ type: 'start', offPad, reason: 'start' });
  }

  step(input: RoleInput): this {
    this.outputs.push(...this.role.step(input, this.now));
    return this;
  }

  hear(from: number, message: Message, boot = 1): this {
    return this.step({ type: 'message', from, boot, sequence: 1, message, proven: true });
  }

  wait(forMs: number): this {
    const endMs = this.now + forMs;
    for (let turns = 0; turns < 2000; turns += 1) {
      const nextMs = this.role.nextDeadlineMs();
      if (nextMs === null || nextMs > endMs) break;
      this.now = Math.max(this.now, nextMs);
      this.step({ type: 'tick' });
    }
    this.now = endMs;
    return this;
  }

  take(pattern = /^(body|power|phase|reply|finished|\* alarm)/): string[] {
    const lines = this.outputs.map(show).filter((shown) => pattern.test(shown));
    this.outputs = [];
    return lines;
  }
}

export class RobotActor extends RoleActor<Robot> {
  report: BodyReport;
  private lastEnter: Enter | null = null;

  constructor(report: Partial<BodyReport> = {}, pads = 1) {
    const full = { ...AWAY, ...report };
    const robot = new Robot(config(0, pads), settled(rosterOf({ pads })), 42, CHARGING, full);
    super(robot, full.place === 'away');
    this.report = full;
  }

  override step(input: RoleInput): this {
    const before = this.outputs.length;
    super.step(input);
    for (const output of this.outputs.slice(before))
      if (output.do === 'send' && output.message.kind === 'enter') this.lastEnter = output.message;
    return this;
  }

  body(change: Partial<BodyReport>): this {
    this.report = { ...this.report, ...change };
    return this.step({ type: 'body', report: this.report });
  }

  command(verb: 'charge' | 'release' | 'hold' | 'resume', ticket = 1): this {
    return this.step({ type: 'command', verb, ticket });
  }

  /** Gives it the token and the lease that it asks for. */
  admit(): this {
    this.hear(1, {
      kind: 'token',
      pad: 0,
      to: 0,
      toBoot: 1,
      fence: fence(5, 10),
      released: null,
      lastServed: [0, 0, 0],
      queue: [],
    });
    return this.renew();
  }

  /** Answers the last ENTER that it sent. */
  renew(): this {
    if (!this.lastEnter) throw new Error('no ENTER');
    const { attempt, fence: asked } = this.lastEnter;
    const admit = { kind: 'admit' as const, pad: 0, robot: 0, fence: asked, attempt };
    return this.hear(3, { ...admit, leaseMs: LAN.leaseMs });
  }

  /** Renews its lease for so long, as the pad would. */
  stay(forMs: number): this {
    for (let endMs = this.now + forMs; this.now < endMs; ) {
      const before = this.lastEnter;
      this.wait(Math.min(LAN.leaseMs / 3 + 1, endMs - this.now));
      if (this.lastEnter !== before) this.renew();
    }
    return this;
  }

  /** On the pad and charging, with what it said so far taken. */
  static charging(report: Partial<BodyReport> = {}): RobotActor {
    const robot = new RobotActor({ batteryPercent: 30, ...report }).admit();
    robot.body({ place: 'approaching' }).body({ place: 'docked' });
    robot.take();
    return robot;
  }
}

export function padActor(
  contact: boolean | null = null,
  fault: string | null = null,
): RoleActor<PadController> {
  const durable = settled(rosterOf({}));
  const pad = new PadController(config(3), durable, 42, { contact, fault, alarm: null });
  return new RoleActor(pad, false);
}
