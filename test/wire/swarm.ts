/** Codecs of a swarm of 64 robots and two pads, for the tests of the wire. */
import { nodeCrypto } from '../../firmware/crypto.ts';
import type { Roster } from '../../src/protocol/roster.ts';
import { FrameCodec, type FrameCodecOptions } from '../../src/wire/frame.ts';

export const ROSTER: Roster = {
  robots: Array.from({ length: 64 }, (_, index) => ({ id: `r${index + 1}`, rank: index + 1 })),
  pads: [
    { id: 'p1', guard: 'controller' },
    { id: 'p2', guard: 'robots' },
  ],
};

export function codec(change: Partial<FrameCodecOptions> = {}): FrameCodec {
  return new FrameCodec({
    crypto: nodeCrypto,
    swarmKey: new Uint8Array(32).fill(7),
    keyId: 1,
    swarm: 'test',
    zone: 'hall',
    roster: ROSTER,
    ...change,
  });
}
