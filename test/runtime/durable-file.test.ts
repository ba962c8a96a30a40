import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../firmware/crypto.ts';
import type { Durable } from '../../src/protocol/durable.ts';
import { decodeDurable, encodeDurable } from '../../src/runtime/durable-file.ts';

const uint = fc.nat({ max: 0xffffffff });
const fence = fc.record({ epoch: uint, counter: uint });
const index = fc.nat({ max: 63 }).map(String);
const durables: fc.Arbitrary<Durable> = fc.record({
  boot: fc.nat({ max: 0xffff }),
  disk: uint,
  standing: fc.constantFrom('joining', 'member', 'outsider'),
  epoch: uint,
  votedFor: fc.option(fc.nat({ max: 63 }), { nil: null }),
  acceptors: fc.dictionary(index, fc.record({ ceiling: fence, leaseMs: uint, floorEpoch: uint }), {
    noNullPrototype: true,
  }),
  peers: fc.dictionary(
    index,
    fc.record({
      boot: fc.nat({ max: 0xffff }),
      disk: uint,
      bootDisk: uint,
      otherBoot: fc.nat({ max: 0xffff }),
    }),
    {
      noNullPrototype: true,
    },
  ),
});

const EXAMPLE: Durable = {
  boot: 12,
  disk: 4_000_000_000,
  standing: 'member',
  epoch: 7,
  votedFor: 2,
  acceptors: { 0: { ceiling: { epoch: 7, counter: 64 }, leaseMs: 2000, floorEpoch: 0 } },
  peers: { 1: { boot: 3, disk: 99, bootDisk: 99, otherBoot: 0 } },
};
const FILE = encodeDurable(nodeCrypto, EXAMPLE);

describe('a state file', () => {
  it('brings back what was saved', () => {
    fc.assert(
      fc.property(durables, (durable) => {
        const loaded = decodeDurable(nodeCrypto, encodeDurable(nodeCrypto, durable));
        expect(loaded).toEqual({ state: 'intact', durable });
      }),
    );
  });

  it('can be read by a person', () => {
    const lines = Buffer.from(FILE).toString().split('\n');
    expect(lines[0]).toMatch(/^roost-state 1 [0-9a-f]{64}$/);
    expect(JSON.parse(lines[1]!)).toEqual(EXAMPLE);
    expect(lines.slice(2)).toEqual(['']);
  });

  it('is damaged by a change of any one byte, to anything', () => {
    for (let at = 0; at < FILE.length; at += 1)
      for (const value of [0, 0x0a, 0x20, 0x30, 0xff, FILE[at]! ^ 1, FILE[at]! ^ 0x80]) {
        if (value === FILE[at]) continue;
        const bytes = Uint8Array.from(FILE);
        bytes[at] = value;
        expect(decodeDurable(nodeCrypto, bytes), `byte ${at}`).toMatchObject({ state: 'damaged' });
      }
  });

  it('is damaged when it is cut at any byte', () => {
    for (let length = 0; length < FILE.length; length += 1)
      expect(decodeDurable(nodeCrypto, FILE.subarray(0, length))).toMatchObject({
        state: 'damaged',
      });
  });

  it('is damaged when there is more after it', () => {
    for (const more of ['x', ' ', '{}', '\n', '\nx'])
      expect(decodeDurable(nodeCrypto, Buffer.concat([FILE, Buffer.from(more)]))).toMatchObject({
        state: 'damaged',
      });
  });

  it('says what is wrong with it', () => {
    const reasonOf = (text: string) => {
      const loaded = decodeDurable(nodeCrypto, Buffer.from(text));
      return loaded.state === 'damaged' ? loaded.reason : null;
    };
    expect(reasonOf('')).toBe('it does not begin as a state file');
    expect(reasonOf('roost-state 2 abc\n{}\n')).toBe('it is of another version of the format');
    expect(reasonOf('roost-state 1 abc\n{}')).toBe('it is cut short');
    expect(reasonOf('roost-state 1 abc\n{}\n')).toBe('its checksum does not fit');
  });

  it('never throws, whatever it holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 200 }), (bytes, keep) => {
        const mixed = Buffer.concat([FILE.subarray(0, keep), bytes]);
        const loaded = decodeDurable(nodeCrypto, mixed);
        if (loaded.state === 'intact') expect(loaded.durable).toEqual(EXAMPLE);
      }),
      { numRuns: 2000 },
    );
  });
});
