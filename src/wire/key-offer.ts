/**
 * What the administrator wraps for a member: the next key, and what it brings about once it is sent under.
 *
 * ```
 * 0      format, 1
 * 1      key id
 * 2-5    overlap in milliseconds, big endian
 * 6      length of the list of revoked members
 * 7..    that list: bit k of byte b stands for member 8 b + k
 * then   32 bytes of key, and zeros up to a multiple of 8, as AES Key Wrap needs
 * ```
 *
 * The wrapping vouches for it; it is checked strictly all the same, since a later format may follow.
 */
import type { KeyWrap } from './crypto.ts';
import { FIRST_KEY_ID, KEY_BYTES, type RingKey } from './keyring.ts';

const FORMAT = 1;
const HEAD_BYTES = 7;
/** Of what AES Key Wrap takes. */
const BLOCK_BYTES = 8;

/** The offer of a key, wrapped for the member whose key-encryption key this is. */
export function wrapOffer(wrap: KeyWrap, keyEncryptionKey: Uint8Array, key: RingKey): Uint8Array {
  return wrap.wrap(keyEncryptionKey, encodeOffer(key));
}

/** The key that was offered, or null when it was not for this member, or says nothing sensible. */
export function unwrapOffer(
  wrap: KeyWrap,
  keyEncryptionKey: Uint8Array,
  wrapped: Uint8Array,
): RingKey | null {
  const plain = wrap.unwrap(keyEncryptionKey, wrapped);
  return plain && decodeOffer(plain);
}

export function encodeOffer({ id, key, revoked, overlapMs }: RingKey): Uint8Array {
  const listBytes = revoked.length === 0 ? 0 : (Math.max(...revoked) >> 3) + 1;
  const plain = new Uint8Array(paddedLength(HEAD_BYTES + listBytes + KEY_BYTES));
  plain[0] = FORMAT;
  plain[1] = id;
  for (let at = 0; at < 4; at += 1) plain[2 + at] = overlapMs >>> (24 - 8 * at);
  plain[6] = listBytes;
  for (const member of revoked) plain[HEAD_BYTES + (member >> 3)]! |= 1 << (member & 7);
  plain.set(key, HEAD_BYTES + listBytes);
  return plain;
}

/** Null for anything that `encodeOffer` does not make. */
export function decodeOffer(plain: Uint8Array): RingKey | null {
  const listBytes = plain[6] ?? 0;
  const keyAt = HEAD_BYTES + listBytes;
  const end = keyAt + KEY_BYTES;
  if (plain.length !== paddedLength(end) || plain[0] !== FORMAT) return null;
  if (plain[1]! < FIRST_KEY_ID || plain.subarray(end).some((byte) => byte !== 0)) return null;
  if (listBytes > 0 && plain[keyAt - 1] === 0) return null;
  const revoked: number[] = [];
  for (let member = 0; member < listBytes * 8; member += 1)
    if ((plain[HEAD_BYTES + (member >> 3)]! & (1 << (member & 7))) !== 0) revoked.push(member);
  const overlapMs = [2, 3, 4, 5].reduce((value, at) => value * 256 + plain[at]!, 0);
  return { id: plain[1]!, key: plain.slice(keyAt, end), revoked, overlapMs };
}

function paddedLength(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
}
