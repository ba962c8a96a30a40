/**
 * A run: members of the real core on virtual machines, one medium, one seed, and the promises
 * checked at every event. The same seed gives the same run.
 */

import { nodeCrypto } from '../../firmware/crypto.ts';
import type { MessageKind } from '../../src/protocol/message.ts';
import { memberCount, type Roster } from '../../src/protocol/roster.ts';
import { TIMING_PROFILES, type Timing } from '../../src/protocol/timing.ts';
import type { Charging } from '../../src/roles/robot.ts';
import { virtualUndockMs } from '../../src/roles/virtual-body.ts';
import {
  isRecord,
  type TraceEvent,
  type TraceRecord,
  traceRecord,
} from '../../src/runtime/trace.ts';
import { FrameCodec } from '../../src/wire/frame.ts';
import { type HarnessBody, virtualBody } from './bodies.ts';
import { Chance } from './chance.ts';
import { Checks } from './checks.ts';
import { Host } from './host.ts';
import { CALM, Medium, type Weather } from './medium.ts';
import { Schedule } from './schedule.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly robots: number;
  readonly guard: 'controller' | 'robots';
  readonly pads: number;
  readonly weather: Weather;
  readonly timing: Timing;
  /** Rate errors of clocks, at most this fraction. */
  readonly drift: number;
  readonly speed: number;
  readonly charging: Charging;
  readonly maxOvertakes: number;
  readonly makeBody: ((host: Host) => HarnessBody) | null;
  /** How long a save takes, at most. */
  readonly diskMs: number;
}

const DEFAULTS: WorldOptions = {
  seed: 1,
  robots: 5,
  guard: 'controller',
  pads: 1,
  weather: CALM,
  timing: TIMING_PROFILES.lan,
  drift: 0,
  speed: 600,
  charging: { requestBelow: 35, chargeTo: 90, criticalBelow: 10 },
  maxOvertakes: 4,
  makeBody: null,
  diskMs: 1,
};

export function makeRoster(robots: number, guard: 'controller' | 'robots', pads: number): Roster {
  return {
    robots: Array.from({ length: robots }, (_, index) => ({
      id: `r${index + 1}`,
      rank: index + 1,
    })),
    pads: Array.from({ length: pads }, (_, index) => ({ id: `p${index + 1}`, guard })),
  };
}

export class World {
  readonly options: WorldOptions;
  readonly schedule = new Schedule();
  readonly chance: Chance;
  readonly medium: Medium;
  readonly checks: Checks;
  readonly codec: FrameCodec;
  readonly roster: Roster;
  readonly hosts: Host[];
  /** Frames sent, by kind. */
  readonly frames = new Map<MessageKind, number>();
  deliveries = 0;
  /** Every event, for transcripts; kept only when asked for. */
  log: string[] | null = null;
  /** Set before the start: hears all records of a trace that can be replayed. */
  onRecord: ((record: TraceRecord) => void) | null = null;
  /** Records so far, by member. */
  private readonly recorded = new Map<number, number>();

  constructor(options: Partial<WorldOptions> = {}) {
    this.options = { ...DEFAULTS, ...options };
    const { seed, robots, guard, pads, weather, timing, drift, maxOvertakes, speed } = this.options;
    this.chance = new Chance(seed);
    this.medium = new Medium(this.schedule, this.chance, { ...weather });
    this.checks = new Checks(() => this.schedule.nowMs);
    this.roster = makeRoster(robots, guard, pads);
    this.codec = new FrameCodec({
      crypto: nodeCrypto,
      swarmKey: new Uint8Array(32).fill(7),
      keyId: 1,
      swarm: 'harness',
      zone: 'test',
      roster: this.roster,
    });
    const members = guard === 'controller' ? memberCount(this.roster) : robots;
    const undockMs = this.options.makeBody ? 0 : virtualUndockMs(speed);
    this.hosts = Array.from({ length: members }, (_, self) => {
      const config = { roster: this.roster, timing, self, maxOvertakes, undockMs };
      const rate = 1 + this.chance.between(-drift, drift);
      return new Host(this, config, rate, this.chance.between(0, 1e6));
    });
  }

  get robots(): Host[] {
    return this.hosts.slice(0, this.options.robots);
  }

  /** Starts everybody within `spreadMs`. */
  startAll(spreadMs = 5): void {
    for (const host of this.hosts)
      this.schedule.after(this.chance.between(0, spreadMs), () => {
        if (!host.alive) host.start();
      });
  }

  /** Lets virtual time pass. Awaits between slices, since saves resolve as promises do. */
  async run(forMs: number): Promise<void> {
    const endMs = this.schedule.nowMs + forMs;
    while (this.schedule.nowMs < endMs && this.checks.violations.length === 0) {
      this.saved = false;
      this.schedule.run(endMs, () => this.saved || this.checks.violations.length > 0);
      await Promise.resolve();
      await Promise.resolve();
    }
  }

  private saved = false;

  /** A save is done a little later, unless the power fails before. */
  onDisk(host: Host, life: number, bytes: Uint8Array, done: () => void): void {
    // One after the other, as the store's contract says.
    const now = this.schedule.nowMs;
    host.diskFreeMs = Math.max(host.diskFreeMs, now + this.chance.between(0, this.options.diskMs));
    this.schedule.at(host.diskFreeMs, () => {
      // The disk works on while a process is frozen, but not without power.
      if (host.currentLife !== life || !host.alive) return;
      host.disk = bytes;
      host.act(life, () => {
        this.saved = true;
        done();
      });
    });
  }

  makeBody(host: Host): HarnessBody {
    const { makeBody, speed, charging } = this.options;
    if (makeBody) return makeBody(host);
    const batteryPercent = this.chance.between(charging.requestBelow, charging.requestBelow + 20);
    const { requestBelow, chargeTo } = charging;
    return virtualBody(host, { speed, batteryPercent, requestBelow, chargeTo });
  }

  transmit(host: Host, bytes: Uint8Array): void {
    const frame = this.codec.open(bytes);
    if (typeof frame === 'string') {
      this.fail('wire', `own frame dropped as ${frame}`);
      return;
    }
    const { message } = frame;
    this.frames.set(message.kind, (this.frames.get(message.kind) ?? 0) + 1);
    this.checks.onMessage(host, message);
    this.log?.push(
      `${this.schedule.nowMs.toFixed(2)} ${this.name(host)} tx ${JSON.stringify(message)}`,
    );
    const receivers = this.hosts.map((other) => other.index).filter((to) => to !== host.index);
    this.medium.broadcast(host.index, receivers, (to) => {
      this.deliveries += 1;
      this.hosts[to]!.hear(frame, bytes.length);
    });
  }

  onEvent(host: Host, event: TraceEvent): void {
    this.record(host, event);
    if (isRecord(event.event)) return;
    this.log?.push(`${this.schedule.nowMs.toFixed(2)} ${this.name(host)} ${JSON.stringify(event)}`);
    this.checks.onEvent(host, event);
  }

  private record(host: Host, event: TraceEvent): void {
    if (!this.onRecord) return;
    const seq = (this.recorded.get(host.index) ?? 0) + 1;
    this.recorded.set(host.index, seq);
    const { nowMs } = this.schedule;
    const stamp = { t: nowMs, mono: nowMs, boot: host.driver?.bootNumber ?? 0, seq };
    this.onRecord(
      traceRecord(this.roster, host.index, event, stamp, (atMs) => host.globalMs(atMs)),
    );
  }

  onCrash(host: Host, reason: string): void {
    this.log?.push(`${this.schedule.nowMs.toFixed(2)} ${this.name(host)} crash ${reason}`);
    this.checks.onCrash(host);
  }

  fail(promise: string, what: string): void {
    this.checks.fail(promise, what);
  }

  name(host: Host): string {
    return (
      this.roster.robots[host.index]?.id ?? this.roster.pads[host.index - this.options.robots]!.id
    );
  }
}
