/**
 * HMAC, HKDF and AES Key Wrap by Node's OpenSSL.
 *
 * A frame has some forty bytes, so the cost of its tag is not the hashing but the calls
 * and objects around it: createHmac takes 2.8 us, and two one-shot hashes over prepared
 * blocks, as RFC 2104 defines HMAC, take 1.7 us (x64). Longer inputs take the plain way.
 */

import { createCipheriv, createDecipheriv, createHmac, hash, hkdfSync } from 'node:crypto';
import type { Crypto, KeyWrap } from '../src/wire/crypto.ts';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** Longer messages are rare and not worth a copy. */
const SHORT_BYTES = 1024;

interface Pads {
  /** Key xor ipad. */
  readonly inner: Uint8Array;
  /** Key xor opad, and room for the inner digest. */
  readonly outer: Buffer;
}

const padsByKey = new WeakMap<Uint8Array, Pads>();
const scratch = Buffer.alloc(BLOCK_BYTES + SHORT_BYTES);
const NO_SALT = new Uint8Array(0);

/** What is prepared for a key is kept with the array, so a key's bytes must not change. */
export const nodeCrypto: Crypto = { hmacSha256, hkdfSha256 };

function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  let bytes = 0;
  for (const part of parts) bytes += part.length;
  if (bytes > SHORT_BYTES) {
    const hmac = createHmac('sha256', key);
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  }
  let pads = padsByKey.get(key);
  if (pads === undefined) {
    pads = padsOf(key);
    padsByKey.set(key, pads);
  }
  scratch.set(pads.inner);
  let end = BLOCK_BYTES;
  for (const part of parts) {
    scratch.set(part, end);
    end += part.length;
  }
  // A digest as a binary string is one character a byte, and cheaper than a new buffer.
  pads.outer.write(hash('sha256', scratch.subarray(0, end), 'binary'), BLOCK_BYTES, 'binary');
  return hash('sha256', pads.outer, 'buffer');
}

function padsOf(key: Uint8Array): Pads {
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(key.length > BLOCK_BYTES ? hash('sha256', key, 'buffer') : key);
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);
  outer.set(block.map((byte) => byte ^ 0x5c));
  return { inner: block.map((byte) => byte ^ 0x36), outer };
}

function hkdfSha256(key: Uint8Array, info: Uint8Array, lengthBytes: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, NO_SALT, info, lengthBytes));
}

const WRAPPING = 'id-aes256-wrap';
/** The initial value of RFC 3394, section 2.2.3.1, by which a wrong key or a change shows. */
const INITIAL = Buffer.from('a6a6a6a6a6a6a6a6', 'hex');

/** Two blocks of 8 bytes, and one that they grow by. */
const SHORTEST_WRAPPED_BYTES = 24;

export const nodeKeyWrap: KeyWrap = {
  wrap(keyEncryptionKey, plain) {
    const cipher = createCipheriv(WRAPPING, keyEncryptionKey, INITIAL);
    return Uint8Array.from(Buffer.concat([cipher.update(plain), cipher.final()]));
  },
  unwrap(keyEncryptionKey, wrapped) {
    // OpenSSL makes nothing of nothing, and no error.
    if (wrapped.length < SHORTEST_WRAPPED_BYTES) return null;
    try {
      const decipher = createDecipheriv(WRAPPING, keyEncryptionKey, INITIAL);
      return Uint8Array.from(Buffer.concat([decipher.update(wrapped), decipher.final()]));
    } catch {
      return null; // OpenSSL throws for a wrong key, a change, and a length that cannot be
    }
  },
};
