import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeCrypto } from '../../firmware/crypto.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (array: Uint8Array) => Buffer.from(array).toString('hex');
const text = (ascii: string) => Uint8Array.from(Buffer.from(ascii, 'latin1'));

// RFC 4231, test cases 1, 2, 3, 6 and 7.
test.each([
  [
    bytes('0b'.repeat(20)),
    text('Hi There'),
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  ],
  [
    text('Jefe'),
    text('what do ya want for nothing?'),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [
    bytes('aa'.repeat(20)),
    bytes('dd'.repeat(50)),
    '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
  ],
  [
    bytes('aa'.repeat(131)),
    text('Test Using Larger Than Block-Size Key - Hash Key First'),
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  ],
  [
    bytes('aa'.repeat(131)),
    text(
      'This is a test using a larger than block-size key and a larger than block-size data. ' +
        'The key needs to be hashed before being used by the HMAC algorithm.',
    ),
    '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
  ],
])('HMAC as in RFC 4231 (%#)', (key, message, tag) => {
  expect(hex(nodeCrypto.hmacSha256(key, message))).toBe(tag);
  // Once more, with what was prepared for the key, and cut in two.
  expect(hex(nodeCrypto.hmacSha256(key, message.slice(0, 5), message.slice(5)))).toBe(tag);
});

test('HMAC of any key and parts is that of OpenSSL', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 5 }),
      (key, parts) => {
        const reference = createHmac('sha256', key).update(Buffer.concat(parts)).digest('hex');
        expect(hex(nodeCrypto.hmacSha256(key, ...parts))).toBe(reference);
      },
    ),
  );
});

test('a tag stays what it was when others are made', () => {
  const key = bytes('01'.repeat(32));
  const first = nodeCrypto.hmacSha256(key, text('first'));
  const before = hex(first);
  nodeCrypto.hmacSha256(key, text('second'));
  nodeCrypto.hmacSha256(bytes('02'.repeat(32)), text('third'));
  expect(hex(first)).toBe(before);
});

test('HKDF as in RFC 5869, test case 3 (no salt, no info)', () => {
  const derived = nodeCrypto.hkdfSha256(bytes('0b'.repeat(22)), new Uint8Array(0), 42);
  expect(hex(derived)).toBe(
    '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  );
});

test('HKDF tells infos apart', () => {
  const key = bytes('07'.repeat(32));
  const a = hex(nodeCrypto.hkdfSha256(key, text('ns'), 2));
  const b = hex(nodeCrypto.hkdfSha256(key, text('mac'), 32));
  expect(b.startsWith(a)).toBe(false);
});
