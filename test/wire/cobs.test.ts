import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CobsReader,
  encodeCobs,
  MAX_COBS_BYTES,
  MAX_COBS_FRAME_BYTES,
} from '../../src/wire/cobs.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const run = (from: number, to: number) =>
  Uint8Array.from({ length: to - from + 1 }, (_, i) => (from + i) & 0xff);
const joined = (parts: readonly Uint8Array[]) =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

/** Everything that the reader makes of the chunks. */
function read(...chunks: Uint8Array[]) {
  const reader = new CobsReader();
  const frames: string[] = [];
  const drops: [reason: string, bytes: number][] = [];
  for (const chunk of chunks) {
    reader.push(
      chunk,
      (frame) => frames.push(hex(frame)),
      (reason, count) => drops.push([reason, count]),
    );
  }
  return { frames, drops };
}

const frame = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 60 }),
  fc.uint8Array({ minLength: 1, maxLength: MAX_COBS_FRAME_BYTES }),
  // Few zeros, so that blocks become full.
  fc.array(fc.constantFrom(1, 2, 255), { minLength: 250, maxLength: 256 }).map((values) => {
    const long = Uint8Array.from(values);
    if (values[0] === 255) long[values.length >> 1] = 0;
    return long;
  }),
  fc.integer({ min: 1, max: 256 }).map((length) => new Uint8Array(length)),
);

describe('the examples of the paper and of its users', () => {
  test.each<[name: string, plain: string, stuffed: string]>([
    ['a zero', '00', '01 01'],
    ['two zeros', '00 00', '01 01 01'],
    ['a byte between zeros', '00 11 00', '01 02 11 01'],
    ['a zero inside', '11 22 00 33', '03 11 22 02 33'],
    ['no zero', '11 22 33 44', '05 11 22 33 44'],
    ['zeros at the end', '11 00 00 00', '02 11 01 01 01'],
    ['254 bytes fill a block', hex(run(1, 254)), `ff ${hex(run(1, 254))}`],
    ['a zero before a full block', `00${hex(run(1, 254))}`, `01 ff ${hex(run(1, 254))}`],
    ['a byte after a full block', hex(run(1, 255)), `ff ${hex(run(1, 254))} 02 ff`],
    ['a zero after a full block', `${hex(run(1, 254))}00`, `ff ${hex(run(1, 254))} 01 01`],
    ['a block that a zero ends', `${hex(run(2, 254))}00`, `fe ${hex(run(2, 254))} 01`],
  ])('%s', (_name, plain, stuffed) => {
    const encoded = encodeCobs(bytes(plain));
    expect(hex(encoded)).toBe(`00${stuffed.replaceAll(' ', '')}00`);
    expect(read(encoded)).toEqual({ frames: [plain.replaceAll(' ', '')], drops: [] });
  });

  test('a frame that no reader would take is refused', () => {
    expect(() => encodeCobs(new Uint8Array(0))).toThrow(RangeError);
    expect(() => encodeCobs(new Uint8Array(257))).toThrow(/257/);
  });
});

describe('decoding is strict', () => {
  test.each<[name: string, between: string]>([
    ['a code beyond the end', '05 11 22'],
    ['a full block cut short', `ff ${hex(run(1, 253))}`],
    ['an empty frame', '01'],
    ['an empty block after a full one', `ff ${hex(run(1, 254))} 01`],
  ])('%s', (_name, between) => {
    const { frames, drops } = read(bytes(`00 ${between} 00`));
    expect(frames).toEqual([]);
    expect(drops).toEqual([['malformed', bytes(between).length]]);
  });

  test('each frame has one encoding: what decodes, encodes to the same bytes', () => {
    const between = fc.oneof(
      fc.uint8Array({ min: 1, minLength: 1, maxLength: 12 }),
      fc.uint8Array({ min: 1, max: 4, minLength: 1, maxLength: 12 }),
      frame.map((plain) => encodeCobs(plain).slice(1, -1)),
    );
    fc.assert(
      fc.property(between, (stuffed) => {
        const { frames, drops } = read(Uint8Array.of(0, ...stuffed, 0));
        expect(frames.length + drops.length).toBe(1);
        if (frames.length === 1)
          expect(hex(encodeCobs(bytes(frames[0]!)))).toBe(`00${hex(stuffed)}00`);
      }),
    );
  });

  test('delimiters without anything between them are no frames and no drops', () => {
    expect(read(new Uint8Array(5000))).toEqual({ frames: [], drops: [] });
  });
});

describe('any frames', () => {
  test('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 6 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
        (frames, sizes) => {
          const stream = joined(frames.map(encodeCobs));
          const chunks: Uint8Array[] = [];
          for (let at = 0; at < stream.length; ) {
            const size = sizes.next().value;
            chunks.push(stream.subarray(at, at + size));
            at += size;
          }
          expect(read(...chunks)).toEqual({ frames: frames.map(hex), drops: [] });
        },
      ),
    );
  });

  test('are without zeros between their ends, and within the cap', () => {
    fc.assert(
      fc.property(frame, (plain) => {
        const encoded = encodeCobs(plain);
        expect(encoded.length).toBeLessThanOrEqual(MAX_COBS_BYTES);
        expect(encoded.length - plain.length).toBeLessThanOrEqual(plain.length > 254 ? 4 : 3);
        expect([encoded.indexOf(0), encoded.indexOf(0, 1)]).toEqual([0, encoded.length - 1]);
      }),
    );
  });
});

describe('damage costs what it hits, and nothing else', () => {
  /** One piece of the stream: a frame, possibly damaged, or noise between frames. */
  const flip = fc.record({ at: fc.nat(), value: fc.integer({ min: 1, max: 255 }) });
  const piece = fc.record({
    plain: frame,
    flips: fc.array(flip, { maxLength: 2 }),
    lost: fc.option(fc.record({ at: fc.nat(), count: fc.integer({ min: 1, max: 8 }) }), {
      freq: 3,
    }),
    /** Before it on the line; a zero in it is as good as a delimiter. */
    noise: fc.uint8Array({ maxLength: 20 }),
  });

  test('every frame whose own bytes arrive is heard, in order, whatever happens to the others', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (pieces) => {
        const whole: string[] = [];
        const stream = pieces.flatMap(({ plain, flips, lost, noise }) => {
          const sent = [...encodeCobs(plain)];
          for (const { at, value } of flips) sent[at % sent.length]! ^= value;
          if (lost !== null) sent.splice(lost.at % sent.length, lost.count);
          if (hex(Uint8Array.from(sent)) === hex(encodeCobs(plain))) whole.push(hex(plain));
          return [...noise, ...sent];
        });
        const { frames } = read(Uint8Array.from(stream));
        // Damage and noise may make frames too, for the tag to refuse; so it's a subsequence.
        let next = 0;
        for (const heard of frames) if (heard === whole[next]) next += 1;
        expect(next).toBe(whole.length);
      }),
      { numRuns: 300 },
    );
  });

  test('one byte that changes costs one frame of three', () => {
    const frames = ['aa0011', 'bb0022', 'cc0033'].map(bytes);
    const stream = joined(frames.map(encodeCobs));
    for (let at = 0; at < stream.length; at++) {
      const damaged = stream.slice();
      damaged[at]! ^= 0x40;
      const own = read(damaged).frames.filter((heard) => frames.map(hex).includes(heard));
      expect(own, `byte ${at}`).toHaveLength(2);
    }
  });
});

describe('noise', () => {
  test('without end takes no memory, and the next frame is heard', () => {
    const reader = new CobsReader();
    const heard: string[] = [];
    const drops: [string, number][] = [];
    const push = (chunk: Uint8Array) =>
      reader.push(
        chunk,
        (plain) => heard.push(hex(plain)),
        (reason, count) => drops.push([reason, count]),
      );
    const noise = new Uint8Array(64 * 1024).fill(0x55);
    for (let i = 0; i < 160; i++) push(noise);
    push(encodeCobs(bytes('0102')));
    expect(drops).toEqual([['oversized', 160 * 64 * 1024]]);
    expect(heard).toEqual(['0102']);
    // The reader keeps nothing that grows: its only buffer has the size of the longest frame.
    const buffers = Object.values(reader).filter((value) => value instanceof Uint8Array);
    expect(buffers.map(({ length }) => length)).toEqual([MAX_COBS_BYTES - 2]);
  });

  test('the longest frame fits, and one byte more does not', () => {
    const full = new Uint8Array(MAX_COBS_FRAME_BYTES).fill(7);
    expect(read(encodeCobs(full)).frames).toEqual([hex(full)]);
    const stuffed = new Uint8Array(MAX_COBS_BYTES - 1).fill(7);
    expect(read(Uint8Array.of(0, ...stuffed, 0)).drops).toEqual([['oversized', 259]]);
  });

  test('that fits, and is a byte longer than any frame when unstuffed, is no frame', () => {
    // Two blocks that are not full: there is a zero between them.
    const block = [129, ...new Uint8Array(128).fill(7)];
    const stuffed = Uint8Array.of(0, ...block, ...block, 0);
    expect(stuffed.length).toBe(MAX_COBS_BYTES);
    expect(read(stuffed)).toEqual({ frames: [], drops: [['oversized', 258]] });
  });

  test('a reset forgets half a frame', () => {
    const reader = new CobsReader();
    const heard: string[] = [];
    const push = (chunk: Uint8Array) =>
      reader.push(
        chunk,
        (f) => heard.push(hex(f)),
        () => {},
      );
    push(bytes('00 03 11'));
    reader.reset();
    push(bytes('02 22 00'));
    expect(heard).toEqual(['22']);
  });

  test('frames that were heard stay as they are while others come', () => {
    const reader = new CobsReader();
    const kept: Uint8Array[] = [];
    for (const value of [1, 2, 3])
      reader.push(
        encodeCobs(Uint8Array.of(value, 9)),
        (f) => kept.push(f),
        () => {},
      );
    expect(kept.map(hex)).toEqual(['0109', '0209', '0309']);
  });
});
