/**
 * Who is on a pad.
 *
 * A robot says when it enters, until when it believes that it may stay, and when it no longer does. A robot that dies
 * there says nothing: then it is shown until the pad's acceptors say that its lease is over, for its body still
 * stands there. Events may be lost, so states are heard as well; they may be older than the events before them.
 */
import {
  compareFences,
  type FencePair,
  isLive,
  type PadFacts,
  type RobotFacts,
  type Stay,
} from './facts.ts';
import type { Roll } from './roll.ts';

/** A renewal may be late on its way to the hub. */
const SLACK_MS = 1500;
/** Without a member's own time a state may be so old. */
export const STATE_DELAY_MS = 1000;
/** Two robots that believe for so long that they are on one pad: not just two messages that crossed. */
export const OVERLAP_MS = 1000;
const MAX_STAYS = 16;

const ELSEWHERE: ReadonlySet<string> = new Set(['working', 'parked', 'requesting', 'waiting']);
const ON_THE_PAD: ReadonlySet<string> = new Set(['approaching', 'charging', 'leaving']);

export function beginStay(roll: Roll, robot: RobotFacts, pad: PadFacts, stay: Stay): void {
  if (robot.stay) endStay(roll, robot, null);
  robot.stay = stay;
  pad.guests.add(robot.id);
  roll.touch(robot);
  roll.unsettledPads.add(pad);
}

/** `endMs`: when it was seen to end, for the length of later stays; null when nobody saw it. */
export function endStay(roll: Roll, robot: RobotFacts, endMs: number | null): void {
  const { stay } = robot;
  if (!stay) return;
  robot.stay = null;
  roll.touch(robot);
  const pad = roll.pads.get(stay.pad);
  if (!pad) return;
  pad.guests.delete(robot.id);
  roll.unsettledPads.add(pad);
  if (endMs === null || !stay.isWhole) return;
  pad.staysMs.push(Math.max(0, endMs - stay.sinceMs));
  if (pad.staysMs.length > MAX_STAYS) pad.staysMs.shift();
}

/** What a live state says of where the robot is, when no event has told it. */
export function stayByState(
  roll: Roll,
  robot: RobotFacts,
  mono: number | null,
  atMs: number,
): void {
  const { phase, stay } = robot;
  if (stay && phase !== null && ELSEWHERE.has(phase)) {
    const isOlder =
      mono !== null && stay.mono !== null ? mono < stay.mono : atMs - stay.sinceMs < STATE_DELAY_MS;
    if (!isOlder) endStay(roll, robot, atMs);
  }
  if (stay || phase === null || !ON_THE_PAD.has(phase)) return;
  const own = robot.pads.find(({ holder, occupied }) => holder === robot.id && occupied === true);
  const pad = own ? roll.pads.get(own.pad) : undefined;
  if (!own || !pad) return;
  beginStay(roll, robot, pad, {
    pad: pad.id,
    fence: own.fence ?? null,
    sinceMs: atMs,
    mono,
    isWhole: false,
    untilMs: null,
    leaseMs: 0,
  });
}

/** Whom the acceptors have let onto the pad; undefined when they cannot be asked. */
export function admitted(roll: Roll, pad: PadFacts): string | null | undefined {
  if (pad.guard !== 'robots') return isLive(pad) ? pad.grants.get(pad.id) : undefined;
  const counts = new Map<string, number>();
  let voters = 0;
  for (const member of (pad.zone !== null && roll.zones.get(pad.zone)?.members) || []) {
    if (member.kind !== 'robots') continue;
    voters += 1;
    const robot = pad.grants.get(member.id) ?? null;
    // Of a robot that is off nobody knows what it would say; a restart forgets no lease.
    if (robot !== null && isLive(member)) counts.set(robot, (counts.get(robot) ?? 0) + 1);
  }
  if (voters === 0) return undefined;
  for (const [robot, count] of counts) if (count * 2 > voters) return robot;
  return null;
}

/** Ends stays of which nothing has been heard for too long, and says who is on the pad now. */
export function occupantOf(roll: Roll, pad: PadFacts, nowMs: number) {
  const lease = admitted(roll, pad);
  let newest: { readonly robot: RobotFacts; readonly stay: Stay } | null = null;
  for (const id of pad.guests) {
    const robot = roll.robots.get(id);
    if (!robot?.stay) continue;
    if (isOver(robot, robot.stay, lease, nowMs)) endStay(roll, robot, null);
    else if (!newest || isHigher(robot.stay.fence, newest.stay.fence))
      newest = { robot, stay: robot.stay };
  }
  if (newest) {
    const { robot, stay } = newest;
    return { robot: robot.id, sinceMs: stay.sinceMs, fence: stay.fence };
  }
  // What the broker has kept of the pad is all that there is just after the start.
  const leased = lease === undefined && pad.online === true ? pad.grants.get(pad.id) : lease;
  if (leased == null || isElsewhere(roll, leased)) return null;
  const same = pad.occupant?.robot === leased ? pad.occupant : null;
  return same ?? { robot: leased, sinceMs: nowMs, fence: null };
}

function isOver(
  robot: RobotFacts,
  { untilMs, leaseMs }: Stay,
  lease: string | null | undefined,
  nowMs: number,
): boolean {
  // One that is off renews nothing any more.
  const slackMs = robot.online === false ? 0 : SLACK_MS;
  if (untilMs !== null && nowMs <= untilMs + slackMs) return false;
  if (lease === robot.id) return false;
  // What the robot said last may be old, and what the pad says is not.
  if (lease !== undefined || !isLive(robot)) return true;
  if (robot.phase === null || ELSEWHERE.has(robot.phase)) return true;
  // Renewals may be lost; that all of a whole lease are is not likely.
  return untilMs !== null && nowMs > untilMs + Math.max(slackMs, leaseMs);
}

function isHigher(one: FencePair | null, other: FencePair | null): boolean {
  return one !== null && (other === null || compareFences(one, other) > 0);
}

/** A robot that was admitted has not come yet, or has left: the acceptor hears of it a little later. */
function isElsewhere(roll: Roll, id: string): boolean {
  const robot = roll.robots.get(id);
  if (!robot || !isLive(robot)) return false;
  return robot.phase !== null && ELSEWHERE.has(robot.phase);
}

/** Notes since when two robots believe that they may be on the pad, by what they said themselves. */
export function lookForCrowd(roll: Roll, pad: PadFacts, nowMs: number): void {
  const robots = [...pad.guests].filter((id) => believes(roll.robots.get(id), nowMs)).sort();
  if (robots.length < 2) {
    pad.overlapSinceMs = null;
    return;
  }
  pad.overlapSinceMs ??= nowMs;
  if (nowMs - pad.overlapSinceMs >= OVERLAP_MS) pad.crowded = { atMs: nowMs, robots };
}

function believes(robot: RobotFacts | undefined, nowMs: number): boolean {
  const untilMs = robot?.stay?.untilMs ?? null;
  return untilMs !== null && nowMs <= untilMs && robot?.online !== false;
}
