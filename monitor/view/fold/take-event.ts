/** What a member's events change. An event may be lost or come twice; states mend that (take-state.ts). */
import type { TraceRecord } from '../../../src/runtime/trace.ts';
import { compareFences, type FencePair, type PadFacts, type RobotFacts } from './facts.ts';
import type { Roll } from './roll.ts';
import { beginStay, endStay, lookForCrowd } from './stays.ts';
import { setLeader, setPhase, unsettlePadsOf } from './take-state.ts';
import { hearToken, setGrant } from './token.ts';
import { askByPhase, beginAsk, endAsk } from './waits.ts';

/** What of an event counts for the figures. */
export interface Entry {
  readonly waitedMs: number | null;
}

/** An entry, when the event was one. */
export function takeEvent(
  roll: Roll,
  member: RobotFacts | PadFacts,
  event: TraceRecord,
  atMs: number,
): Entry | null {
  member.signAtMs = atMs;
  // Times of an event that came over a gateway are the gateway's.
  if (member.via === null && event.via === undefined)
    if (member.clock.take(atMs, event.t, event.mono)) roll.touch(member);
  const pad = typeof event.pad === 'string' ? roll.pad(event.pad) : null;
  if (pad && pad.zone === null && member.zone !== null) roll.moveTo(pad, member.zone);
  switch (event.event) {
    case 'boot':
    case 'stop':
      restart(roll, member, event);
      break;
    case 'alarm':
      member.cried = { reason: String(event.reason), atMs };
      break;
    case 'leader':
      if (typeof event.leader === 'string' && typeof event.epoch === 'number')
        setLeader(roll, member, event.leader, event.epoch, atMs);
      break;
    case 'admit':
      if (pad && typeof event.robot === 'string') setGrant(roll, pad, member.id, event.robot);
      break;
    case 'release':
      if (pad) takeRelease(roll, pad, member, event, atMs);
      break;
    case 'token':
    case 'mint':
      if (pad) takeToken(roll, pad, member, event, atMs);
      break;
    default:
      if (member.kind === 'robots') return takeRobotEvent(roll, member, pad, event, atMs);
  }
  return null;
}

function takeRobotEvent(
  roll: Roll,
  robot: RobotFacts,
  pad: PadFacts | null,
  event: TraceRecord,
  atMs: number,
): Entry | null {
  switch (event.event) {
    case 'body':
      takeBody(roll, robot, event, atMs);
      break;
    case 'request': {
      const urgency = typeof event.urgency === 'number' ? event.urgency : null;
      if (pad)
        beginAsk(roll, robot, pad, { pad: pad.id, sinceMs: atMs, mono: event.mono, urgency });
      break;
    }
    case 'enter':
    case 'renew':
      if (pad) return takeStay(roll, robot, pad, event, atMs);
      break;
    case 'exit':
      if (pad) lookForCrowd(roll, pad, atMs);
      if (robot.stay?.pad === pad?.id) endStay(roll, robot, atMs);
      break;
  }
  return null;
}

function restart(roll: Roll, member: RobotFacts | PadFacts, event: TraceRecord): void {
  member.stopped = event.event === 'stop' ? String(event.reason) : null;
  member.boot = event.boot;
  member.cried = null;
  setLeader(roll, member, null, 0, null);
  roll.touch(member);
  if (member.kind === 'pads') return;
  member.phaseMono = null;
  endAsk(roll, member);
  endStay(roll, member, null);
  unsettlePadsOf(roll, member);
}

function takeBody(roll: Roll, robot: RobotFacts, event: TraceRecord, atMs: number): void {
  if (typeof event.phase !== 'string') return;
  setPhase(robot, event.phase, atMs);
  robot.phaseMono = event.mono;
  if (typeof event.battery === 'number' || event.battery === null) robot.battery = event.battery;
  askByPhase(roll, robot, event.mono, atMs);
  roll.touch(robot);
  unsettlePadsOf(roll, robot);
}

function takeStay(
  roll: Roll,
  robot: RobotFacts,
  pad: PadFacts,
  event: TraceRecord,
  atMs: number,
): Entry | null {
  const leaseMs = typeof event.until === 'number' ? Math.max(0, event.until - event.mono) : 0;
  const untilMs = typeof event.until === 'number' ? atMs + leaseMs : null;
  const fence = fenceOf(event);
  const { stay } = robot;
  const goesOn = stay?.pad === pad.id && isSameFence(stay.fence, fence);
  if (stay && goesOn) Object.assign(stay, { untilMs, leaseMs });
  const isEntry = event.event === 'enter' && !(goesOn && stay?.isWhole);
  const isOver = fence !== null && pad.released !== null && isSameFence(pad.released, fence);
  if (!isOver && (!goesOn || isEntry)) {
    const since = { sinceMs: atMs, mono: event.mono, isWhole: isEntry };
    beginStay(roll, robot, pad, { pad: pad.id, fence, ...since, untilMs, leaseMs });
  }
  lookForCrowd(roll, pad, atMs);
  if (!isEntry) return null;
  const waitedMs = robot.ask?.pad === pad.id ? atMs - robot.ask.sinceMs : null;
  endAsk(roll, robot);
  robot.entries += 1;
  pad.entries += 1;
  if (fence)
    hearToken(roll, pad, robot, { fence, holder: robot.id, queue: pad.token?.queue ?? [] }, atMs);
  return { waitedMs };
}

function takeRelease(
  roll: Roll,
  pad: PadFacts,
  acceptor: RobotFacts | PadFacts,
  event: TraceRecord,
  atMs: number,
): void {
  if (pad.grants.get(acceptor.id) === event.robot) setGrant(roll, pad, acceptor.id, null);
  const fence = fenceOf(event);
  if (acceptor.id === pad.id) pad.released = fence;
  const robot = typeof event.robot === 'string' ? roll.robots.get(event.robot) : undefined;
  // Of a pad that robots guard one alone does not decide.
  if (!robot?.stay || acceptor.id !== pad.id || robot.stay.pad !== pad.id) return;
  if (fence && robot.stay.fence && compareFences(robot.stay.fence, fence) > 0) return;
  endStay(roll, robot, event.reason === 'released' ? atMs : null);
}

function takeToken(
  roll: Roll,
  pad: PadFacts,
  member: RobotFacts | PadFacts,
  event: TraceRecord,
  atMs: number,
): void {
  const fence = fenceOf(event);
  if (!fence) return;
  const holder =
    event.event === 'mint' ? member.id : typeof event.to === 'string' ? event.to : null;
  const queue = Array.isArray(event.queue) ? (event.queue as string[]) : (pad.token?.queue ?? []);
  hearToken(roll, pad, member, { fence, holder, queue }, atMs);
}

function fenceOf({ fence }: TraceRecord): FencePair | null {
  if (!Array.isArray(fence)) return null;
  const [epoch, counter] = fence as unknown[];
  return typeof epoch === 'number' && typeof counter === 'number' ? [epoch, counter] : null;
}

function isSameFence(one: FencePair | null, other: FencePair | null): boolean {
  if (one === null || other === null) return one === other;
  return compareFences(one, other) === 0;
}
