/**
 * What a swarm has left on a broker, and which of it belongs to nobody any more.
 *
 * Brokers keep retained messages for ever: a robot that was taken out of the swarm file stays on every page as offline,
 * and in Home Assistant as unavailable, until its topics are cleared. Other swarms on the same broker are none of our
 * business: what is not certain to be this swarm's is left alone.
 */

import type { SwarmConfig } from '../../firmware/config/swarm-config.ts';
import { discoveryTopic } from '../../firmware/telemetry/home-assistant/discovery.ts';
import { availabilityTopic, stateTopic } from '../../firmware/telemetry/topics.ts';
import {
  serialNumber,
  vdaOwnerOf,
  vdaRetainedTopics,
  vdaTopics,
} from '../../firmware/telemetry/vda5050/topics.ts';

/** A message that the broker has kept. */
export interface Kept {
  readonly topic: string;
  readonly payload: Uint8Array;
}

export interface Leftover {
  readonly topic: string;
  /** Id of the member whose it was; null: the hub's. */
  readonly member: string | null;
  /** Why it is to be cleared. */
  readonly why: 'not in the swarm file' | 'not asked for' | 'all';
}

export interface Leftovers {
  /** In the order in which they are to be cleared. */
  readonly topics: readonly Leftover[];
  /** Ids of members among them that say `online`. */
  readonly online: readonly string[];
}

const KINDS = ['robots', 'pads'] as const;
type Kind = (typeof KINDS)[number];
type What = 'announcement' | 'feed' | 'own' | 'availability' | 'hub';

interface Found {
  readonly topic: string;
  readonly what: What;
  readonly member: string | null;
  readonly kind: Kind | null;
}

/** Announcements go first: Home Assistant would complain of an entity whose state is empty. */
const ORDER: readonly What[] = ['announcement', 'feed', 'own', 'availability', 'hub'];

/** Longer ones are no announcements. */
const MAX_ANNOUNCEMENT_BYTES = 256 * 1024;

/**
 * What to listen to, to find who has left something. Availabilities come first and by themselves: they are short, and
 * each member has one. Of longer messages a broker drops some when there are thousands (broker.ts).
 */
export function leftoverFilters({ swarm }: Pick<SwarmConfig, 'swarm'>): string[] {
  const anyone = vdaRetainedTopics('swarm', 'id').map((topic) =>
    topic.replace(serialNumber('swarm', 'id'), '+'),
  );
  return [
    ...KINDS.map((kind) => `roost/${swarm}/${kind}/+/availability`),
    ...[...KINDS, 'hub'].map((part) => `roost/${swarm}/${part}/#`),
    discoveryTopic({ swarm: '', id: '' }).replace('/_/', '/+/'),
    ...anyone,
  ];
}

/** All that members leave behind as a rule, by their names; of those whose names can stand in a filter. */
export function usualTopics({ swarm }: Pick<SwarmConfig, 'swarm'>, leftovers: Leftovers): string[] {
  const ids = new Set(leftovers.topics.map(({ member }) => member));
  return [...ids].flatMap((id) => {
    if (id === null || /[+#]/.test(id)) return [];
    const own = KINDS.flatMap((kind) => [
      availabilityTopic({ swarm, kind, id }),
      stateTopic({ swarm, kind, id }),
    ]);
    return [...own, discoveryTopic({ swarm, id }), ...vdaRetainedTopics(swarm, id)];
  });
}

/** `all`: also of those that are in the swarm file, and the hub's. */
export function leftoversOf(
  config: Pick<SwarmConfig, 'swarm' | 'roster' | 'telemetry'>,
  kept: readonly Kept[],
  all: boolean,
): Leftovers {
  const found = kept.flatMap((one) => {
    const mine = findOut(config.swarm, one);
    return mine === null ? [] : [mine];
  });
  const topics = found
    .map((one) => ({ one, why: whyOf(config, one, all) }))
    .filter(({ why }) => why !== null)
    .sort((a, b) => ORDER.indexOf(a.one.what) - ORDER.indexOf(b.one.what))
    .map(({ one: { topic, member }, why }): Leftover => ({ topic, member, why: why! }));
  return { topics, online: onlineAmong(topics, kept) };
}

function whyOf(
  { swarm, roster, telemetry }: Pick<SwarmConfig, 'swarm' | 'roster' | 'telemetry'>,
  { topic, what, member, kind }: Found,
  all: boolean,
): Leftover['why'] | null {
  if (all) return 'all';
  if (member === null) return null;
  const controllers = roster.pads.filter(({ guard }) => guard === 'controller');
  const ids = { robots: roster.robots.map(({ id }) => id), pads: controllers.map(({ id }) => id) };
  const isMember = kind !== null && ids[kind].includes(member);
  if (!isMember) return 'not in the swarm file';
  const version = telemetry?.vda5050 ?? null;
  const isUnasked =
    (what === 'announcement' && !telemetry?.homeAssistant) ||
    (what === 'feed' && (!version || vdaTopics(version, swarm, member).connection !== topic));
  return isUnasked ? 'not asked for' : null;
}

/** A member whose availability is to be cleared, and which is there. */
function onlineAmong(topics: readonly Leftover[], kept: readonly Kept[]): string[] {
  const leaving = new Map(topics.map(({ topic, member }) => [topic, member]));
  return kept.flatMap(({ topic, payload }) => {
    const member = topic.endsWith('/availability') ? leaving.get(topic) : null;
    return member && Buffer.from(payload).toString() === 'online' ? [member] : [];
  });
}

/** Null: none of this swarm's. */
function findOut(swarm: string, { topic, payload }: Kept): Found | null {
  const [root, of, ...parts] = topic.split('/');
  if (root === 'roost') return of === swarm ? ownTopic(topic, parts) : null;
  if (root === 'homeassistant') return announcement(swarm, topic, payload);
  const owner = vdaOwnerOf(topic);
  if (owner?.swarm !== swarm) return null;
  return { topic, what: 'feed', member: owner.id, kind: 'robots' };
}

function ownTopic(topic: string, [part, id, ...rest]: readonly string[]): Found | null {
  if (part === 'hub') return { topic, what: 'hub', member: null, kind: null };
  if ((part !== 'robots' && part !== 'pads') || id === undefined) return null;
  const what = rest.length === 1 && rest[0] === 'availability' ? 'availability' : 'own';
  return { topic, what, member: id, kind: part };
}

/**
 * The topic alone does not tell whose it is: `a_b_c` may be c of the swarm a_b, or b_c of the swarm a. What the entities
 * read does.
 */
function announcement(swarm: string, topic: string, payload: Uint8Array): Found | null {
  const read = stateTopicIn(payload);
  const [root, of, kind, id] = read?.split('/') ?? [];
  if (root !== 'roost' || of !== swarm || id === undefined) return null;
  if (kind !== 'robots' && kind !== 'pads') return null;
  if (discoveryTopic({ swarm, id }) !== topic) return null;
  return { topic, what: 'announcement', member: id, kind };
}

/** The state topic that stands first in an announcement. */
function stateTopicIn(payload: Uint8Array): string | null {
  if (payload.length > MAX_ANNOUNCEMENT_BYTES) return null;
  try {
    const { components } = JSON.parse(Buffer.from(payload).toString()) as {
      components?: Record<string, { state_topic?: unknown }>;
    };
    const topics = Object.values(components ?? {}).map((component) => component.state_topic);
    const first = topics.find((one) => one !== undefined);
    return typeof first === 'string' ? first : null;
  } catch {
    return null;
  }
}
