/** Works out what follows from several records, for those that may have changed (roll.ts). */
import type { OccupantView, WaitView } from '../view.ts';
import { compareFences, type PadFacts } from './facts.ts';
import type { Roll } from './roll.ts';
import { occupantOf } from './stays.ts';
import { queueOf } from './waits.ts';
import { settleZone } from './zones.ts';

/** An expected wait that differs by less is told later. */
const NOTICEABLE_MS = 5000;

export function settle(roll: Roll, nowMs: number): void {
  for (const zone of roll.unsettledZones)
    if (settleZone(roll, zone, nowMs)) roll.touched.zones.add(zone.id);
  roll.unsettledZones.clear();
  // Ending a stay unsettles its pad again; one pass over the pads that were there is enough for it.
  const pads = [...roll.unsettledPads];
  for (const pad of pads) settlePad(roll, pad, nowMs);
  roll.unsettledPads.clear();
}

function settlePad(roll: Roll, pad: PadFacts, nowMs: number): void {
  const occupant = occupantOf(roll, pad, nowMs);
  const isSame = isSameOccupant(occupant, pad.occupant);
  if (!isSame) {
    pad.occupant = occupant;
    roll.touch(pad);
  }
  const queue = queueOf(roll, pad, nowMs);
  if (queue.length === 0 || occupant) pad.stalledSinceMs = null;
  else pad.stalledSinceMs ??= nowMs;
  if (isSame && isSameQueue(queue, pad.queue)) return;
  tellRobots(roll, pad, queue);
  pad.queue = queue;
  roll.touch(pad);
}

/** A robot stands in one queue; where messages crossed, in that of the pad for which it asked last. */
function tellRobots(roll: Roll, pad: PadFacts, queue: readonly WaitView[]): void {
  for (const { robot: id } of pad.queue) {
    const robot = roll.robots.get(id);
    if (robot?.wait?.pad !== pad.id || queue.some((wait) => wait.robot === id)) continue;
    robot.wait = null;
    roll.touch(robot);
  }
  for (const wait of queue) {
    const robot = roll.robots.get(wait.robot);
    if (!robot || (robot.ask && robot.ask.pad !== pad.id)) continue;
    robot.wait = wait;
    roll.touch(robot);
  }
}

function isSameOccupant(one: OccupantView | null, other: OccupantView | null): boolean {
  if (one === null || other === null) return one === other;
  if (one.robot !== other.robot || one.sinceMs !== other.sinceMs) return false;
  if (one.fence === null || other.fence === null) return one.fence === other.fence;
  return compareFences(one.fence, other.fence) === 0;
}

/** But for the seconds that went by: those are told now and then. */
function isSameQueue(one: readonly WaitView[], other: readonly WaitView[]): boolean {
  if (one.length !== other.length) return false;
  return one.every((wait, at) => {
    const former = other[at]!;
    return (
      wait.robot === former.robot &&
      wait.place === former.place &&
      wait.sinceMs === former.sinceMs &&
      wait.urgency === former.urgency &&
      Math.abs((wait.expectedMs ?? -1) - (former.expectedMs ?? -1)) < NOTICEABLE_MS
    );
  });
}
