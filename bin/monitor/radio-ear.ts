/** Frames of the radio topic, opened with the key of the swarm, for the hub: who said what to whom about which pad. */

import type { SwarmConfig } from '../../firmware/config/swarm-config.ts';
import { nodeCrypto } from '../../firmware/crypto.ts';
import { loadKeyFile } from '../../firmware/keys/start-keys.ts';
import type { RadioEar } from '../../monitor/hub/ports.ts';
import { memberCount, memberId, type Roster } from '../../src/protocol/roster.ts';
import { ADMINISTRATOR } from '../../src/wire/aside.ts';
import { FrameCodec } from '../../src/wire/frame.ts';

/** After a frame under a key that is not known, at the earliest. */
const LOOK_AGAIN_MS = 10_000;

/** The ear, or why there is none, in plain words. */
export function radioEar(config: SwarmConfig, wallMs: () => number): RadioEar | string {
  const { radio, telemetry, swarm, zone, roster } = config;
  if (radio.mqtt === undefined) return 'the radio is no topic of a broker';
  if (radio.mqtt !== telemetry?.mqtt) return 'the radio has another broker than telemetry';
  const ring = ringOf(config);
  if (typeof ring === 'string') return ring;
  const codec = new FrameCodec({ crypto: nodeCrypto, ring, swarm, zone, roster });
  let lookedAtMs = wallMs();
  /** Where `roost rotate` runs on this machine, the file has the new key by now. */
  const adoptNewKey = (): void => {
    if (Math.abs(wallMs() - lookedAtMs) < LOOK_AGAIN_MS) return;
    lookedAtMs = wallMs();
    const newer = ringOf(config);
    if (typeof newer !== 'string') codec.adopt(newer);
  };
  return {
    topic: `roost/${swarm}/radio/${zone}`,
    zone,
    decode(bytes) {
      const frame = codec.open(bytes);
      if (frame === 'unknown-key') adoptNewKey();
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

function ringOf(config: SwarmConfig) {
  try {
    return loadKeyFile(config).ring;
  } catch (error) {
    return `the key cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function nameOf(roster: Roster, member: unknown): string | null {
  return typeof member === 'number' && member < memberCount(roster)
    ? memberId(roster, member)
    : null;
}
