/**
 * What a member has overheard of one pad's token: on a broadcast medium everybody hears every TOKEN
 * and REQUEST, so everybody knows the queue, the holder and the newest fence, at no cost.
 *
 * A view may be behind; nothing that must be safe rests on it. It tells a holder whom to serve and a
 * leader what to mint.
 */
import { compareFences, type Fence, isNewer, NO_FENCE } from './fence.ts';
import type { PadKnowledge, TokenPass } from './message.ts';
import { isQueued, type Queue, type Urgency, withoutFormerLife, withoutRobot } from './queue.ts';
import { bootOf, type RequestNumber } from './request-number.ts';
import type { MemberIndex } from './roster.ts';

/** The newest request that was heard of one robot: RN of Suzuki & Kasami, with what orders it. */
export interface HeardRequest {
  readonly number: RequestNumber;
  readonly urgency: Urgency;
  readonly heardAtMs: number;
}

export interface View {
  /** The newest fence that was heard of, and who held the token then. */
  fence: Fence;
  holder: MemberIndex | null;
  /** From the newest TOKEN: LN by robot, and the queue. */
  lastServed: readonly RequestNumber[];
  queue: Queue;
  /** By robot; null when nothing was heard. */
  heard: (HeardRequest | null)[];
  /** The fence of the entry that seems to be on the pad, or null. */
  inside: Fence | null;
  /** When that entry was heard of last. */
  insideAtMs: number;
  /** The newest entry that was heard of, and the request that it serves. */
  entry: {
    readonly fence: Fence;
    readonly robot: MemberIndex;
    readonly number: RequestNumber;
  } | null;
  /** The pad said that it is not safe to use: until then nobody expects anything else of it. */
  faultyUntilMs: number;
}

export function newView(robots: number): View {
  return {
    fence: NO_FENCE,
    holder: null,
    lastServed: new Array(robots).fill(0),
    queue: [],
    heard: new Array(robots).fill(null),
    inside: null,
    insideAtMs: 0,
    entry: null,
    faultyUntilMs: Number.NEGATIVE_INFINITY,
  };
}

/** Notes that `holder` had the token at `fence`. Returns true when that was news. */
export function observe(view: View, fence: Fence, holder: MemberIndex | null): boolean {
  const order = compareFences(fence, view.fence);
  if (order < 0) return false;
  if (order === 0 && (holder === null || view.holder === holder)) return false;
  if (fence.epoch > view.fence.epoch) view.inside = null;
  view.fence = fence;
  view.holder = holder;
  return order > 0;
}

/** LN only grows, whoever tells of it: the newest number of each robot. */
export function newestServed(
  known: readonly RequestNumber[],
  told: readonly RequestNumber[],
): readonly RequestNumber[] {
  let newest: RequestNumber[] | null = null;
  for (let robot = 0; robot < known.length; robot += 1) {
    const number = told[robot] ?? 0;
    if (number <= known[robot]!) continue;
    newest ??= [...known];
    newest[robot] = number;
  }
  return newest ?? known;
}

/** Notes an overheard TOKEN, unless a newer fence is known. */
export function observePass(view: View, pass: TokenPass): void {
  if (isNewer(view.fence, pass.fence)) return;
  observe(view, pass.fence, pass.to);
  view.lastServed = newestServed(view.lastServed, pass.lastServed);
  view.queue = pass.queue;
  view.inside = null;
}

export function observeRequest(
  view: View,
  robot: MemberIndex,
  number: RequestNumber,
  urgency: Urgency,
  nowMs: number,
): void {
  const heard = view.heard[robot];
  if (heard && (heard.number > number || (heard.number === number && heard.urgency >= urgency)))
    return;
  // A request that is renewed before it was served keeps its age.
  const waits = heard && heard.number > (view.lastServed[robot] ?? 0);
  view.heard[robot] = { number, urgency, heardAtMs: waits ? heard.heardAtMs : nowMs };
}

/** An ENTER was heard: what its robot asked for last, as far as was heard, is being served. */
export function observeEntry(view: View, robot: MemberIndex, fence: Fence): void {
  if (view.entry && !isNewer(fence, view.entry.fence)) return;
  view.entry = { fence, robot, number: view.heard[robot]?.number ?? 0 };
}

/** An EXIT was heard: it settles the request that its entry served, and no later one. */
export function observeExit(view: View, robot: MemberIndex, fence: Fence): void {
  const { entry } = view;
  if (entry && entry.robot === robot && compareFences(fence, entry.fence) >= 0)
    noteServed(view, robot, entry.number);
}

/** The robot's requests up to this one are settled. */
export function noteServed(view: View, robot: MemberIndex, number: RequestNumber): void {
  if (number <= (view.lastServed[robot] ?? 0)) return;
  view.lastServed = view.lastServed.with(robot, number);
  if ((view.heard[robot]?.number ?? 0) <= number) view.queue = withoutRobot(view.queue, robot);
}

/** Forgets what a former life of a robot has asked for: it is over, and with it its request. */
export function forgetFormerLife(view: View, robot: MemberIndex, boot: number): void {
  const heard = view.heard[robot];
  if (heard && bootOf(heard.number) < boot) view.heard[robot] = null;
  view.queue = withoutFormerLife(view.queue, robot, boot);
}

/** Robots with a request above what was served, the oldest first, that are not in the queue. */
export function unqueued(
  view: View,
  lastServed: readonly RequestNumber[],
  queue: Queue,
): MemberIndex[] {
  const robots: MemberIndex[] = [];
  view.heard.forEach((heard, robot) => {
    if (heard && heard.number > (lastServed[robot] ?? 0) && !isQueued(queue, robot))
      robots.push(robot);
  });
  return robots.sort((a, b) => view.heard[a]!.heardAtMs - view.heard[b]!.heardAtMs || a - b);
}

/** Who waits for the pad as far as was heard, the robot itself left out, and how urgently at most. */
export function waitingBeside(
  view: View,
  self: MemberIndex,
): { readonly robot: MemberIndex; readonly urgency: Urgency }[] {
  const { queue, lastServed, heard } = view;
  const urgent = (robot: MemberIndex, queued: Urgency): Urgency => {
    const { number = 0, urgency = 0 } = heard[robot] ?? {};
    return number > (lastServed[robot] ?? 0) && urgency > queued ? urgency : queued;
  };
  const queued = queue.map(({ robot, urgency }) => ({ robot, urgency: urgent(robot, urgency) }));
  const others = unqueued(view, lastServed, queue);
  return [...queued, ...others.map((robot) => ({ robot, urgency: urgent(robot, 0) }))].filter(
    ({ robot }) => robot !== self,
  );
}

/** So much of their queues a vote carries, so that it fits a frame with as many pads as a zone has. */
const QUEUES_IN_VOTE = 24;

/** What a vote says of one of `pads` pads. */
export function knowledge(view: View, holds: boolean, pads: number): PadKnowledge {
  const queue = view.queue.slice(0, Math.floor(QUEUES_IN_VOTE / pads));
  return { fence: view.fence, holder: view.holder, holds, queue };
}
