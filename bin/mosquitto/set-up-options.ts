/** For which swarm, where, and for which machine a Mosquitto is set up. */

import type { SwarmConfig } from '../../firmware/config/swarm-config.ts';

export interface SetUpOptions {
  readonly config: SwarmConfig;
  /** Absolute. */
  readonly folder: string;
  /** Names and addresses of the broker's machine; the first is the usual one. */
  readonly hosts: readonly string[];
  readonly port: number;
  readonly nowMs: number;
}
