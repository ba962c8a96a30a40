/**
 * The keys of a swarm that a member holds: one that it sends under, newer ones that wait for the others to
 * have them too, and for a short while the one before.
 *
 * A ring is a value: what happens to it makes another ring. Key ids only grow, and so does the id that is
 * sent under; that is all that a crash between two rings has to be judged by.
 */
import type { MemberIndex } from '../protocol/roster.ts';
import { equalBytes, utf8 } from './bytes.ts';
import type { Crypto } from './crypto.ts';

/** A swarm key, a key-encryption key and the master have so many bytes. */
export const KEY_BYTES = 32;
/** Key id 0 is no key of a swarm: frames between the administrator and one member bear it. */
export const FIRST_KEY_ID = 1;
export const LAST_KEY_ID = 255;
export const NAMESPACE_BYTES = 2;
/** More keys than an administrator who changes his mind twice can leave behind. */
export const MAX_KEYS = 4;

export interface RingKey {
  readonly id: number;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** Nobody hears these any more once this key is sent under: all who were revoked up to it, ascending. */
  readonly revoked: readonly MemberIndex[];
  /** How long the keys before it are still heard once this one is sent under. */
  readonly overlapMs: number;
}

export interface KeyRing {
  /** Keeps the frames of other swarms out cheaply. That of the first key, and it outlives that key. */
  readonly namespace: Uint8Array;
  /** By ascending id; never empty. */
  readonly keys: readonly RingKey[];
  /** The id of the key that is sent under. */
  readonly sendingId: number;
}

/** The namespace of a swarm whose first key this is: 2 bytes (wire.md, "Frame"). */
export function namespaceOf(
  crypto: Crypto,
  firstKey: Uint8Array,
  swarm: string,
  zone: string,
): Uint8Array {
  return crypto.hkdfSha256(firstKey, utf8(`ns\0${swarm}\0${zone}`), NAMESPACE_BYTES);
}

/** The ring of a swarm that has had no other key. */
export function ringOfOne(namespace: Uint8Array, key: Uint8Array, id = FIRST_KEY_ID): KeyRing {
  return { namespace, keys: [{ id, key, revoked: [], overlapMs: 0 }], sendingId: id };
}

/** The key of an id, or null. */
export function keyOf(ring: KeyRing, id: number): RingKey | null {
  return ring.keys.find((key) => key.id === id) ?? null;
}

/** The key that is sent under. */
export function sendingKey(ring: KeyRing): RingKey {
  return keyOf(ring, ring.sendingId)!;
}

/** The key with the highest id: the one that is sent under, or one that waits. */
export function newestKey(ring: KeyRing): RingKey {
  return ring.keys.at(-1)!;
}

/** With one more key; when there are too many, the oldest of those that wait gives way. */
export function withKey(ring: KeyRing, key: RingKey): KeyRing {
  return bounded({ ...ring, keys: inserted(ring.keys, key) });
}

function inserted(keys: readonly RingKey[], key: RingKey): RingKey[] {
  return [...keys.filter(({ id }) => id !== key.id), key].sort((a, b) => a.id - b.id);
}

function bounded(ring: KeyRing): KeyRing {
  const keys = [...ring.keys];
  while (keys.length > MAX_KEYS) {
    const waiting = keys.findIndex(({ id }) => id > ring.sendingId);
    const oldestIsSpare = waiting < 0 || waiting === keys.length - 1;
    keys.splice(oldestIsSpare ? 0 : waiting, 1);
  }
  return keys.length === ring.keys.length ? ring : { ...ring, keys };
}

/** Sends under that key from now on; those before it are still heard. */
export function switchedTo(ring: KeyRing, id: number): KeyRing {
  return { ...ring, sendingId: id };
}

/** Without the keys before the one that is sent under. */
export function withoutOlder(ring: KeyRing): KeyRing {
  const keys = ring.keys.filter(({ id }) => id >= ring.sendingId);
  return keys.length === ring.keys.length ? ring : { ...ring, keys };
}

/** Whether both are the same key; false as well when the ids alone are. */
export function isSameKey(a: RingKey, b: RingKey): boolean {
  return a.id === b.id && equalBytes(a.key, b.key);
}

export type Merged =
  | { readonly ring: KeyRing }
  /** `other-swarm`: the two never had a key in common; `other-key`: one id, two keys. */
  | { readonly problem: 'other-swarm' }
  | { readonly problem: 'other-key'; readonly id: number };

/**
 * What a member starts with: the keys that it was given by hand and those that it was given since, without
 * any from before the higher of the two ids that were sent under. So neither of the two, restored from an
 * old copy alone, brings an old key back.
 */
export function mergeRings(given: KeyRing, kept: KeyRing): Merged {
  if (!equalBytes(given.namespace, kept.namespace)) return { problem: 'other-swarm' };
  let keys = given.keys;
  for (const key of kept.keys) {
    const known = keyOf(given, key.id);
    if (known && !isSameKey(known, key)) return { problem: 'other-key', id: key.id };
    if (!known) keys = inserted(keys, key);
  }
  const sendingId = Math.max(given.sendingId, kept.sendingId);
  return { ring: bounded(withoutOlder({ ...given, keys, sendingId })) };
}
