/**
 * A member's telemetry with everything that the swarm file asks for: the topics, and what other tools than Roost's own
 * want to be told. For the member itself, and for those that a gateway speaks for.
 */

import type { SwarmConfig } from '../config/swarm-config.ts';
import { homeAssistantAnnouncer } from './home-assistant/announcer.ts';
import { discoveryOf } from './home-assistant/discovery.ts';
import {
  type Companion,
  createTelemetry,
  type Telemetry,
  type TelemetryOptions,
} from './telemetry.ts';
import { createVdaFeed } from './vda5050/feed.ts';

export interface OpenTelemetryOptions extends Omit<TelemetryOptions, 'companions'> {
  /** Of Roost, where it is known. */
  readonly version?: string;
}

export function openTelemetry(config: SwarmConfig, options: OpenTelemetryOptions): Telemetry {
  const own = createTelemetry({ ...options, companions: companionsOf(config, options) });
  const version = config.telemetry?.vda5050 ?? null;
  // Pads are no vehicles.
  if (version === null || options.kind !== 'robots') return own;
  const nobody = { pad: null, reason: null, by: null, transaction: null };
  const feed = createVdaFeed({
    ...options,
    version,
    onCommand: (verb) => options.onCommand({ ...nobody, verb }),
    wallMs: Date.now,
  });
  return together([own, feed]);
}

function together(all: readonly Telemetry[]): Telemetry {
  return {
    state(state) {
      for (const each of all) each.state(state);
    },
    event(event) {
      for (const each of all) each.event(event);
    },
    async close() {
      await Promise.all(all.map((each) => each.close()));
    },
  };
}

function companionsOf(config: SwarmConfig, options: OpenTelemetryOptions): Companion[] {
  const { telemetry } = config;
  if (!telemetry?.homeAssistant) return [];
  const { id, version = null } = options;
  const via = telemetry.gateway === id ? null : telemetry.gateway;
  const discovery = discoveryOf({ member: options, via, version });
  return [homeAssistantAnnouncer({ discovery, random: Math.random })];
}
