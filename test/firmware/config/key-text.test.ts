import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatKeyFile, type KeyFile, parseKeyFile } from '../../../firmware/config/key-text.ts';
import { nodeCrypto } from '../../../firmware/crypto.ts';
import { MAX_KEYS } from '../../../src/wire/keyring.ts';

const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/);
const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
const members = fc
  .uniqueArray(fc.nat({ max: 75 }), { maxLength: 20 })
  .map((list) => list.sort((a, b) => a - b));
const keys = fc
  .uniqueArray(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: MAX_KEYS })
  .map((ids) => ids.sort((a, b) => a - b))
  .chain((ids) =>
    fc.tuple(
      ...ids.map((id) =>
        fc.record({
          id: fc.constant(id),
          key: secret,
          revoked: members,
          overlapMs: fc.nat({ max: 0xffffffff }),
        }),
      ),
    ),
  );
const files: fc.Arbitrary<KeyFile> = fc.record({
  swarm: name,
  zone: name,
  member: fc.option(name, { nil: null }),
  kek: fc.option(secret, { nil: null }),
  ring: fc
    .tuple(fc.uint8Array({ minLength: 2, maxLength: 2 }), keys)
    .chain(([namespace, list]) =>
      fc
        .constantFrom(...list.map(({ id }) => id))
        .map((sendingId) => ({ namespace, keys: list, sendingId })),
    ),
  readmitted: fc
    .array(
      fc.tuple(
        name,
        fc.record({ times: fc.nat({ max: 999 }), afterKey: fc.integer({ min: 1, max: 255 }) }),
      ),
      { maxLength: 3 },
    )
    .map((entries) => new Map(entries)),
});

const EXAMPLE: KeyFile = {
  swarm: 'orchard',
  zone: 'main',
  member: 'r3',
  kek: new Uint8Array(32).fill(1),
  ring: {
    namespace: Uint8Array.of(0x5f, 0x0a),
    keys: [
      { id: 1, key: new Uint8Array(32).fill(2), revoked: [], overlapMs: 0 },
      { id: 2, key: new Uint8Array(32).fill(3), revoked: [4, 5], overlapMs: 3000 },
    ],
    sendingId: 2,
  },
  readmitted: new Map(),
};
const LINE = formatKeyFile(EXAMPLE);

/** A line with a checksum that fits, whatever it says. */
function signed(covered: string): string {
  const sum = nodeCrypto.hmacSha256(Buffer.from('roost-key-1'), Buffer.from(covered));
  return `${covered} sum=${Buffer.from(sum.subarray(0, 8)).toString('base64url')}`;
}

describe('a key file', () => {
  test('is one line that a person can make out', () => {
    expect(LINE).toBe(
      'roost-key-1 swarm=orchard zone=main member=r3 namespace=5f0a ' +
        'kek=AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE sending=2 ' +
        'key=1,AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI,0, ' +
        'key=2,AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM,3000,4.5 sum=zGUfCtIO44w',
    );
  });

  test('brings all that was put in, whatever it is', () => {
    fc.assert(
      fc.property(files, (file) => {
        const line = formatKeyFile(file);
        expect(line).not.toContain('\n');
        expect(parseKeyFile(` ${line}\r\n`)).toEqual(file);
      }),
    );
  });

  test('is nothing with any one character changed, left out or doubled', () => {
    for (let at = 0; at < LINE.length; at += 1) {
      const other = LINE[at] === 'x' ? 'y' : 'x';
      for (const middle of [other, '', LINE[at]! + LINE[at]!]) {
        const damaged = LINE.slice(0, at) + middle + LINE.slice(at + 1);
        expect(typeof parseKeyFile(damaged), damaged).toBe('string');
      }
    }
  });

  test('is nothing when it is cut short', () => {
    for (let length = 0; length < LINE.length; length += 1)
      expect(typeof parseKeyFile(LINE.slice(0, length))).toBe('string');
    expect(parseKeyFile(LINE.slice(0, 100))).toBe('it is cut short');
    expect(parseKeyFile(LINE.slice(0, -1))).toBe('its checksum does not fit');
    expect(parseKeyFile(LINE.replace('roost-key-1', 'roost-key-2'))).toBe(
      'it is of a later version of Roost',
    );
  });

  const covered = LINE.slice(0, LINE.lastIndexOf(' sum='));
  test('with a checksum that fits is still looked at', () => {
    expect(parseKeyFile(signed(covered))).toEqual(EXAMPLE);
  });

  test.each<[string, string, string]>([
    ['no swarm', ' swarm=orchard', ''],
    ['a swarm that is no name', 'swarm=orchard', 'swarm=or/chard'],
    ['a member that is no name', 'member=r3', 'member=../r3'],
    ['two members', 'member=r3', 'member=r3 member=r4'],
    ['no namespace', ' namespace=5f0a', ''],
    ['a long namespace', '5f0a', '5f0a5f'],
    ['a short key-encryption key', 'kek=AQ', 'kek='],
    ['no key that is sent under', 'sending=2', 'sending=3'],
    ['sending what is no number', 'sending=2', 'sending=two'],
    ['key id 0', 'key=1,', 'key=0,'],
    ['key id 256', 'key=2,', 'key=256,'],
    ['keys out of order', 'key=1,', 'key=3,'],
    ['a short key', 'key=1,Ag', 'key=1,'],
    ['an overlap beyond 32 bits', ',3000,', ',4294967296,'],
    ['a revoked member twice', '4.5', '4.4'],
    ['a revoked member that nobody can be', '4.5', '4.255'],
    ['a readmission that is none', 'member=r3', 'member=r3 readmitted=r3'],
  ])('with %s makes no sense', (_, from, to) => {
    expect(covered).toContain(from);
    expect(parseKeyFile(signed(covered.replace(from, to)))).toBe(
      'its checksum fits, but what it says makes no sense',
    );
  });

  test('with too many keys makes no sense', () => {
    const more = [3, 4, 5].map((id) => ` key=${id},${'A'.repeat(43)},0,`).join('');
    expect(typeof parseKeyFile(signed(covered + more))).toBe('string');
  });

  test('of any characters at all is a key file or a reason', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        expect(typeof parseKeyFile(text)).toBe('string');
        expect(typeof parseKeyFile(signed(`roost-key-1 ${text}`))).toBe('string');
      }),
    );
  });
});
