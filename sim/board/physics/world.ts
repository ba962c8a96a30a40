/**
 * The one physical world of all virtual boards: who stands on which pad, where current flows, what moves.
 *
 * It never ticks. Between two changes of its inputs everything in it follows a formula, so it goes from one change
 * to the next, however far apart they are; `nextMs` says when the next one comes by itself.
 */
import type { Motor } from './motor.ts';
import { Pad, type PadOptions } from './pad.ts';
import { Robot, type RobotOptions } from './robot.ts';
import type { Entrance, Stand } from './way.ts';

/** What has changed, at `atMs` of the world's time. */
export type Change =
  | { readonly what: 'relay'; readonly pad: string; readonly closed: boolean }
  | { readonly what: 'contact'; readonly id: string; readonly closed: boolean }
  | {
      readonly what: 'motors';
      readonly robot: string;
      readonly left: number;
      readonly right: number;
    }
  | {
      /** Charge flows into the battery, or does no longer. */
      readonly what: 'charging';
      readonly robot: string;
      readonly pad: string | null;
      readonly on: boolean;
      readonly percent: number;
    }
  /** Where it has come to: into the mouth of a pad, in there beside the contacts, or out of it. */
  | { readonly what: 'stand'; readonly robot: string; readonly stand: Stand }
  /** Two robots at one pad: this one pushes against the other. */
  | { readonly what: 'bump'; readonly robot: string; readonly pad: string; readonly into: string }
  | { readonly what: 'empty'; readonly robot: string };

export interface WorldOptions {
  readonly robots: readonly Omit<RobotOptions, 'enter'>[];
  readonly pads: readonly PadOptions[];
  readonly nowMs: number;
  readonly onChange: (change: Change, atMs: number) => void;
}

interface Seen {
  contact: boolean;
  left: number;
  right: number;
  charging: boolean;
  stand: string;
  bumps: boolean;
  empty: boolean;
}

export class World {
  readonly robots: readonly Robot[];
  readonly pads: readonly Pad[];
  bumps = 0;
  private readonly onChange: WorldOptions['onChange'];
  private readonly seenRobots: Seen[];
  private readonly seenPads: { relay: boolean; contact: boolean }[];
  private atMs: number;

  constructor({ robots, pads, nowMs, onChange }: WorldOptions) {
    const enter = (robot: Robot) => this.enter(robot);
    this.robots = robots.map((options) => new Robot({ ...options, enter }, nowMs));
    this.pads = pads.map((options) => new Pad(options, nowMs));
    this.onChange = onChange;
    this.atMs = nowMs;
    this.seenRobots = this.robots.map(() => ({
      contact: false,
      left: 0,
      right: 0,
      charging: false,
      stand: 'outside',
      bumps: false,
      empty: false,
    }));
    this.seenPads = this.pads.map(() => ({ relay: false, contact: false }));
  }

  get nowMs(): number {
    return this.atMs;
  }

  /** When something changes unless somebody does something; later than now. */
  get nextMs(): number {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const part of [...this.robots, ...this.pads]) nextMs = Math.min(nextMs, part.nextMs);
    return nextMs;
  }

  /** Goes on to this time; one that has passed leaves it where it is. */
  advance(toMs: number): void {
    while (this.atMs < toMs) {
      const stepMs = Math.min(toMs, Math.max(this.nextMs, this.atMs + HAIR_MS));
      for (const pad of this.pads) pad.advance(stepMs);
      for (const robot of this.robots) robot.advance(stepMs);
      this.atMs = stepMs;
      this.settle();
    }
  }

  /** After something was done to a part of it by hand: what follows from that, and tells of it. */
  settle(): void {
    for (const pad of this.pads) {
      pad.settle();
      pad.contact.touch(this.robotOn(pad) !== null, this.atMs);
    }
    for (const robot of this.robots) {
      robot.dock.touch(robot.way.touches !== null, this.atMs);
      const pad = this.pads.find(({ id }) => id === robot.way.touches);
      robot.supply = pad?.supplyFor(robot.battery.nature.fullVolts) ?? null;
    }
    this.tell();
  }

  robotOn(pad: Pad): Robot | null {
    return this.robots.find(({ way }) => way.touches === pad.id) ?? null;
  }

  /** Through the contacts of a pad. */
  padAmps(pad: Pad): number {
    const taken = this.robotOn(pad)?.flow(this.atMs).supplyAmps ?? 0;
    return pad.amps(taken);
  }

  /** Where a robot comes to that drives into the mouth of a pad. */
  private enter(robot: Robot): Entrance {
    const wanted = this.pads.filter(({ id }) => robot.aim === null || robot.aim === id);
    const free = wanted.find(({ id }) => this.standsAt(id) === null);
    if (free === undefined) return { at: 'blocked' };
    if (robot.misses === 0) return { at: 'pad', pad: free.id };
    robot.misses -= 1;
    return { at: 'beside', pad: free.id };
  }

  private standsAt(pad: string): Robot | null {
    return (
      this.robots.find(({ way }) => way.stand.at !== 'outside' && way.stand.pad === pad) ?? null
    );
  }

  private tell(): void {
    const { atMs } = this;
    for (const [index, pad] of this.pads.entries()) {
      const seen = this.seenPads[index]!;
      const { isClosed } = pad.relay;
      if (isClosed !== seen.relay) {
        seen.relay = isClosed;
        this.onChange({ what: 'relay', pad: pad.id, closed: isClosed }, atMs);
      }
      const closed = pad.contact.settled(atMs);
      if (closed !== seen.contact) {
        seen.contact = closed;
        this.onChange({ what: 'contact', id: pad.id, closed }, atMs);
      }
    }
    for (const [index, robot] of this.robots.entries()) {
      this.tellRobot(robot, this.seenRobots[index]!);
    }
  }

  private tellRobot(robot: Robot, seen: Seen): void {
    const { atMs } = this;
    const { id, way, battery } = robot;
    const { stand } = way;
    const [left, right] = [percentOf(robot.left), percentOf(robot.right)];
    if (left !== seen.left || right !== seen.right) {
      seen.left = left;
      seen.right = right;
      this.onChange({ what: 'motors', robot: id, left, right }, atMs);
    }
    const standing = stand.at === 'outside' ? stand.at : `${stand.at} ${stand.pad}`;
    if (standing !== seen.stand) {
      seen.stand = standing;
      this.onChange({ what: 'stand', robot: id, stand }, atMs);
    }
    const closed = robot.dock.settled(atMs);
    if (closed !== seen.contact) {
      seen.contact = closed;
      this.onChange({ what: 'contact', id, closed }, atMs);
    }
    const charging = robot.isCharging(atMs);
    if (charging !== seen.charging) {
      seen.charging = charging;
      const percent = Math.round(battery.charge * 1000) / 10;
      this.onChange({ what: 'charging', robot: id, pad: way.touches, on: charging, percent }, atMs);
    }
    if (way.bumps !== seen.bumps) {
      seen.bumps = way.bumps;
      if (way.bumps) this.tellBump(robot);
    }
    const empty = battery.charge === 0;
    if (empty && !seen.empty) this.onChange({ what: 'empty', robot: id }, atMs);
    seen.empty = empty;
  }

  private tellBump(robot: Robot): void {
    this.bumps += 1;
    const pad = robot.aim ?? this.pads[0]?.id ?? '';
    const into = this.standsAt(pad)?.id ?? '';
    this.onChange({ what: 'bump', robot: robot.id, pad, into }, this.atMs);
  }
}

/** Never -0, which is no other speed than 0. */
function percentOf({ power }: Motor): number {
  return Math.round(power * 100) + 0;
}

/** Rounding may name a change that is just now: time goes on all the same. */
const HAIR_MS = 1e-6;
