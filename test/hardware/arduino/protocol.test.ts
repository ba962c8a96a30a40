/** Firmata as RoostFirmata speaks it, in the raw bytes of the protocol: what firmata-io does not use is here too. */

import { describe, expect, it } from 'vitest';
import { Bench, say } from './stage.ts';

/** What it says to a message, as hexadecimal. */
function answer(bench: Bench, ...message: readonly number[]): string {
  bench.heard.length = 0;
  bench.tell(message);
  bench.pass(60);
  return Buffer.from(bench.heard).toString('hex');
}

describe('questions', () => {
  it('for the version and the firmware', () => {
    const bench = new Bench();
    expect(answer(bench, 0xf9)).toBe('f90206');
    const name = Buffer.from('RoostFirmata', 'utf16le').toString('hex');
    expect(answer(bench, 0xf0, 0x79, 0xf7)).toBe(`f0790100${name}f7`);
  });

  it('for what the pins can do', () => {
    const plain = '00010b010101';
    const pulse = `${plain}0308`;
    const analog = `${plain}020a`;
    const pins = [
      ...['', '', plain, pulse, plain, pulse, pulse, plain],
      ...[plain, pulse, pulse, pulse, plain, plain],
      ...[analog, analog, analog, analog, `${analog}0601`, `${analog}0601`],
    ];
    const bench = new Bench();
    expect(answer(bench, 0xf0, 0x6b, 0xf7)).toBe(`f06c${pins.map((pin) => `${pin}7f`).join('')}f7`);
    expect(answer(bench, 0xf0, 0x69, 0xf7)).toBe(`f06a${'7f'.repeat(14)}000102030405f7`);
  });

  it('for the state of a pin', () => {
    const bench = new Bench();
    const state = (pin: number) => answer(bench, 0xf0, 0x6d, pin, 0xf7);
    expect(state(2)).toBe('f06e020000f7');
    expect(state(14)).toBe('f06e0e0200f7');
    expect(state(0)).toBe('f06e007f00f7');
    bench.tell(
      say.mode(2, 11),
      say.mode(5, 3),
      say.duty(5, 200),
      say.mode(13, 1),
      say.level(13, 1),
    );
    expect(state(2)).toBe('f06e020b01f7');
    expect(state(5)).toBe('f06e05034801f7');
    expect(state(13)).toBe('f06e0d0101f7');
    expect(state(20)).toBe('');
  });
});

describe('pins', () => {
  it('are all inputs after the start', () => {
    const bench = new Bench();
    bench.pass(1000);
    expect(bench.changes).toEqual([]);
  });

  it('are inputs again after a system reset', () => {
    const bench = new Bench();
    bench.tell(say.mode(13, 1), say.level(13, 1), [0xc0, 1], [0xd0, 1]);
    expect(bench.arduino.level('D13')).toBe('high');
    bench.tell(say.reset());
    expect(bench.arduino.level('D13')).toBeNull();
    expect(answer(bench)).toBe('');
  });

  it('do not take what they cannot do', () => {
    const bench = new Bench();
    bench.tell(say.mode(13, 3), say.duty(13, 100), say.mode(2, 2), say.mode(1, 1), say.mode(4, 6));
    bench.tell(say.level(13, 1), say.level(19, 1), say.level(100, 1), say.mode(100, 1));
    expect(bench.changes).toEqual([]);
  });

  it('give more than 14 bits of duty as the most', () => {
    const bench = new Bench();
    bench.tell(say.mode(5, 3), [0xf0, 0x6f, 5, 100, 0, 0xf7]);
    expect(bench.arduino.duty('D5')).toBeCloseTo(100 / 256, 1);
    bench.tell([0xf0, 0x6f, 5, 1, 0, 1, 0xf7]);
    expect(bench.arduino.duty('D5')).toBe(1);
  });

  it('get a pull-up by a 1 to an input, and keep it when neighbours are written', () => {
    const bench = new Bench();
    bench.tell(say.mode(3, 1), say.port(0, 0b0100), say.port(0, 0b1000));
    // Pin 2 is pulled up, pin 3 an output, which counts as low.
    expect(answer(bench, 0xd0, 1)).toBe('900400');
    bench.arduino.drive('D2', 'low');
    expect(answer(bench)).toBe('900000');
  });
});

describe('reports', () => {
  it('tell digital levels at once, and then each change within 2 ms', () => {
    const bench = new Bench();
    bench.tell(say.mode(2, 11), say.mode(9, 11));
    expect(answer(bench, 0xd0, 1, 0xd1, 1)).toBe('900400910200');
    const times: number[] = [];
    const { onBytes } = bench.arduino;
    bench.arduino.onBytes = (bytes) => {
      times.push(bench.nowMs);
      onBytes(bytes);
    };
    bench.heard.length = 0;
    const changedMs = bench.nowMs;
    bench.arduino.drive('D9', 'low');
    bench.pass(10);
    expect(Buffer.from(bench.heard).toString('hex')).toBe('910000');
    expect(times.at(-1)! - changedMs).toBeLessThan(2);
    bench.tell([0xd1, 0]);
    bench.arduino.drive('D9', 'high');
    expect(answer(bench)).toBe('');
  });

  it('tell analog values at their interval', () => {
    const bench = new Bench();
    bench.arduino.setVolts('A2', 2.5);
    const count = (ms: number) => {
      bench.heard.length = 0;
      bench.pass(ms);
      return bench.heard.filter((byte) => byte === 0xe2).length;
    };
    bench.tell([0xc2, 1]);
    expect(count(1900)).toBeGreaterThanOrEqual(99);
    bench.tell([0xf0, 0x7a, 100, 0, 0xf7]);
    expect(Math.abs(count(2000) - 20)).toBeLessThanOrEqual(1);
    bench.tell([0xf0, 0x7a, 0x68, 7, 0xf7]);
    expect(count(10_000)).toBe(10);
    bench.tell([0xf0, 0x7a, 10, 0, 0xf7]);
    expect(Math.abs(count(5000) - 500)).toBeLessThanOrEqual(1);
    // A pin that became an output is none to read from.
    bench.tell([0xf0, 0x7a, 10, 0, 0xf7], say.mode(16, 1));
    expect(count(1000)).toBe(0);
  });
});
