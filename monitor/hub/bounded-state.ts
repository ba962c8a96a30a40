/**
 * The view as `hub/state` carries it: bounded, because brokers and their bridges bound messages. Of a large swarm the
 * robots that work and are calm are left out, and counted; whoever wants all of them asks the hub itself (/api/state).
 */

import type { RobotView, SwarmView } from '../view/view.ts';

export const MAX_STATE_BYTES = 256 * 1024;

/** Null when even the least of it is too long. */
export function boundedState(view: SwarmView, maxBytes = MAX_STATE_BYTES): Uint8Array | null {
  const robots = Object.values(view.robots);
  // A robot has a few hundred bytes: a large swarm is not written out for nothing.
  const mayFit = robots.length * 200 <= maxBytes;
  const all = mayFit ? encoded(view, robots, 0) : null;
  if (all !== null && all.length <= maxBytes) return all;
  const busy = robots.filter((robot) => !isCalm(robot));
  const bytes = encoded(view, busy, robots.length - busy.length);
  if (bytes.length <= maxBytes) return bytes;
  const least = encoded(view, [], robots.length);
  return least.length <= maxBytes ? least : null;
}

function encoded(view: SwarmView, robots: readonly RobotView[], leftOut: number): Buffer {
  const kept = Object.fromEntries(robots.map((robot) => [robot.id, robot]));
  return Buffer.from(JSON.stringify({ ...view, robots: kept, robotsLeftOut: leftOut }));
}

function isCalm({ phase, online, fault, alarm, held, stale, pad, wait }: RobotView): boolean {
  const isWell = online === true && fault === null && alarm === null && !held && !stale;
  return isWell && phase === 'working' && pad === null && wait === null;
}
