/** A member's availability and state go into its record. */
import type { MemberState, Told } from '../told.ts';
import type { MemberFacts, PadFacts, RobotFacts } from './facts.ts';
import { type Growth, growthOf } from './frames.ts';
import type { Roll } from './roll.ts';
import { stayByState } from './stays.ts';
import { askAll, hearPads } from './token.ts';
import { askByPhase } from './waits.ts';

/** A state without a time of its own may have been written so long before it came. */
const WRITTEN_BEFORE_MS = 300;
/** More than ten states a second, as far back as anybody looks. */
const MAX_HEARING = 600;

export function takeAvailability(
  roll: Roll,
  member: RobotFacts | PadFacts,
  { online, retained }: Told & { what: 'availability' },
  atMs: number,
): void {
  if (!retained) member.signAtMs = atMs;
  if (online) member.stopped = null;
  if (member.online === online) return;
  // What the broker had kept may have been so for long.
  member.onlineSinceMs = retained && member.online === null ? null : atMs;
  member.online = online;
  roll.touch(member);
  roll.unsettleZoneOf(member);
  unsettlePadsOf(roll, member);
  if (online) return;
  member.leadsSinceMs = null;
  for (const { pad: id } of member.pads) {
    const pad = roll.pads.get(id);
    if (pad?.token?.reporter === member.id) askAll(roll, pad, atMs);
  }
}

/** What the member's frames have grown by, since its last state. */
export function takeState(
  roll: Roll,
  member: RobotFacts | PadFacts,
  { state, retained }: Told & { what: 'state' },
  atMs: number,
): Growth | null {
  const mono = state.mono ?? null;
  if (retained) member.stale = true;
  else {
    member.stale = false;
    member.heardAtMs = atMs;
    member.signAtMs = atMs;
    if (state.via === undefined) member.clock.take(atMs, state.t, state.mono);
  }
  roll.touch(member);
  if (state.zone !== undefined) roll.moveTo(member, state.zone);
  if (member.kind === 'robots' && state.boot !== undefined && state.boot !== member.boot)
    forgetClock(member);
  takeCommon(roll, member, state, retained ? null : atMs);
  const growth = takeFrames(member, state, retained, atMs);
  const before = member.pads;
  member.pads = state.pads ?? [];
  if (member.kind === 'pads') takePad(member, state);
  else takeRobot(member, state, mono, retained, atMs);
  hearPads(roll, member, before, atMs);
  if (member.kind === 'robots' && !retained) {
    stayByState(roll, member, mono, atMs);
    askByPhase(roll, member, mono, atMs);
  }
  unsettlePadsOf(roll, member);
  return growth;
}

/** A new life, whose start was not heard of. Its host may have started anew, and counts its time from nothing. */
function forgetClock(robot: RobotFacts): void {
  robot.phaseMono = null;
  if (robot.stay) robot.stay.mono = null;
  if (robot.ask) robot.ask.mono = null;
}

function takeCommon(roll: Roll, member: MemberFacts, state: MemberState, atMs: number | null) {
  const { boot = null, standing = null, fault = null, alarm = null, via = null } = state;
  const { leader = null, epoch = null, health } = state;
  Object.assign(member, { boot, standing, fault, alarm, via });
  if (fault === member.cried?.reason || alarm === member.cried?.reason) member.cried = null;
  member.health = {
    ...member.health,
    retries: health?.retries ?? null,
    roundTripMs: health?.roundTripMs ?? null,
    tokenAgeMs: health?.tokenAgeMs ?? {},
  };
  setLeader(roll, member, leader, epoch, atMs);
}

/** `atMs` null: so the broker had it. */
export function setLeader(
  roll: Roll,
  member: MemberFacts,
  leader: string | null,
  epoch: number | null,
  atMs: number | null,
): void {
  if (leader !== member.id || atMs === null) member.leadsSinceMs = null;
  else if (member.leadsSinceMs === null || member.epoch !== epoch) member.leadsSinceMs = atMs;
  member.leader = leader;
  member.epoch = epoch;
  roll.touch(member);
  roll.unsettleZoneOf(member);
}

function takeFrames(
  member: MemberFacts,
  { frames }: MemberState,
  retained: boolean,
  atMs: number,
): Growth | null {
  if (!frames) return null;
  const growth = retained ? null : growthOf(member.frames, frames);
  member.frames = frames;
  const sum = (counts: Readonly<Record<string, number>> | undefined) =>
    counts ? Object.values(counts).reduce((total, count) => total + count, 0) : null;
  const { sent, heard, dropped = {} } = frames;
  member.health = { ...member.health, sent: sum(sent), heard: sum(heard), dropped };
  if (growth && growth.misfits + growth.taken > 0) {
    const { misfits, taken } = growth;
    member.hearing.push({ atMs, misfits, taken });
    if (member.hearing.length > MAX_HEARING) member.hearing.shift();
  }
  return growth;
}

function takePad(pad: PadFacts, state: MemberState): void {
  const { phase = null, power = null, contact = null } = state;
  Object.assign(pad, { phase, power, contact });
  pad.guard ??= 'controller';
}

function takeRobot(
  robot: RobotFacts,
  state: MemberState,
  mono: number | null,
  retained: boolean,
  atMs: number,
): void {
  const { phase = null, battery = null, place = null, charging = null, held = false } = state;
  Object.assign(robot, { place, charging, held });
  if (!retained && isOlder(robot, mono, atMs)) return;
  robot.battery = battery;
  setPhase(robot, phase, retained || robot.phase === null ? null : atMs);
}

/** Written before the event that told of the robot's phase. */
function isOlder({ phaseMono, phaseSinceMs }: RobotFacts, mono: number | null, atMs: number) {
  if (phaseMono === null) return false;
  return mono === null ? atMs - (phaseSinceMs ?? 0) < WRITTEN_BEFORE_MS : mono < phaseMono;
}

export function setPhase(robot: RobotFacts, phase: string | null, atMs: number | null): void {
  if (robot.phase === phase) return;
  robot.phase = phase;
  robot.phaseSinceMs = atMs;
}

/** Who waits and who is there follows from what robots say of themselves. */
export function unsettlePadsOf(roll: Roll, member: RobotFacts | PadFacts): void {
  if (member.kind === 'pads') {
    roll.unsettledPads.add(member);
    return;
  }
  const { pads, stay, ask, wait } = member;
  for (const one of [...pads, stay, ask, wait]) {
    const pad = one && roll.pads.get(one.pad);
    if (pad) roll.unsettledPads.add(pad);
  }
}
