/** Frames of the radio topic, opened with the key of the swarm, for the hub: who said what to whom about which pad. */

import type { SwarmConfig } from '../../firmware/config/swarm-config.ts';
import { nodeCrypto } from '../../firmware/crypto.ts';
import { loadKeyFile } from '../../firmware/keys/start-keys.ts';
import type { RadioEar } from '../../monitor/hub/ports.ts';
import { memberCount, memberId, type Roster } from '../../src/protocol/roster.ts';
import { ADMINISTRATOR } from '../../src/wire/aside.ts';
import { FrameCodec } from '../../src/wire/frame.ts';

/** The ear, or why there is none, in plain words. */
export function radioEar(config: SwarmConfig): RadioEar | string {
  const { radio, telemetry, swarm, zone, roster } = config;
  if (radio.mqtt === undefined) return 'the radio is no topic of a broker';
  if (radio.mqtt !== telemetry?.mqtt) return 'the radio has another broker than telemetry';
  let ring: ReturnType<typeof loadKeyFile>['ring'];
  try {
    ({ ring } = loadKeyFile(config));
  } catch (error) {
    return `the key cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
  const codec = new FrameCodec({ crypto: nodeCrypto, ring, swarm, zone, roster });
  return {
    topic: `roost/${swarm}/radio/${zone}`,
    zone,
    decode(bytes) {
      const frame = codec.open(bytes);
      if (typeof frame === 'string') return null;
      const { kind } = frame.message;
      const { to, robot, pad } = frame.message as { to?: unknown; robot?: unknown; pad?: unknown };
      return {
        from: frame.source === ADMINISTRATOR ? 'administrator' : memberId(roster, frame.source),
        kind,
        to: nameOf(roster, to ?? robot),
        pad: typeof pad === 'number' ? (roster.pads[pad]?.id ?? null) : null,
      };
    },
  };
}

function nameOf(roster: Roster, member: unknown): string | null {
  return typeof member === 'number' && member < memberCount(roster)
    ? memberId(roster, member)
    : null;
}
