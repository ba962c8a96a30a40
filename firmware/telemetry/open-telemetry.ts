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

export interface OpenTelemetryOptions extends Omit<TelemetryOptions, 'companions'> {
  /** Of Roost, where it is known. */
  readonly version?: string;
}

export function openTelemetry(config: SwarmConfig, options: OpenTelemetryOptions): Telemetry {
  return createTelemetry({ ...options, companions: companionsOf(config, options) });
}

function companionsOf(config: SwarmConfig, options: OpenTelemetryOptions): Companion[] {
  const { telemetry } = config;
  if (!telemetry?.homeAssistant) return [];
  const { id, version = null } = options;
  const via = telemetry.gateway === id ? null : telemetry.gateway;
  const discovery = discoveryOf({ member: options, via, version });
  return [homeAssistantAnnouncer({ discovery, random: Math.random })];
}
