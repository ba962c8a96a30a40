import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../firmware/crypto.ts';
import type { Message } from '../../src/protocol/message.ts';
import { MAX_FRAME_BYTES, MAX_SEQUENCE, tagOf } from '../../src/wire/frame.ts';
import { message, padOfMessage } from './arbitraries.ts';
import { codec, ROSTER } from './swarm.ts';

const ours = codec();
const header = { source: 3, boot: 5, sequence: 77 };
const EXIT: Message = { kind: 'exit', pad: 0, fence: { epoch: 2, counter: 9 } };
const CLAIM: Message = { kind: 'claim', epoch: 4 };

function sealed(said: Message, by = ours, from = header): Uint8Array {
  return by.seal(from, said)!;
}

/** The frame with a tag that fits: what a holder of the key could say. */
function resealed(frame: Uint8Array, source = frame[5]!): Uint8Array {
  const key = nodeCrypto.hkdfSha256(
    new Uint8Array(32).fill(7),
    Buffer.from(`roost v1 mac\0test\0hall\0${frame[1]}\0${source}`),
    32,
  );
  const name = ROSTER.pads[frame[4]!]?.id ?? '';
  const covered = frame.subarray(0, frame.length - 8);
  const whole = Buffer.concat([Uint8Array.of(name.length), Buffer.from(name), covered]);
  return Buffer.concat([covered, nodeCrypto.hmacSha256(key, whole).subarray(0, 8)]);
}

describe('a frame', () => {
  it('brings its header and its message, whatever they are', () => {
    const headers = fc.record({
      source: fc.nat({ max: 65 }),
      boot: fc.nat({ max: 0xffff }),
      sequence: fc.nat({ max: MAX_SEQUENCE }),
    });
    fc.assert(
      fc.property(headers, message, (from, said) => {
        const frame = ours.seal(from, said);
        if (frame === null) return;
        expect(frame.length).toBeLessThanOrEqual(MAX_FRAME_BYTES);
        expect(ours.open(frame)).toEqual({ ...from, message: said, tag: tagOf(frame) });
      }),
      { numRuns: 500 },
    );
  });

  it('has the layout of wire.md', () => {
    const frame = sealed(EXIT, ours, { source: 3, boot: 0x1234, sequence: 0x56789a });
    expect(frame[0]).toBe((1 << 6) | 11);
    expect(Buffer.from(frame.subarray(4, 14)).toString('hex')).toBe('0003123456789a820209');
    expect(frame[1]).toBe(1);
    expect(frame.length).toBe(11 + 3 + 8);
  });

  it('is tagged as an independent computation tags it', () => {
    const frame = sealed(EXIT);
    expect(Buffer.from(frame).equals(resealed(frame))).toBe(true);
  });

  it('is never accepted with one bit flipped', () => {
    for (const said of [EXIT, CLAIM]) {
      const frame = sealed(said);
      const reasons: Record<string, number> = {};
      for (let bit = 0; bit < frame.length * 8; bit += 1) {
        const damaged = frame.slice();
        damaged[bit >> 3]! ^= 1 << (bit & 7);
        const opened = ours.open(damaged);
        expect(typeof opened, `bit ${bit}`).toBe('string');
        reasons[opened as string] = (reasons[opened as string] ?? 0) + 1;
      }
      expect(Object.keys(reasons)).toContain('forged');
    }
  });

  it('is never accepted with one bit flipped, whatever it says', () => {
    fc.assert(
      fc.property(message, fc.nat(), (said, where) => {
        const frame = ours.seal(header, said);
        if (frame === null) return;
        const bit = where % (frame.length * 8);
        frame[bit >> 3]! ^= 1 << (bit & 7);
        expect(typeof ours.open(frame)).toBe('string');
      }),
      { numRuns: 1000 },
    );
  });

  it('is never accepted when it is cut short, or longer', () => {
    const frame = sealed(EXIT);
    for (let length = 0; length < frame.length; length += 1) {
      const opened = ours.open(frame.subarray(0, length));
      expect(opened).toBe(length <= 19 ? 'short' : 'forged');
    }
    for (let more = 1; more < 300; more += 1) {
      const longer = Buffer.concat([frame, new Uint8Array(more)]);
      expect(ours.open(longer)).toBe(longer.length > MAX_FRAME_BYTES ? 'oversized' : 'forged');
    }
  });

  it.each([
    ['another swarm', codec({ swarm: 'other' }), 'foreign'],
    ['another zone', codec({ zone: 'yard' }), 'foreign'],
    ['another key', codec({ swarmKey: new Uint8Array(32).fill(8) }), 'foreign'],
    ['another key id', codec({ keyId: 2 }), 'unknown-key'],
  ])('of %s is dropped', (_, theirs, reason) => {
    const frame = sealed(EXIT, theirs);
    expect(ours.open(frame)).toBe(reason);
    // Even a namespace that happens to be ours does not make it ours.
    const disguised = frame.slice();
    disguised.set(sealed(EXIT).subarray(2, 4), 2);
    expect(ours.open(disguised)).toBe(reason === 'foreign' ? 'forged' : reason);
  });

  it.each([0, 2, 3])('of version %i is dropped', (version) => {
    const frame = sealed(EXIT);
    frame[0] = (version << 6) | (frame[0]! & 0x3f);
    expect(ours.open(frame)).toBe('version');
  });

  it('of a member beyond the roster is dropped', () => {
    const frame = sealed(EXIT);
    frame[5] = 66;
    expect(ours.open(frame)).toBe('unknown-source');
  });

  it('of another member is forged, since each has a key of its own', () => {
    const frame = sealed(EXIT);
    frame[5] = 4;
    expect(ours.open(frame)).toBe('forged');
    expect(ours.open(resealed(frame, 3))).toBe('forged');
    expect(ours.open(resealed(frame, 4))).toMatchObject({ source: 4 });
  });

  it('about a pad is forged when it is made to be about another', () => {
    const frame = sealed(EXIT);
    frame[4] = 1;
    expect(ours.open(frame)).toBe('forged');
    frame[4] = 0xff;
    expect(ours.open(frame)).toBe('forged');
    frame[4] = 2;
    expect(ours.open(frame)).toBe('unknown-pad');
  });

  it('about a pad that the receiver calls by another name is forged', () => {
    const pads = [{ id: 'dock', guard: 'controller' as const }, ROSTER.pads[1]!];
    const theirs = codec({ roster: { ...ROSTER, pads } });
    expect(theirs.open(sealed(EXIT))).toBe('forged');
    expect(theirs.open(sealed(CLAIM))).toMatchObject({ message: CLAIM });
  });

  it('of an unknown kind is dropped', () => {
    const frame = sealed(EXIT);
    for (const number of [0, 40, 63]) {
      frame[0] = (1 << 6) | number;
      expect(ours.open(frame)).toBe('unknown-kind');
    }
  });

  it('that is authentic but is about a pad where none belongs is malformed, and vice versa', () => {
    const exit = sealed(EXIT);
    exit[4] = 0xff;
    expect(ours.open(resealed(exit))).toBe('malformed');
    const claim = sealed(CLAIM);
    claim[4] = 0;
    expect(ours.open(resealed(claim))).toBe('malformed');
  });

  it('that is authentic with a body of another kind is malformed or that kind, and no more', () => {
    fc.assert(
      fc.property(message, fc.nat({ max: 63 }), (said, number) => {
        const frame = ours.seal(header, said);
        if (frame === null) return;
        frame[0] = (1 << 6) | number;
        const opened = ours.open(resealed(frame));
        if (typeof opened !== 'string') expect(padOfMessage(opened.message)).toBe(frame[4]);
      }),
    );
  });
});
