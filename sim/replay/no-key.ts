/**
 * Frames without a key, for a replay: as long as the real ones, and sealed by nobody. A trace has no
 * key in it, and what a member does never depends on the bytes of a tag.
 */
import type { Roster } from '../../src/protocol/roster.ts';
import type { Crypto } from '../../src/wire/crypto.ts';
import { FrameCodec } from '../../src/wire/frame.ts';

export const noCrypto: Crypto = {
  hmacSha256: () => new Uint8Array(32),
  hkdfSha256: (_key, _info, lengthBytes) => new Uint8Array(lengthBytes),
};

export function unsealedCodec(roster: Roster): FrameCodec {
  const swarmKey = new Uint8Array(32);
  return new FrameCodec({ crypto: noCrypto, swarmKey, keyId: 1, swarm: '', zone: '', roster });
}
