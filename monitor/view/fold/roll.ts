/**
 * Who is known, and what of it has changed since it was last told.
 *
 * What follows from several records (who is on a pad, the queue, the leader) is worked out once for all messages of a
 * while: what may have changed is noted as unsettled (settle.ts).
 */
import type { MemberKind } from '../told.ts';
import {
  type MemberFacts,
  newPad,
  newRobot,
  newZone,
  type PadFacts,
  type RobotFacts,
  type ZoneFacts,
} from './facts.ts';

/** A stranger who makes names up must not fill the memory. */
const MAX_OF_A_KIND = 10_000;
const MAX_ZONES = 1000;

export class Roll {
  readonly robots = new Map<string, RobotFacts>();
  readonly pads = new Map<string, PadFacts>();
  readonly zones = new Map<string, ZoneFacts>();
  /** Ids of what looks different; also of what is gone. */
  readonly touched = {
    robots: new Set<string>(),
    pads: new Set<string>(),
    zones: new Set<string>(),
  };
  readonly unsettledPads = new Set<PadFacts>();
  readonly unsettledZones = new Set<ZoneFacts>();

  find(kind: MemberKind, id: string): RobotFacts | PadFacts | null {
    return (kind === 'robots' ? this.robots.get(id) : this.pads.get(id)) ?? null;
  }

  /** The record of a member, a new one if need be; null when there are too many. */
  robot(id: string, expected = false): RobotFacts | null {
    const known = this.robots.get(id);
    if (known || this.robots.size >= MAX_OF_A_KIND) return known ?? null;
    const robot = newRobot(id, expected);
    this.robots.set(id, robot);
    this.touch(robot);
    return robot;
  }

  pad(id: string, expected = false): PadFacts | null {
    const known = this.pads.get(id);
    if (known || this.pads.size >= MAX_OF_A_KIND) return known ?? null;
    const pad = newPad(id, expected);
    this.pads.set(id, pad);
    this.touch(pad);
    return pad;
  }

  touch(member: MemberFacts): void {
    this.touched[member.kind].add(member.id);
  }

  /** Something on which the leader or the counts of its zone rest has changed. */
  unsettleZoneOf(member: MemberFacts): void {
    const zone = member.zone === null ? undefined : this.zones.get(member.zone);
    if (zone) this.unsettledZones.add(zone);
  }

  moveTo(member: MemberFacts, id: string): void {
    if (member.zone === id) return;
    const zone = this.zones.get(id) ?? (this.zones.size < MAX_ZONES ? newZone(id) : null);
    if (!zone) return;
    this.leaveZone(member);
    this.zones.set(id, zone);
    zone.members.add(member);
    member.zone = id;
    this.unsettledZones.add(zone);
    this.touched.zones.add(id);
    this.touch(member);
  }

  forget(member: RobotFacts | PadFacts): void {
    this.leaveZone(member);
    this.touch(member);
    if (member.kind === 'pads') this.forgetPad(member);
    else this.forgetRobot(member.id);
  }

  private forgetPad(pad: PadFacts): void {
    this.pads.delete(pad.id);
    this.unsettledPads.delete(pad);
    for (const robot of this.robots.values()) {
      if (![robot.stay, robot.ask, robot.wait].some((one) => one?.pad === pad.id)) continue;
      if (robot.stay?.pad === pad.id) robot.stay = null;
      if (robot.ask?.pad === pad.id) robot.ask = null;
      if (robot.wait?.pad === pad.id) robot.wait = null;
      this.touch(robot);
    }
  }

  private forgetRobot(id: string): void {
    this.robots.delete(id);
    for (const pad of this.pads.values()) {
      const wasThere = pad.guests.delete(id);
      const hadAsked = pad.askers.delete(id);
      const admitted = pad.grants.delete(id);
      if (wasThere || hadAsked || admitted || pad.queue.some(({ robot }) => robot === id))
        this.unsettledPads.add(pad);
    }
  }

  private leaveZone(member: MemberFacts): void {
    const zone = member.zone === null ? undefined : this.zones.get(member.zone);
    member.zone = null;
    if (!zone) return;
    zone.members.delete(member);
    this.touched.zones.add(zone.id);
    if (zone.members.size > 0) this.unsettledZones.add(zone);
    else {
      this.zones.delete(zone.id);
      this.unsettledZones.delete(zone);
    }
  }
}
