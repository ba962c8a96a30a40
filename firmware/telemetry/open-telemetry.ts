/**
 * A member's telemetry with everything that the swarm file asks for: the topics, and what other tools than Roost's own
 * want to be told. For the member itself, and for those that a gateway speaks for.
 */

import type { SwarmConfig } from '../config/swarm-config.ts';
import { createTelemetry, type Telemetry, type TelemetryOptions } from './telemetry.ts';

export function openTelemetry(_config: SwarmConfig, options: TelemetryOptions): Telemetry {
  return createTelemetry(options);
}
