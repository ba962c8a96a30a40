import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeCrypto, nodeKeyWrap } from '../../firmware/crypto.ts';
import { decodeOffer, encodeOffer, unwrapOffer, wrapOffer } from '../../src/wire/key-offer.ts';
import {
  FIRST_KEY_ID,
  isSameKey,
  type KeyRing,
  keyOf,
  LAST_KEY_ID,
  MAX_KEYS,
  mergeRings,
  namespaceOf,
  newestKey,
  type RingKey,
  ringOfOne,
  sendingKey,
  switchedTo,
  withKey,
  withoutOlder,
} from '../../src/wire/keyring.ts';

const NAMESPACE = Uint8Array.of(1, 2);

/** The same bytes for the same id. */
function key(id: number, change: Partial<RingKey> = {}): RingKey {
  return { id, key: new Uint8Array(32).fill(id), revoked: [], overlapMs: 3000, ...change };
}

const ringOf = (sendingId: number, ...ids: number[]): KeyRing => ({
  namespace: NAMESPACE,
  keys: ids.map((id) => key(id)),
  sendingId,
});
const idsOf = ({ keys }: KeyRing) => keys.map(({ id }) => id);

const rings = fc
  .uniqueArray(fc.integer({ min: FIRST_KEY_ID, max: 12 }), { minLength: 1, maxLength: MAX_KEYS })
  .chain((ids) => fc.constantFrom(...ids).map((id) => ringOf(id, ...ids.sort((a, b) => a - b))));

describe('a ring', () => {
  it('of a first key sends under it', () => {
    const first = new Uint8Array(32).fill(9);
    const ring = ringOfOne(NAMESPACE, first);
    expect(ring.sendingId).toBe(1);
    expect(sendingKey(ring)).toEqual({ id: 1, key: first, revoked: [], overlapMs: 0 });
    expect(newestKey(ring)).toBe(sendingKey(ring));
    expect(keyOf(ring, 2)).toBeNull();
  });

  it('has the namespace of the first key, swarm and zone', () => {
    const of = (fill: number, swarm: string, zone: string) =>
      Buffer.from(namespaceOf(nodeCrypto, new Uint8Array(32).fill(fill), swarm, zone)).toString(
        'hex',
      );
    const all = [of(7, 'a', 'b'), of(8, 'a', 'b'), of(7, 'ab', ''), of(7, 'a', 'c')];
    expect(new Set(all).size).toBe(4);
    expect(of(7, 'a', 'b')).toBe(all[0]);
  });

  it('takes keys in whatever order, and the same one once', () => {
    expect(idsOf(withKey(ringOf(1, 1, 3), key(2)))).toEqual([1, 2, 3]);
    expect(idsOf(withKey(ringOf(1, 1, 2), key(2)))).toEqual([1, 2]);
  });

  it('of too many keys loses the oldest that waits, and never the one that is sent under', () => {
    expect(idsOf(withKey(ringOf(1, 1, 2, 3, 4), key(5)))).toEqual([1, 3, 4, 5]);
    expect(idsOf(withKey(ringOf(4, 1, 2, 3, 4), key(5)))).toEqual([2, 3, 4, 5]);
    fc.assert(
      fc.property(rings, fc.integer({ min: 1, max: 12 }), (ring, id) => {
        const after = withKey(ring, key(id));
        expect(after.keys.length).toBeLessThanOrEqual(MAX_KEYS);
        expect(keyOf(after, ring.sendingId)).not.toBeNull();
        if (id > ring.sendingId && ring.keys.length < MAX_KEYS)
          expect(keyOf(after, id)).not.toBeNull();
        expect(idsOf(after)).toEqual(idsOf(after).toSorted((a, b) => a - b));
      }),
    );
  });

  it('switches, and lets go of what was before', () => {
    const switched = switchedTo(ringOf(1, 1, 2, 3), 2);
    expect([switched.sendingId, idsOf(switched)]).toEqual([2, [1, 2, 3]]);
    expect(idsOf(withoutOlder(switched))).toEqual([2, 3]);
    const alone = ringOf(2, 2, 3);
    expect(withoutOlder(alone)).toBe(alone);
  });

  it('tells keys apart by id and bytes', () => {
    expect(isSameKey(key(1), key(1, { overlapMs: 5 }))).toBe(true);
    expect(isSameKey(key(1), key(2, { key: key(1).key }))).toBe(false);
    expect(isSameKey(key(1), key(1, { key: key(2).key }))).toBe(false);
  });
});

describe('rings of two places', () => {
  it.each<[string, KeyRing, KeyRing, number, number[]]>([
    ['an old key file and a newer disk', ringOf(1, 1), ringOf(2, 2), 2, [2]],
    ['a newer key file and an old disk', ringOf(3, 3), ringOf(1, 1, 2), 3, [3]],
    ['a key that waits on the disk', ringOf(1, 1), ringOf(1, 1, 2), 1, [1, 2]],
    ['a key that waits in the file', ringOf(1, 1, 2), ringOf(1, 1), 1, [1, 2]],
    ['an overlap that a restart ends', ringOf(1, 1), ringOf(2, 1, 2), 2, [2]],
    ['many keys', ringOf(1, 1, 2, 3, 4), ringOf(5, 5, 6, 7, 8), 5, [5, 6, 7, 8]],
  ])('%s', (_what, given, kept, sendingId, ids) => {
    const merged = mergeRings(given, kept);
    if (!('ring' in merged)) throw new Error(merged.problem);
    expect([merged.ring.sendingId, idsOf(merged.ring)]).toEqual([sendingId, ids]);
  });

  it('never go back, and always have the key that is sent under', () => {
    fc.assert(
      fc.property(rings, rings, (given, kept) => {
        const merged = mergeRings(given, kept);
        if (!('ring' in merged)) throw new Error(merged.problem);
        const { ring } = merged;
        expect(ring.sendingId).toBe(Math.max(given.sendingId, kept.sendingId));
        expect(keyOf(ring, ring.sendingId)).not.toBeNull();
        expect(ring.keys[0]!.id).toBe(ring.sendingId);
        expect(ring.keys.length).toBeLessThanOrEqual(MAX_KEYS);
        expect(mergeRings(kept, given)).toEqual(merged);
      }),
      { numRuns: 500 },
    );
  });

  it('of different swarms are not one', () => {
    const other = { ...ringOf(2, 2), namespace: Uint8Array.of(1, 3) };
    expect(mergeRings(ringOf(1, 1), other)).toEqual({ problem: 'other-swarm' });
  });

  it('with two keys under one id are not one', () => {
    const other = { ...ringOf(2, 2), keys: [key(2, { key: key(9).key })] };
    expect(mergeRings(ringOf(1, 1, 2), other)).toEqual({ problem: 'other-key', id: 2 });
  });
});

describe('an offer', () => {
  const offers = fc.record({
    id: fc.integer({ min: FIRST_KEY_ID, max: LAST_KEY_ID }),
    key: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    revoked: fc
      .uniqueArray(fc.nat({ max: 75 }), { maxLength: 75 })
      .map((members) => members.sort((a, b) => a - b)),
    overlapMs: fc.nat({ max: 0xffffffff }),
  });
  const kek = new Uint8Array(32).fill(3);

  it('brings what was offered, whatever it is', () => {
    fc.assert(
      fc.property(offers, (offer) => {
        const wrapped = wrapOffer(nodeKeyWrap, kek, offer);
        expect(unwrapOffer(nodeKeyWrap, kek, wrapped)).toEqual(offer);
        expect(wrapped.length).toBeLessThanOrEqual(64);
      }),
    );
  });

  it('is for nobody else, and worth nothing when a bit of it is changed', () => {
    const wrapped = wrapOffer(nodeKeyWrap, kek, key(2, { revoked: [4] }));
    expect(unwrapOffer(nodeKeyWrap, new Uint8Array(32).fill(4), wrapped)).toBeNull();
    for (let bit = 0; bit < wrapped.length * 8; bit += 1) {
      const damaged = wrapped.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(unwrapOffer(nodeKeyWrap, kek, damaged), `bit ${bit}`).toBeNull();
    }
    for (let length = 0; length < wrapped.length; length += 1)
      expect(unwrapOffer(nodeKeyWrap, kek, wrapped.subarray(0, length))).toBeNull();
  });

  it('has one form: any other, however it was wrapped, says nothing', () => {
    const plain = encodeOffer(key(2, { revoked: [4] }));
    expect(decodeOffer(plain)).toEqual(key(2, { revoked: [4] }));
    const at = (place: number, value: number) => {
      const changed = plain.slice();
      changed[place] = value;
      return decodeOffer(changed);
    };
    expect(at(0, 2), 'another format').toBeNull();
    expect(at(1, 0), 'key id 0').toBeNull();
    expect(at(6, 0), 'a shorter list').toBeNull();
    expect(at(6, 9), 'a longer list').toBeNull();
    expect(at(7, 0), 'a list that ends in nothing').toBeNull();
    // Seven of head, one of list and 32 of key fill five blocks; with more in the list there is padding.
    const padded = encodeOffer(key(2, { revoked: [12] }));
    expect(padded.length).toBe(48);
    padded[47] = 1;
    expect(decodeOffer(padded), 'padding that is not zero').toBeNull();
    expect(decodeOffer(new Uint8Array(0))).toBeNull();
    expect(decodeOffer(plain.subarray(0, 32))).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const offer = decodeOffer(bytes);
        if (offer !== null) expect(encodeOffer(offer)).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});
