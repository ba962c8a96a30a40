/** A broker's memory with two swarms in it. */

import type { Kept } from '../../../bin/clean/leftovers.ts';
import { discoveryOf } from '../../../firmware/telemetry/home-assistant/discovery.ts';
import { vdaRetainedTopics } from '../../../firmware/telemetry/vda5050/topics.ts';

export type Kind = 'robots' | 'pads';

export function kept(topic: string, payload: string | object = 'x'): Kept {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return { topic, payload: Buffer.from(text) };
}

export function announcementOf(swarm: string, kind: Kind, id: string): Kept {
  const { topic, payload } = discoveryOf({
    member: { swarm, kind, id },
    via: null,
    version: '0.1.0',
  });
  return kept(topic, payload);
}

/** All that one member leaves behind. */
export function memberLeaves(
  swarm: string,
  kind: Kind,
  id: string,
  availability = 'offline',
): Kept[] {
  const base = `roost/${swarm}/${kind}/${id}`;
  return [
    kept(`${base}/availability`, availability),
    kept(`${base}/state`, { v: 1, id }),
    announcementOf(swarm, kind, id),
    ...(kind === 'robots' ? vdaRetainedTopics(swarm, id).map((topic) => kept(topic)) : []),
  ];
}
