/** What a UART makes of bytes at the wrong speed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAtSpeed } from '../../../sim/ether/line-speed.ts';
import { hex, unhex } from './stage.ts';

const BAUDS = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200];

test('at the same speed, or nearly, all is read as it was sent', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.constantFrom(0.98, 1, 1.02), (bytes, error) => {
      expect(readAtSpeed(bytes, 9600 * error, 9600)).toEqual(bytes);
    }),
  );
});

describe('drawn by hand', () => {
  test.each([
    // Sender at half the speed: each bit is read twice. Low: start and bit 0; high: the rest.
    ['FF', 9600, 19_200, 'FE'],
    // Nine low bits are 18 for the receiver: its second byte begins where its first should have stopped.
    ['00', 9600, 19_200, '00 80'],
    // Sender twice as fast: the start bit is over before its middle is looked at.
    ['FF', 19_200, 9600, ''],
    // Nine low bits are four and a half for the receiver: start, three zeros, then ones.
    ['00', 19_200, 9600, 'F8'],
    ['55', 9600, 19_200, '66 E6'],
  ])('%s sent at %d is read at %d as %s', (sent, from, to, read) => {
    expect(hex(readAtSpeed(unhex(sent), from, to))).toBe(read);
  });
});

test('a frame at any other usual speed is never understood', () => {
  const frame = fc.uint8Array({ minLength: 11, maxLength: 60 });
  const speed = fc.constantFrom(...BAUDS);
  fc.assert(
    fc.property(frame, speed, speed, (bytes, from, to) => {
      fc.pre(from !== to);
      const sent = Uint8Array.from([0, ...bytes, 0]);
      const read = Buffer.from(readAtSpeed(sent, from, to));
      expect(read.includes(Buffer.from(sent.slice(0, 12)))).toBe(false);
      // Not longer than the line was busy.
      expect(read.length).toBeLessThanOrEqual(Math.ceil((sent.length * to) / from) + 1);
    }),
  );
});

test('a line without a speed is a fault of the caller', () => {
  for (const [from, to] of [
    [0, 9600],
    [9600, 0],
    [Number.NaN, 9600],
  ] as const) {
    expect(() => readAtSpeed(unhex('55'), from, to)).toThrow('no speeds');
  }
});
