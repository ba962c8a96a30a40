import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Frames } from '../../../hardware/link/frames.ts';

const cut = (chunks: readonly (readonly number[])[]) => {
  const messages: number[][] = [];
  const frames = new Frames((message) => messages.push([...message]));
  for (const chunk of chunks) frames.take(Uint8Array.from(chunk));
  return { messages, garbage: frames.garbageBytes };
};

const VERSION = [0xf9, 2, 6];
const FIRMWARE = [0xf0, 0x79, 1, 0, 0x52, 0, 0xf7];
const LEVELS = [0x91, 0x02, 0];
const ANALOG = [0xe0, 0x7f, 0x07];
const STATE = [0xf0, 0x0b, 3, 1, 0, 0, 0, 0, 0, 1, 1, 0x50, 0x0f, 0xf7];
const ALL = [VERSION, FIRMWARE, LEVELS, ANALOG, STATE];

test('whole messages come out as they were, wherever the bytes are split', () => {
  const bytes = ALL.flat();
  for (let at = 0; at <= bytes.length; at++)
    expect(cut([bytes.slice(0, at), bytes.slice(at)])).toEqual({ messages: ALL, garbage: 0 });
  expect(cut(bytes.map((byte) => [byte]))).toEqual({ messages: ALL, garbage: 0 });
});

describe('garbage is dropped and counted', () => {
  test.each<[what: string, bytes: number[], messages: number[][], garbage: number]>([
    ['data without a command', [0x12, 0x34, ...VERSION], [VERSION], 2],
    ['a command that no board says', [0xc0, 0x01, 0xff, ...VERSION], [VERSION], 3],
    ['a message cut short by another', [0x91, 0x02, ...VERSION], [VERSION], 2],
    ['a sysex cut short by a sysex', [0xf0, 0x79, 1, ...FIRMWARE], [FIRMWARE], 3],
    ['a sysex cut short by a level', [0xf0, 0x79, 1, ...LEVELS], [LEVELS], 3],
    ['a firmware report without a version', [0xf0, 0x79, 0xf7, ...VERSION], [VERSION], 3],
    ['an answer of the bus without an address', [0xf0, 0x77, 1, 0, 0xf7, ...LEVELS], [LEVELS], 5],
    ['an end without a beginning', [0xf7, ...LEVELS], [LEVELS], 1],
  ])('%s', (_what, bytes, messages, garbage) => {
    expect(cut([bytes])).toEqual({ messages, garbage });
  });

  test('a sysex that is none of ours is left out, and no garbage', () => {
    expect(cut([[0xf0, 0x73, 99, 1, 0, 0xf7, ...VERSION]])).toEqual({
      messages: [VERSION],
      garbage: 0,
    });
  });

  test('a sysex without an end takes no memory for ever', () => {
    const { messages, garbage } = cut([[0xf0, 0x6c, ...Array(10_000).fill(1)], VERSION]);
    expect(messages).toEqual([VERSION]);
    expect(garbage).toBe(10_002);
  });
});

test('whatever comes, what is passed on has the form of a message', () => {
  const byte = fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(0xf0, 0xf7, 0xf9, 0x79, 0x77, 0x0b, 0x91, 0xe0),
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 400 }), (bytes) => {
      const { messages, garbage } = cut([bytes]);
      for (const message of messages) {
        const [first, ...rest] = message as [number, ...number[]];
        const isSysex = first === 0xf0;
        expect(isSysex ? message.at(-1) : message.length).toBe(isSysex ? 0xf7 : 3);
        expect((isSysex ? rest.slice(0, -1) : rest).every((data) => data < 0x80)).toBe(true);
      }
      expect(messages.flat().length + garbage).toBeLessThanOrEqual(bytes.length);
    }),
    { numRuns: 500 },
  );
});

test('after garbage of any kind the message after the next is heard', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (garbage) => {
      const { messages } = cut([[...garbage], VERSION, LEVELS]);
      expect(messages.at(-1)).toEqual(LEVELS);
    }),
    { numRuns: 500 },
  );
});
