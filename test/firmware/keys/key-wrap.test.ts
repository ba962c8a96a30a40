import { describe, expect, test } from 'vitest';
import { nodeKeyWrap } from '../../../firmware/crypto.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('AES Key Wrap', () => {
  const kek = bytes('000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F');

  test.each([
    // RFC 3394, sections 4.3, 4.5 and 4.6: those with a key of 256 bits.
    ['00112233445566778899AABBCCDDEEFF', '64E8C3F9CE0F5BA2 63E9777905818A2A 93C8191E7D6E8AE7'],
    [
      '00112233445566778899AABBCCDDEEFF0001020304050607',
      'A8F9BC1612C68B3F F6E6F4FBE30E71E4 769C8B80A32CB895 8CD5D17D6B254DA1',
    ],
    [
      '00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F',
      '28C9F404C4B810F4 CBCCB35CFB87F826 3F5786E2D80ED326 CBC7F0E71A99F43B FB988B9B7A02DD21',
    ],
  ])('wraps %s as RFC 3394 does', (plain, wrapped) => {
    expect(nodeKeyWrap.wrap(kek, bytes(plain))).toEqual(bytes(wrapped));
    const unwrapped = nodeKeyWrap.unwrap(kek, bytes(wrapped));
    expect(unwrapped).toEqual(bytes(plain));
    expect(unwrapped!.constructor).toBe(Uint8Array);
  });

  test('gives nothing for another key, a change, or a length that cannot be', () => {
    const wrapped = nodeKeyWrap.wrap(kek, new Uint8Array(40));
    expect(nodeKeyWrap.unwrap(new Uint8Array(32), wrapped)).toBeNull();
    for (let at = 0; at < wrapped.length; at += 1) {
      const changed = wrapped.slice();
      changed[at]! ^= 0x80;
      expect(nodeKeyWrap.unwrap(kek, changed)).toBeNull();
    }
    for (let length = 0; length < 200; length += 1)
      expect(nodeKeyWrap.unwrap(kek, new Uint8Array(length))).toBeNull();
  });
});
