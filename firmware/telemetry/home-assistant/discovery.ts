/**
 * The message with which a member announces itself to Home Assistant: one device with all its entities, in the device
 * discovery format (home-assistant.io, MQTT integration: "Device discovery payload").
 */

import { padEntities, robotEntities } from './entities.ts';
import { type AnnouncedMember, type Component, componentOf, uniqueId } from './entity.ts';

export interface DiscoveryOptions {
  readonly member: AnnouncedMember;
  /** Id of the member that speaks for this one, or null. */
  readonly via: string | null;
  /** Of Roost. */
  readonly version: string | null;
}

export interface Discovery {
  readonly topic: string;
  readonly payload: DiscoveryPayload;
}

export interface DiscoveryPayload {
  readonly device: Readonly<Record<string, unknown>>;
  readonly origin: Readonly<Record<string, unknown>>;
  readonly components: Readonly<Record<string, Component>>;
}

/** Ids have letters, digits, - and _ alone, and so has what stands in the topic, as Home Assistant wants it. */
export function discoveryTopic({ swarm, id }: Pick<AnnouncedMember, 'swarm' | 'id'>): string {
  return `homeassistant/device/${swarm}_${id}/config`;
}

export function discoveryOf({ member, via, version }: DiscoveryOptions): Discovery {
  const { swarm, kind, id } = member;
  const entities = kind === 'robots' ? robotEntities() : padEntities(id);
  const softwareVersion = version === null ? {} : { sw_version: version };
  return {
    topic: discoveryTopic(member),
    payload: {
      device: {
        identifiers: [uniqueId(member)],
        name: `${swarm} ${id}`,
        manufacturer: 'Roost',
        model: kind === 'robots' ? 'Robot' : 'Charging pad',
        ...softwareVersion,
        ...(via === null ? {} : { via_device: uniqueId({ ...member, id: via }) }),
      },
      origin: { name: 'Roost', ...softwareVersion },
      components: Object.fromEntries(
        entities.map((entity) => [entity.key, componentOf(member, entity)]),
      ),
    },
  };
}
