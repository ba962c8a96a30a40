/**
 * A swarm in which nobody wants the pad, and a test that speaks as its members: what it lets them do is seen
 * by the promises, and by nobody else.
 */
import type { SimulatedBody } from '../../../sim/world/body.ts';
import type { Host } from '../../../sim/world/host.ts';
import type { Fence } from '../../../src/protocol/fence.ts';
import type { Message } from '../../../src/protocol/message.ts';
import type { Frame } from '../../../src/wire/frame.ts';
import { makeStage, type Stage, type StageOptions } from '../stage.ts';

/** Of the epoch of a fabricated token, above all that the members make themselves. */
export const at = (counter: number, epoch = 50): Fence => ({ epoch, counter });

export const UNDOCK_MS = 50;

/** Full and far away; a test may put it onto the pad. */
export class IdleBody implements SimulatedBody {
  readonly undockMs = UNDOCK_MS;
  onPad: number | null = null;

  report = () =>
    ({ place: 'away', batteryPercent: 90, charging: null, fault: null, alarm: null }) as const;

  command = (): void => {};

  halt = (): void => {};
}

/** A running swarm, and the voices with which a test speaks as its members. */
export class Scene {
  readonly stage: Stage;
  readonly robots: readonly Host[];
  readonly pad: Host;

  constructor(options: StageOptions = {}) {
    this.stage = makeStage({ robots: 4, makeBody: () => new IdleBody(), ...options });
    const { hosts } = this.stage.swarm;
    for (const host of hosts) host.start();
    this.robots = hosts.slice(0, 4);
    this.pad = hosts.at(-1)!;
  }

  /** The promise that was broken, or null. */
  get broken(): string | null {
    return this.stage.swarm.failure?.promise ?? null;
  }

  get what(): string {
    return this.stage.swarm.failure?.what ?? '';
  }

  robot(number: number): Host {
    return this.robots[number - 1]!;
  }

  /** A frame of the boot that has the number of the life, or another one. */
  say(host: Host, message: Message, boot: number = host.life): void {
    for (const observer of this.stage.swarm.observers)
      observer.onSay?.(host, message, { boot } as Frame, new Uint8Array());
  }

  /** May be on the pad for so long by its own clock. */
  enter(number: number, fence: Fence, forMs: number = 1000): void {
    const host = this.robot(number);
    const untilMs = host.localMs() + forMs;
    this.stage.swarm.onEvent(host, { event: 'enter', pad: 0, fence, untilMs });
  }

  exit(number: number, fence: Fence): void {
    const { swarm } = this.stage;
    swarm.onEvent(this.robot(number), { event: 'exit', pad: 0, fence, reason: 'done' });
  }

  visit(number: number, fence: Fence): void {
    this.enter(number, fence);
    this.exit(number, fence);
  }

  token(to: number, queue: readonly number[], fence: Fence): void {
    const [index, ...others] = [to, ...queue].map((number) => number - 1);
    const from = this.robot(4);
    const event = { event: 'token', pad: 0, fence, to: index!, queue: others } as const;
    this.stage.swarm.onEvent(from, event);
  }

  admit(fence: Fence): void {
    this.stage.swarm.onEvent(this.pad, { event: 'admit', pad: 0, fence, robot: 0 });
  }

  /** Somebody hears of the admission. */
  tellAdmitted(host: Host, fence: Fence): void {
    this.say(host, { kind: 'admit', pad: 0, fence, robot: 0, attempt: 1, leaseMs: 2000 });
  }

  vote(number: number, candidate: number, epoch: number): void {
    this.say(this.robot(number), { kind: 'vote', epoch, candidate: candidate - 1, pads: [] });
  }
}
