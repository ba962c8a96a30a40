/**
 * Who belongs to the swarm.
 *
 * Every frame names its sender by the index in this list: robots first, in the
 * order of the configuration, then the pads. So all members must be given the
 * same list (protocol.md section 8).
 */

/** Names of swarms, zones and members: they stand in topics of MQTT and in names of files. */
export const NAME_PATTERN = /^[A-Za-z0-9_-]{1,32}$/;

/** A robot: it asks for pads, votes, and may lead. A higher rank leads first. */
export interface RobotEntry {
  readonly id: string;
  /** Distinct among the robots. */
  readonly rank: number;
}

/** A charging place. Its guard says who admits: its controller, or a majority of the robots. */
export interface PadEntry {
  readonly id: string;
  readonly guard: 'controller' | 'robots';
}

export interface Roster {
  readonly robots: readonly RobotEntry[];
  readonly pads: readonly PadEntry[];
}

/** Index of a member in the roster: 0..robots-1 are robots, the pads follow. */
export type MemberIndex = number;

/** Index of a pad among the pads of the roster. */
export type PadIndex = number;

/** The most of each in one zone, so that every message about them fits a frame. */
export const MAX_ROBOTS = 64;
export const MAX_PADS = 12;

export function memberCount(roster: Roster): number {
  return roster.robots.length + roster.pads.length;
}

export function isRobot(roster: Roster, member: MemberIndex): boolean {
  return member >= 0 && member < roster.robots.length;
}

/** The roster index of a pad's controller. */
export function controllerOf(roster: Roster, pad: PadIndex): MemberIndex {
  return roster.robots.length + pad;
}

/** The pad whose controller a member is, or null for a robot. */
export function padOf(roster: Roster, member: MemberIndex): PadIndex | null {
  const pad = member - roster.robots.length;
  return pad >= 0 && pad < roster.pads.length ? pad : null;
}

export function memberId(roster: Roster, member: MemberIndex): string {
  const entry = roster.robots[member] ?? roster.pads[member - roster.robots.length];
  return entry?.id ?? `#${member}`;
}

/** The roster index of an id, or null when nobody bears it. */
export function memberOf(roster: Roster, id: string): MemberIndex | null {
  const robot = roster.robots.findIndex((entry) => entry.id === id);
  if (robot >= 0) return robot;
  const pad = roster.pads.findIndex((entry) => entry.id === id);
  return pad >= 0 ? controllerOf(roster, pad) : null;
}

/** The smallest number of `count` members that any two such groups share one of. */
export function majority(count: number): number {
  return Math.floor(count / 2) + 1;
}

/** How many members guard a pad. */
export function acceptorCount(roster: Roster, pad: PadIndex): number {
  return roster.pads[pad]?.guard === 'robots' ? roster.robots.length : 1;
}

/** How many ADMITs of one attempt a robot needs (protocol.md section 5). */
export function admissionQuorum(roster: Roster, pad: PadIndex): number {
  return roster.pads[pad]?.guard === 'robots' ? majority(roster.robots.length) : 1;
}

/** Whether a member is one of the acceptors of a pad. */
export function isAcceptor(roster: Roster, member: MemberIndex, pad: PadIndex): boolean {
  const guard = roster.pads[pad]?.guard;
  if (guard === undefined) return false;
  return guard === 'robots' ? isRobot(roster, member) : member === controllerOf(roster, pad);
}
