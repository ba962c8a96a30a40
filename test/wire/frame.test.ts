import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../firmware/crypto.ts';
import type { Message } from '../../src/protocol/message.ts';
import { ADMINISTRATOR, type KeyAside } from '../../src/wire/aside.ts';
import { FrameCodec, MAX_FRAME_BYTES, MAX_SEQUENCE, tagOf } from '../../src/wire/frame.ts';
import {
  type KeyRing,
  namespaceOf,
  type RingKey,
  ringOfOne,
  switchedTo,
  withKey,
} from '../../src/wire/keyring.ts';
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

const FIRST_KEY = new Uint8Array(32).fill(7);
const FIRST = ringOfOne(namespaceOf(nodeCrypto, FIRST_KEY, 'test', 'hall'), FIRST_KEY);
const key = (id: number, revoked: readonly number[] = []): RingKey => ({
  id,
  key: new Uint8Array(32).fill(60 + id),
  revoked,
  overlapMs: 1000,
});
const kekOf = (member: number) => new Uint8Array(32).fill(100 + member);

/** The codec of a member with such a ring and its own key-encryption key; of the administrator for null. */
function ringed(ring: KeyRing, member: number | null = null): FrameCodec {
  return new FrameCodec({
    crypto: nodeCrypto,
    ring,
    kekOf: (of) => (member === null || of === member ? kekOf(of) : null),
    swarm: 'test',
    zone: 'hall',
    roster: ROSTER,
  });
}

describe('a codec with several keys', () => {
  const both = withKey(FIRST, key(2));
  const under = (id: number) => sealed(EXIT, ringed(switchedTo(both, id)));

  it('of one key is that of the short form', () => {
    expect(ringed(FIRST).seal(header, EXIT)).toEqual(ours.seal(header, EXIT));
  });

  it('hears under each and sends under one', () => {
    const codec = ringed(both);
    expect(codec.sendingId).toBe(1);
    expect(sealed(EXIT, codec)[1]).toBe(1);
    expect(under(2)[1]).toBe(2);
    expect(codec.open(under(1))).toMatchObject({ message: EXIT });
    expect(codec.open(under(2))).toMatchObject({ message: EXIT });
    expect(under(2).subarray(2, 4)).toEqual(under(1).subarray(2, 4));
  });

  it('does not take a frame of one key for one of the other', () => {
    const frame = under(1);
    frame[1] = 2;
    expect(ringed(both).open(frame)).toBe('forged');
    frame[1] = 3;
    expect(ringed(both).open(frame)).toBe('unknown-key');
  });

  it('adopts another ring: new keys are heard, those that are gone are not', () => {
    const codec = ringed(FIRST);
    expect(codec.open(under(2))).toBe('unknown-key');
    codec.adopt(switchedTo(both, 2));
    expect(codec.open(under(2))).toMatchObject({ message: EXIT });
    expect(codec.open(under(1))).toMatchObject({ message: EXIT });
    expect(sealed(EXIT, codec)[1]).toBe(2);
    codec.adopt({ ...both, keys: [key(2)], sendingId: 2 });
    expect(codec.open(under(1))).toBe('unknown-key');
    expect(codec.open(under(2))).toMatchObject({ message: EXIT });
  });

  it('hears a revoked member no more, under no key, from the switch on', () => {
    const ring = withKey(FIRST, key(2, [header.source]));
    const codec = ringed(ring);
    expect(codec.open(under(1))).toMatchObject({ message: EXIT });
    codec.adopt(switchedTo(ring, 2));
    expect(codec.open(under(1))).toBe('revoked');
    expect(codec.open(under(2))).toBe('revoked');
    const other = { ...header, source: 4 };
    expect(codec.open(sealed(EXIT, ringed(FIRST), other))).toMatchObject({ source: 4 });
    // A later key may let it in again.
    codec.adopt(switchedTo(withKey(ring, key(3)), 3));
    expect(codec.open(under(1))).toMatchObject({ message: EXIT });
  });

  it('keeps a key under its id apart from another one under the same', () => {
    const codec = ringed(both);
    codec.adopt({ ...both, keys: [both.keys[0]!, { ...key(2), key: key(5).key }] });
    expect(codec.open(under(2))).toBe('forged');
  });
});

describe('a frame between the administrator and a member', () => {
  const administrator = ringed(withKey(FIRST, key(2)));
  const from = { source: ADMINISTRATOR, boot: 0, sequence: 5 };
  const said: KeyAside = { kind: 'key', to: 3, ticket: 9, wrapped: Uint8Array.of(1, 2, 3) };
  const answer: KeyAside = { kind: 'keyed', ticket: 9, newest: 2, sending: 1, refused: false };
  const offer = administrator.seal(from, said)!;
  const reply = ringed(FIRST, 3).seal(header, answer)!;

  it('bears key id 0, and the member in place of a pad', () => {
    expect([offer[1], offer[4], offer[5]]).toEqual([0, 3, ADMINISTRATOR]);
    expect([reply[1], reply[4], reply[5]]).toEqual([0, 0xff, 3]);
  });

  it('is opened by these two, whatever swarm keys they have', () => {
    const behind = ringed({ ...FIRST, keys: [key(9)], sendingId: 9 }, 3);
    for (const codec of [ringed(FIRST, 3), behind])
      expect(codec.open(offer)).toMatchObject({ source: ADMINISTRATOR, message: said });
    expect(administrator.open(reply)).toMatchObject({ source: 3, message: answer });
  });

  it('is nothing for all others', () => {
    for (const codec of [ours, ringed(FIRST, 4), ringed(withKey(FIRST, key(2)), 65)]) {
      expect(codec.open(offer)).toBe('not-ours');
      expect(codec.open(reply)).toBe('not-ours');
    }
  });

  it('cannot be made to be for another, or from another', () => {
    const toOther = offer.slice();
    toOther[4] = 4;
    expect(ringed(FIRST, 4).open(toOther)).toBe('forged');
    const fromOther = reply.slice();
    fromOther[5] = 4;
    expect(administrator.open(fromOther)).toBe('forged');
  });

  it.each<[string, Uint8Array, number, number, string]>([
    ['an offer of a member', offer, 5, 3, 'unknown-source'],
    ['an offer to nobody', offer, 4, 0xff, 'unknown-source'],
    ['an answer of the administrator', reply, 5, ADMINISTRATOR, 'unknown-source'],
    ['an answer about a pad', reply, 4, 0, 'unknown-pad'],
    ['an offer under a key of the swarm', offer, 1, 1, 'unknown-kind'],
    ['an answer under a key of the swarm', reply, 1, 1, 'unknown-kind'],
    ['a claim under none', offer, 0, (1 << 6) | 14, 'unknown-key'],
    ['an unknown kind', offer, 0, (1 << 6) | 63, 'unknown-key'],
  ])('%s is dropped', (_, frame, at, value, reason) => {
    const changed = frame.slice();
    changed[at] = value;
    expect(ringed(FIRST, 3).open(changed)).toBe(reason);
    expect(administrator.open(changed)).toBe(reason);
  });

  it('cannot be made without the key-encryption key', () => {
    expect(ours.seal(from, said)).toBeNull();
    expect(ours.seal(header, answer)).toBeNull();
    expect(ringed(FIRST, 4).seal(from, said)).toBeNull();
  });
});

describe('the word to switch', () => {
  const both = withKey(FIRST, key(2));
  const from = { source: ADMINISTRATOR, boot: 0, sequence: 6 };
  const roll = ringed(both).seal(from, { kind: 'roll', keyId: 2 })!;

  it('is heard by all who have that key, before anybody sends under it', () => {
    expect(roll[1]).toBe(2);
    expect(ringed(both, 5).open(roll)).toMatchObject({ message: { kind: 'roll', keyId: 2 } });
    expect(ringed(FIRST, 5).open(roll)).toBe('unknown-key');
  });

  it('comes from the administrator alone, who says nothing else under a key of the swarm', () => {
    const fromMember = roll.slice();
    fromMember[5] = 3;
    expect(ringed(both).open(fromMember)).toBe('unknown-kind');
    const claim = sealed(CLAIM, ringed(both), { ...header, source: 3 });
    claim[5] = ADMINISTRATOR;
    expect(ringed(both).open(claim)).toBe('unknown-source');
    const aboutPad = roll.slice();
    aboutPad[4] = 0;
    expect(ringed(both).open(aboutPad)).toBe('unknown-pad');
  });

  it('cannot be said of a key that one does not have', () => {
    expect(ringed(FIRST).seal(from, { kind: 'roll', keyId: 2 })).toBeNull();
    const underFirst = roll.slice();
    underFirst[1] = 1;
    expect(ringed(both).open(underFirst)).toBe('forged');
  });
});
