/**
 * Who waits for a pad, in the order of service, and for how long yet.
 *
 * First comes whoever holds the token and is not in yet, then the token's queue, then those that have asked and are in
 * no queue that was heard of. Each of those ahead will stay for about as long as robots stayed there lately, and
 * whoever is there now for the rest of that.
 */
import { median } from '../../../src/runtime/median.ts';
import type { WaitView } from '../view.ts';
import { type Ask, isLive, type PadFacts, type RobotFacts } from './facts.ts';
import type { Roll } from './roll.ts';
import { STATE_DELAY_MS } from './stays.ts';

const ASKING: ReadonlySet<string> = new Set(['requesting', 'waiting']);

export function isAsking({ phase }: RobotFacts): boolean {
  return phase !== null && ASKING.has(phase);
}

export function beginAsk(roll: Roll, robot: RobotFacts, pad: PadFacts, ask: Ask): void {
  endAsk(roll, robot);
  robot.ask = ask;
  pad.askers.add(robot.id);
  roll.unsettledPads.add(pad);
}

export function endAsk(roll: Roll, robot: RobotFacts): void {
  const { ask } = robot;
  if (!ask) return;
  robot.ask = null;
  const pad = roll.pads.get(ask.pad);
  if (!pad) return;
  pad.askers.delete(robot.id);
  roll.unsettledPads.add(pad);
}

/** A live state or a `body` event tells of a phase in which nobody waits: it has given up, or events were lost. */
export function askByPhase(roll: Roll, robot: RobotFacts, mono: number | null, atMs: number): void {
  const { ask } = robot;
  if (!ask || robot.phase === null || isAsking(robot)) return;
  const isOlder =
    mono !== null && ask.mono !== null ? mono < ask.mono : atMs - ask.sinceMs < STATE_DELAY_MS;
  if (!isOlder) endAsk(roll, robot);
}

/** For a robot that waits, and of which nobody heard for which pad: there is only one, or it is in the queue of one. */
function likelyPad({ id, pads }: RobotFacts): string | null {
  const [only] = pads;
  if (only && pads.length === 1) return only.pad;
  return pads.find(({ queue, holder }) => holder === id || queue?.includes(id))?.pad ?? null;
}

/** The queue as it is now. Robots that nobody knows, of another version perhaps, keep their places. */
export function queueOf(roll: Roll, pad: PadFacts, nowMs: number): WaitView[] {
  const { token, occupant } = pad;
  const placed = new Set<string>();
  const holder = token?.holder == null ? undefined : roll.robots.get(token.holder);
  if (holder && waitsAt(pad, holder)) placed.add(holder.id);
  for (const id of token?.queue ?? []) if (stillWaits(pad, roll.robots.get(id))) placed.add(id);
  const others = askersOf(roll, pad).filter(({ id }) => !placed.has(id));
  others.sort((one, other) => (one.ask?.sinceMs ?? nowMs) - (other.ask?.sinceMs ?? nowMs));
  if (occupant) placed.delete(occupant.robot);
  const order = [...placed, ...others.map(({ id }) => id).filter((id) => id !== occupant?.robot)];
  const stayMs = median(pad.staysMs);
  return order.map((id, at) => {
    const robot = roll.robots.get(id);
    const ask = robot?.ask?.pad === pad.id ? robot.ask : null;
    return {
      robot: id,
      pad: pad.id,
      place: placed.has(id) ? at + 1 : null,
      sinceMs: ask?.sinceMs ?? (robot && isAsking(robot) ? robot.phaseSinceMs : null),
      urgency: ask?.urgency ?? null,
      expectedMs: expectedMs(pad, at, stayMs, nowMs),
    };
  });
}

function waitsAt(pad: PadFacts, robot: RobotFacts): boolean {
  return (
    robot.stay === null && (robot.ask?.pad === pad.id || (robot.ask === null && isAsking(robot)))
  );
}

/** A queue that was overheard may be behind: what the robot says itself counts more. */
function stillWaits(pad: PadFacts, robot: RobotFacts | undefined): boolean {
  if (!robot || !isLive(robot) || robot.phase === null) return true;
  return robot.ask?.pad === pad.id || (robot.ask === null && isAsking(robot));
}

function askersOf(roll: Roll, pad: PadFacts): RobotFacts[] {
  const found: RobotFacts[] = [];
  const add = (robot: RobotFacts | undefined) => {
    // Whoever is off and in no queue does not wait.
    if (robot && robot.online !== false) found.push(robot);
  };
  for (const id of pad.askers) add(roll.robots.get(id));
  for (const member of (pad.zone !== null && roll.zones.get(pad.zone)?.members) || []) {
    if (member.kind !== 'robots' || pad.askers.has(member.id)) continue;
    const robot = roll.robots.get(member.id)!;
    if (!robot.ask && isAsking(robot) && likelyPad(robot) === pad.id) add(robot);
  }
  return found;
}

/** So long it takes until `ahead` others have been served. */
function expectedMs(
  { occupant }: PadFacts,
  ahead: number,
  stayMs: number | null,
  nowMs: number,
): number | null {
  if (stayMs === null) return null;
  const restMs = occupant ? Math.max(0, stayMs - (nowMs - occupant.sinceMs)) : 0;
  return Math.round(restMs + ahead * stayMs);
}
