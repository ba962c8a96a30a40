/** What a member of the swarm `orchard` announces. */

import {
  type Discovery,
  discoveryOf,
} from '../../../../firmware/telemetry/home-assistant/discovery.ts';

export const KINDS = ['robots', 'pads'] as const;
export type Kind = (typeof KINDS)[number];

export function announced(
  kind: Kind,
  id: string,
  { swarm = 'orchard', via = null }: { swarm?: string; via?: string | null } = {},
): Discovery {
  return discoveryOf({ member: { swarm, kind, id }, via, version: '0.1.0' });
}
