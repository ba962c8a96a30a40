/**
 * One zone of a run: members of the real core on virtual machines, one radio channel, their bodies and
 * pads. It moves what happens between them and tells its observers; it judges nothing.
 */

import { type MemberIndex, memberCount, padOf, type Roster } from '../../src/protocol/roster.ts';
import type { Timing } from '../../src/protocol/timing.ts';
import type { RadioProfile } from '../../src/radio/profile.ts';
import { TransmitQueue } from '../../src/radio/transmit.ts';
import type { PadCommand, PadReport } from '../../src/roles/body.ts';
import type { Charging } from '../../src/roles/robot.ts';
import { virtualUndockMs } from '../../src/roles/virtual-body.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import { isAside } from '../../src/wire/aside.ts';
import type { Crypto } from '../../src/wire/crypto.ts';
import { type Frame, FrameCodec } from '../../src/wire/frame.ts';
import { Air } from '../air/air.ts';
import type { Fate } from '../air/fate.ts';
import type { Transmission } from '../air/transmission.ts';
import { RobotBody, type SimulatedBody } from './body.ts';
import { Chance } from './chance.ts';
import type { Failure } from './failure.ts';
import { Host, type Outlet } from './host.ts';
import type { FaultNote, Observer } from './observer.ts';
import { Relay } from './relay.ts';
import type { Schedule } from './schedule.ts';

export interface SwarmOptions {
  readonly seed: number;
  readonly zone: string;
  readonly robots: number;
  readonly pads: number;
  readonly guard: 'controller' | 'robots';
  readonly radio: RadioProfile;
  readonly timing: Timing;
  /** Rate errors of clocks, at most this fraction. */
  readonly drift: number;
  /** Bodies live so many times faster than real ones. */
  readonly speed: number;
  readonly charging: Charging;
  readonly maxOvertakes: number;
  /** How long a save takes, at most. */
  readonly diskMs: number;
  readonly traceFrames: boolean;
  /** Of Roost, for traces. */
  readonly version: string;
  /** Null for the virtual body of the product. */
  readonly makeBody: ((host: Host) => SimulatedBody) | null;
}

/** A robot whose battery is empty is found by a person after this much of its own time. */
const RESCUE_MS = 30 * 60_000;

export function makeRoster(robots: number, pads: number, guard: 'controller' | 'robots'): Roster {
  return {
    robots: Array.from({ length: robots }, (_, index) => ({
      id: `r${index + 1}`,
      rank: index + 1,
    })),
    pads: Array.from({ length: pads }, (_, index) => ({ id: `p${index + 1}`, guard })),
  };
}

export class Swarm {
  readonly options: SwarmOptions;
  readonly schedule: Schedule;
  readonly crypto: Crypto;
  readonly roster: Roster;
  readonly codec: FrameCodec;
  readonly air: Air;
  readonly hosts: readonly Host[];
  readonly observers: Observer[] = [];
  /** Tell observers of each frame that a link lets through: there are very many. */
  watchTaken = false;
  /** Frames that came to a member, whatever it made of them. */
  deliveries = 0;
  /** The first promise that was broken, or that the code itself failed; null while all is well. */
  failure: Failure | null = null;
  /** Opened frames by their bytes: a frame that all hear unharmed is authenticated once. */
  private readonly opened = new WeakMap<Uint8Array, Frame>();
  private lastBytes: Uint8Array | null = null;
  private lastFrame: Frame | null = null;
  private readonly contacts: boolean[];
  /** Of pads that have a controller. */
  private readonly relays: readonly Relay[];
  /** Why a pad is not safe to use, by pad. */
  private readonly padFaults: (string | null)[];

  constructor(schedule: Schedule, crypto: Crypto, fate: Fate, options: SwarmOptions) {
    this.options = options;
    this.schedule = schedule;
    this.crypto = crypto;
    const { seed, robots, pads, guard, timing, drift, maxOvertakes, speed, zone } = options;
    this.roster = makeRoster(robots, pads, guard);
    this.codec = new FrameCodec({
      crypto,
      swarmKey: new Uint8Array(32).fill(7),
      keyId: 1,
      swarm: 'simulated',
      zone,
      roster: this.roster,
    });
    this.contacts = this.roster.pads.map(() => false);
    const members = guard === 'controller' ? memberCount(this.roster) : robots;
    const chance = new Chance(seed, 'clocks');
    const undockMs = options.makeBody ? 0 : virtualUndockMs(speed);
    this.hosts = Array.from({ length: members }, (_, self) => {
      const config = { roster: this.roster, timing, self, maxOvertakes, undockMs };
      const rate = 1 + chance.between(-drift, drift);
      return new Host(this, config, rate, chance.between(0, 1e6));
    });
    this.padFaults = this.roster.pads.map(() => null);
    this.relays = this.hosts
      .slice(robots)
      .map(({ clock }, pad) => new Relay(schedule, clock, (closed) => this.onPower(pad, closed)));
    this.air = new Air({
      profile: options.radio,
      // One station more: whoever records frames and sends them again.
      stations: members + 1,
      timeline: schedule,
      fate,
      listener: {
        onHear: (to, bytes, transmission) => this.deliver(to, bytes, transmission),
        onLost: (to, transmission, reason) => this.tellLost(transmission, to, reason),
        onUnsent: (from, bytes, reason) => {
          for (const observer of this.observers) observer.onLost?.(from, null, bytes, reason);
        },
      },
    });
  }

  get seed(): number {
    return this.options.seed;
  }

  get mtuBytes(): number {
    return this.options.radio.mtuBytes;
  }

  get robots(): readonly Host[] {
    return this.hosts.slice(0, this.options.robots);
  }

  get names(): readonly string[] {
    return this.hosts.map((host) => host.name);
  }

  hostOf(name: string): Host | null {
    return this.hosts.find((host) => host.name === name) ?? null;
  }

  /** The station that belongs to nobody. */
  get stranger(): number {
    return this.hosts.length;
  }

  /** Starts everybody, some time within `spreadMs`. */
  startAll(spreadMs: number): void {
    const chance = new Chance(this.seed, 'start');
    for (const host of this.hosts)
      this.schedule.after(chance.between(0, spreadMs), () => host.start());
  }

  /** A member's radio sends. */
  transmit(host: Host, bytes: Uint8Array): void {
    const frame = this.codec.open(bytes);
    if (typeof frame === 'string') {
      this.fail('crash', `${host.name} sent a frame that nobody could read: ${frame}`);
      return;
    }
    const { message } = frame;
    if (!isAside(message))
      for (const observer of this.observers) observer.onSay?.(host, message, frame, bytes);
    if (host.outlet) host.outlet.send(bytes);
    else this.send(host, bytes, frame);
  }

  private send(host: Host, bytes: Uint8Array, frame: Frame): void {
    this.opened.set(bytes, frame);
    this.air.send(host.index, bytes);
  }

  /** The queue of the product, in front of a module that all share a channel with. */
  makeOutlet(host: Host): Outlet | null {
    const { radio } = this.options;
    if (radio.medium === 'switched') return null;
    const { schedule } = this;
    const { life } = host;
    return new TransmitQueue({
      profile: radio,
      timeline: {
        get nowMs() {
          return schedule.nowMs;
        },
        // What a frozen process has planned, it does after the thaw; a dead one never.
        at: (atMs, act) => schedule.at(atMs, () => host.act(life, act)),
      },
      completion: 'computed',
      put: (bytes) => this.send(host, bytes, this.codec.open(bytes) as Frame),
      onUnsent: (bytes, reason) => {
        for (const observer of this.observers) observer.onLost?.(host.index, null, bytes, reason);
      },
    });
  }

  private deliver(to: MemberIndex, bytes: Uint8Array, transmission: Transmission): void {
    const host = this.hosts[to];
    if (!host) return;
    if (!host.alive) {
      this.tellLost(transmission, to, 'down');
      return;
    }
    this.deliveries += 1;
    if (bytes !== this.lastBytes) {
      const frame = this.opened.get(bytes) ?? this.codec.open(bytes);
      if (typeof frame === 'string') {
        host.hearNoise(frame, bytes.length);
        return;
      }
      this.lastBytes = bytes;
      this.lastFrame = frame;
    }
    host.hear(this.lastFrame!, bytes.length);
  }

  /** Somebody beside a member sends to it alone, so faintly that nobody else hears it. */
  whisper(name: string, bytes: Uint8Array): void {
    const host = this.hostOf(name);
    const { nowMs } = this.schedule;
    const times = { startMs: nowMs, endMs: nowMs };
    if (host) this.deliver(host.index, bytes, { number: -1, from: this.stranger, bytes, ...times });
  }

  private tellLost(transmission: Transmission, to: number, reason: string): void {
    if (to === this.stranger) return;
    for (const observer of this.observers)
      observer.onLost?.(transmission.from, to, transmission.bytes, reason);
  }

  makeBody(host: Host): SimulatedBody {
    const { makeBody, speed, charging } = this.options;
    if (makeBody) return makeBody(host);
    const { requestBelow, chargeTo } = charging;
    const chance = new Chance(this.seed, `battery ${host.name}`);
    return new RobotBody(host, {
      speed: speed * chance.between(0.8, 1.2),
      batteryPercent: chance.between(requestBelow, requestBelow + 20),
      requestBelow,
      chargeTo,
      measures: chance.happens(0.5),
    });
  }

  padReport(member: MemberIndex): PadReport {
    const pad = padOf(this.roster, member);
    if (pad === null) return { contact: null, fault: null, alarm: null };
    return { contact: this.contacts[pad]!, fault: this.padFaults[pad]!, alarm: null };
  }

  /** From now on a pad is not safe to use, for a reason in plain words; null: it is mended. */
  setPadFault(host: Host, fault: string | null): void {
    const pad = padOf(this.roster, host.index)!;
    this.padFaults[pad] = fault;
    this.relays[pad]?.setBroken(fault !== null);
    host.onPadBody();
  }

  /** Passive contacts always do. */
  givesCharge(pad: number): boolean {
    return this.relays[pad]?.closed ?? true;
  }

  private onPower(pad: number, closed: boolean): void {
    for (const { body } of this.robots)
      if (body instanceof RobotBody && body.onPad === pad) body.setPower(closed);
  }

  onPadReport(host: Host, report: PadReport): void {
    for (const observer of this.observers) observer.onPadReport?.(host, report);
  }

  onPadCommand(host: Host, command: PadCommand): void {
    for (const observer of this.observers) observer.onPadCommand?.(host, command);
    this.relays[padOf(this.roster, host.index)!]?.command(command);
  }

  onClock(host: Host): void {
    const pad = padOf(this.roster, host.index);
    if (pad !== null) this.relays[pad]?.look();
  }

  /** Somebody came onto the contacts of a pad, or left them. */
  onContacts(): void {
    this.roster.pads.forEach((_, pad) => {
      const contact = this.robots.some((robot) => robot.body?.onPad === pad);
      if (contact === this.contacts[pad]) return;
      this.contacts[pad] = contact;
      this.hosts[this.options.robots + pad]?.onPadBody();
    });
  }

  /** A battery is empty: the robot stops where it is, until somebody finds it. */
  onEmpty(host: Host): void {
    host.crash('battery empty', false);
    this.rescue(host, RESCUE_MS / this.options.speed);
  }

  /** Somebody carries the robot away with a fresh battery, and switches it on. */
  rescue(host: Host, afterMs: number): void {
    const { life } = host;
    this.schedule.after(afterMs, () => {
      if (host.alive || host.life !== life) return;
      if (host.body instanceof RobotBody) host.body.carryAway(this.options.charging.chargeTo);
      host.start();
    });
  }

  onEvent(host: Host, event: TraceEvent): void {
    for (const observer of this.observers) observer.onEvent?.(host, event);
  }

  onTake(host: Host, frame: Frame): void {
    for (const observer of this.observers) observer.onTake?.(host, frame);
  }

  onStart(host: Host): void {
    for (const observer of this.observers) observer.onStart?.(host);
  }

  onDown(host: Host, reason: string): void {
    this.air.stationDown(host.index);
    for (const observer of this.observers) observer.onDown?.(host, reason);
  }

  onFreeze(host: Host): void {
    for (const observer of this.observers) observer.onFreeze?.(host);
  }

  onThaw(host: Host): void {
    for (const observer of this.observers) observer.onThaw?.(host);
  }

  onFault(note: FaultNote): void {
    for (const observer of this.observers) observer.onFault?.(note);
  }

  onHeal(core: readonly Host[]): void {
    for (const observer of this.observers) observer.onHeal?.(core);
  }

  fail(promise: string, what: string): void {
    this.failure ??= { promise, atMs: this.schedule.nowMs, what };
  }
}
