/**
 * The order in which waiting robots get the token: urgency first, then age, and nobody is overtaken
 * more often than a bound allows (protocol.md, L2).
 *
 * The queue travels in the token, with the times that each entry was overtaken, so the bound holds
 * whoever holds it.
 */
import type { MemberIndex } from './roster.ts';

/** 0 routine .. 3 about to run empty. */
export type Urgency = 0 | 1 | 2 | 3;

export interface QueueEntry {
  readonly robot: MemberIndex;
  /** Which life of the robot asked: the lowest bits of its boot number. */
  readonly life: number;
  readonly urgency: Urgency;
  /** How many later requests were put before this one so far. */
  readonly overtaken: number;
}

export type Queue = readonly QueueEntry[];

/** So many lives can be told apart. */
const LIVES = 4;

export function lifeOf(boot: number): number {
  return boot % LIVES;
}

/**
 * Whether the entry is of a life before this boot. A holder may hear of a robot's new life after it got
 * its request with the token: then that is of this life, or of a later one, and stays.
 */
function isFormer(entry: QueueEntry, boot: number): boolean {
  const livesAgo = (lifeOf(boot) - entry.life + LIVES) % LIVES;
  return livesAgo === 1 || livesAgo === 2;
}

/** The queue without what a life before this boot has asked for: it is over, and with it its request. */
export function withoutFormerLife(queue: Queue, robot: MemberIndex, boot: number): Queue {
  const isOver = (entry: QueueEntry) => entry.robot === robot && isFormer(entry, boot);
  return queue.some(isOver) ? queue.filter((entry) => !isOver(entry)) : queue;
}

/** The most that `overtaken` can say on the wire; a bound above it is not possible. */
export const MAX_OVERTAKES = 63;

export function isQueued(queue: Queue, robot: MemberIndex): boolean {
  return queue.some((entry) => entry.robot === robot);
}

/**
 * The queue with one more request. It goes before the entries of lower urgency at the tail, up to the
 * first that was overtaken `maxOvertakes` times already; a robot that is queued stays where it is,
 * unless it has become more urgent.
 */
export function enqueue(
  queue: Queue,
  { robot, life, urgency }: Pick<QueueEntry, 'robot' | 'life' | 'urgency'>,
  maxOvertakes: number,
): Queue {
  const standing = queue.findIndex((entry) => entry.robot === robot);
  if (standing >= 0 && queue[standing]!.urgency >= urgency) return queue;
  // An entry that has become more urgent may overtake what stands before it, not what stands behind.
  const from = standing >= 0 ? standing : queue.length;
  const overtaken = standing >= 0 ? queue[standing]!.overtaken : 0;
  let place = from;
  while (place > 0 && mayOvertake(queue[place - 1]!, urgency, maxOvertakes)) place -= 1;
  return [
    ...queue.slice(0, place),
    { robot, life, urgency, overtaken },
    ...queue.slice(place, from).map((entry) => ({ ...entry, overtaken: entry.overtaken + 1 })),
    ...queue.slice(standing >= 0 ? from + 1 : from),
  ];
}

function mayOvertake(entry: QueueEntry, urgency: Urgency, maxOvertakes: number): boolean {
  return entry.urgency < urgency && entry.overtaken < maxOvertakes;
}

export function withoutRobot(queue: Queue, robot: MemberIndex): Queue {
  return isQueued(queue, robot) ? queue.filter((entry) => entry.robot !== robot) : queue;
}
