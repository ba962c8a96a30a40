/** A million frames that nobody sent in good faith: none may throw, hang or cost memory. */
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/protocol/message.ts';
import { nextUint32, type RandomState } from '../../src/protocol/random.ts';
import { decodeBody, encodeBody } from '../../src/wire/codec.ts';
import { BOUNDS, KINDS } from './arbitraries.ts';
import { codec } from './swarm.ts';

const ours = codec();
const fence = { epoch: 5, counter: 40 };
const queue = [{ robot: 3, life: 2, urgency: 1, overtaken: 2 }] as const;
const lastServed = new Array<number>(64).fill(0).map((_, robot) => robot * 2 ** 32 + robot);
const SEEDS: readonly Message[] = [
  { kind: 'token', pad: 0, to: 1, toBoot: 4, fence, released: null, lastServed, queue },
  { kind: 'hold', pad: 1, fence, asking: [1, 2, 3] },
  { kind: 'welcome', answers: [{ to: 1, nonce: 2, boot: 3, otherDisk: false }] },
  { kind: 'enter', pad: 0, fence, attempt: 2, released: { epoch: 5, counter: 38 } },
  {
    kind: 'vote',
    epoch: 5,
    candidate: 1,
    pads: [
      { fence, holder: 1, holds: true, queue },
      { fence, holder: null, holds: false, queue: [] },
    ],
  },
];
const FRAMES = SEEDS.map((message) => ours.seal({ source: 2, boot: 1, sequence: 9 }, message)!);
// A copy: cbor-x gives Buffers, whose slice() is a view.
const BODIES = SEEDS.map((message) => Uint8Array.from(encodeBody(message)));

function randomBytes(random: RandomState, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 1) bytes[at] = nextUint32(random) >>> 24;
  return bytes;
}

/** Some bytes changed, taken out or put in. */
function mutated(random: RandomState, bytes: Uint8Array): Uint8Array {
  let result = bytes.slice();
  const times = 1 + (nextUint32(random) % 3);
  for (let time = 0; time < times; time += 1) {
    const at = nextUint32(random) % (result.length + 1);
    const how = nextUint32(random) % 4;
    if (how === 0) result = result.slice(0, at);
    else if (how === 1)
      result = Uint8Array.of(
        ...result.subarray(0, at),
        nextUint32(random) >>> 24,
        ...result.subarray(at),
      );
    else if (at < result.length) result[at] = nextUint32(random) >>> 24;
  }
  return result;
}

function heapBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** Runs `once` so often, in ten parts, and returns by how much the heap grew after the first. */
function growthBytes(times: number, once: (round: number) => void): number {
  let after = 0;
  for (let part = 0; part < 10; part += 1) {
    for (let round = 0; round < times / 10; round += 1) once(round);
    if (part === 0) after = heapBytes();
  }
  return heapBytes() - after;
}

/** Without --expose-gc the heap holds garbage, too; a leak of 100 bytes a frame would still show. */
const GROWTH_BYTES = globalThis.gc ? 2e6 : 40e6;

describe('a hostile medium', () => {
  it('gets 500,000 random and mutated frames dropped', { timeout: 120_000 }, () => {
    const random = { word: 1 };
    const reasons = new Map<string, number>();
    let accepted = 0;
    const growth = growthBytes(500_000, (round) => {
      const frame =
        round % 4 === 0
          ? randomBytes(random, nextUint32(random) % 300)
          : mutated(random, FRAMES[round % FRAMES.length]!);
      const opened = ours.open(frame);
      if (typeof opened === 'string') reasons.set(opened, (reasons.get(opened) ?? 0) + 1);
      else if (!FRAMES.some((good) => Buffer.from(good).equals(frame))) accepted += 1;
    });
    expect(accepted).toBe(0);
    expect([...reasons.keys()]).toEqual(
      expect.arrayContaining(['short', 'oversized', 'version', 'foreign', 'forged']),
    );
    expect(growth).toBeLessThan(GROWTH_BYTES);
  });

  it('gets 500,000 bodies of somebody with the key decoded or not', { timeout: 120_000 }, () => {
    const random = { word: 2 };
    let messages = 0;
    let slowestMs = 0;
    const growth = growthBytes(500_000, (round) => {
      const kind = KINDS[round % KINDS.length]!;
      let body: Uint8Array;
      if (round % 3 === 0) {
        body = randomBytes(random, 1 + (nextUint32(random) % 60));
        body[0] = 0x80 | (body[0]! & 0x1f);
      } else body = mutated(random, BODIES[round % BODIES.length]!);
      const startMs = performance.now();
      if (decodeBody(kind, body, 0, BOUNDS)) messages += 1;
      slowestMs = Math.max(slowestMs, performance.now() - startMs);
    });
    expect(messages).toBeGreaterThan(0);
    expect(growth).toBeLessThan(GROWTH_BYTES);
    // Generous: a garbage collection or a busy machine may fall into it, a hang does not fit.
    expect(slowestMs).toBeLessThan(1000);
    expect(decodeBody('token', BODIES[0]!, 0, BOUNDS)).toEqual(SEEDS[0]);
  });

  it('cannot make the decoder of CBOR remember its records', () => {
    // d8 69: a record definition of cbor-x; d9 dff0 and following: records that it has numbered.
    const random = { word: 3 };
    const growth = growthBytes(50_000, (round) => {
      const body = Uint8Array.of(
        0x82,
        0xd9,
        0xdf,
        round & 0xff,
        0x83,
        0x81,
        0x63,
        ...randomBytes(random, 3),
        0x19,
        0xe0,
        round & 0xff,
        0x01,
        0x05,
      );
      expect(decodeBody('claim', body, 0, BOUNDS)).toBeNull();
    });
    expect(growth).toBeLessThan(GROWTH_BYTES);
  });
});
