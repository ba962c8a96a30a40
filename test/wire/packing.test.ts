import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestNumber } from '../../src/protocol/request-number.ts';
import { hex, utf8 } from '../../src/wire/bytes.ts';
import { Malformed } from '../../src/wire/fields.ts';
import {
  packLastServed,
  packQueue,
  unpackLastServed,
  unpackQueue,
} from '../../src/wire/packing.ts';
import { lastServed, queue } from './arbitraries.ts';

describe('a packed queue', () => {
  it('comes back, two bytes an entry', () => {
    fc.assert(
      fc.property(queue(), (entries) => {
        const packed = packQueue(entries);
        expect(packed.length).toBe(2 * entries.length);
        expect(unpackQueue(packed, 64)).toEqual(entries);
      }),
    );
  });

  it('keeps its bound when an entry was overtaken more often than it can say', () => {
    const packed = packQueue([{ robot: 1, life: 2, urgency: 3, overtaken: 64 }]);
    expect(unpackQueue(packed, 2)).toEqual([{ robot: 1, life: 2, urgency: 3, overtaken: 63 }]);
  });

  it.each([
    ['half an entry', [1]],
    ['a robot beyond the roster', [3, 0]],
    ['a robot twice', [1, 0, 1, 64]],
    ['more entries than robots', [0, 0, 1, 0, 2, 0, 0, 0]],
  ])('is malformed with %s', (_, bytes) => {
    expect(() => unpackQueue(Uint8Array.from(bytes), 3)).toThrow(Malformed);
  });
});

describe('packed LN', () => {
  it('comes back, whatever boots and counts are', () => {
    fc.assert(
      fc.property(lastServed(16), (numbers) => {
        expect(unpackLastServed(packLastServed(numbers), 16)).toEqual(numbers);
      }),
      { numRuns: 500 },
    );
  });

  it('comes back at the extremes', () => {
    const top = requestNumber(0xffff, 0xffffffff);
    for (const numbers of [
      [top, top],
      [0, top],
      [requestNumber(1, 1), top],
      [0, 0],
    ])
      expect(unpackLastServed(packLastServed(numbers), 2)).toEqual(numbers);
  });

  it('takes a byte a robot while they ask about equally often', () => {
    const numbers = Array.from({ length: 64 }, (_, robot) => requestNumber(3, 900 + (robot % 64)));
    expect(packLastServed(numbers).length).toBe(64 + 3);
  });

  it('is malformed, or LN within its ranges, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
        let numbers: number[] = [];
        try {
          numbers = unpackLastServed(bytes, 3);
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
          return;
        }
        expect(numbers.length).toBe(3);
        for (const number of numbers) {
          expect(Number.isSafeInteger(number)).toBe(true);
          expect(number).toBeLessThanOrEqual(requestNumber(0xffff, 0xffffffff));
        }
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['nothing', []],
    ['more robots untold than there are', [1, 1, 0, 4]],
    ['more robots than there are', [1, 1, 1, 1, 1, 1]],
    ['a number that does not end', [1, 1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80]],
    ['a boot beyond its range', [0x80, 0x80, 4, 1, 0, 0, 0]],
    ['a count beyond its range', [1, 0xff, 0xff, 0xff, 0xff, 0x0f, 3, 0, 0]],
  ])('is malformed with %s', (_, bytes) => {
    expect(() => unpackLastServed(Uint8Array.from(bytes), 3)).toThrow(Malformed);
  });
});

describe('text', () => {
  it('becomes the bytes that the platform would make of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(utf8(value)).toEqual(new Uint8Array(Buffer.from(value, 'utf8')));
        expect(hex(utf8(value))).toBe(Buffer.from(value, 'utf8').toString('hex'));
      }),
    );
  });
});
