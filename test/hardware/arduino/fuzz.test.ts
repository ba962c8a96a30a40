/**
 * Garbage on the line: noise, messages that are cut off, messages that make no sense. Whatever comes, a guarded relay
 * stays open unless it is granted, and the firmware goes on answering without having been reset.
 */

import { describe, expect, it } from 'vitest';
import { nextUint32 } from '../../../src/protocol/random.ts';
import { Bench, HIGH, LOW, say } from './stage.ts';

const SEEDS = 100;
const BYTES = 500;

type Next = () => number;

/** Anything. */
function noise(next: Next): number[] {
  return Array.from({ length: BYTES }, () => next() & 0xff);
}

/** Noise in which commands and pins that matter are frequent. */
function likelyNoise(next: Next): number[] {
  const likely = [0xf0, 0xf7, 0x0b, 0xf4, 0xf5, 0x91, 8, 1, 0xff, 0x76, 0x78, 0xd1, 0xc0, 0x7a, 0];
  return Array.from({ length: BYTES }, () =>
    next() % 3 === 0 ? next() & 0xff : likely[next() % likely.length]!,
  );
}

/** Messages of all kinds, half of them cut off or with a byte changed. */
function damaged(next: Next): number[] {
  const any = () => next() & 0x7f;
  const kinds = [
    () => say.mode(any() % 24, any() % 14),
    () => say.level(8, HIGH),
    () => say.port(1, 0x7f),
    () => say.duty(any() % 16, 255),
    () => say.arm(any() % 24, any() % 3, any()),
    () => say.grant(any(), 0),
    () => say.query(),
    () => say.reset(),
    () => [0xc0 | (any() & 0x0f), any() & 1],
    () => [0xd0 | (any() & 0x0f), any() & 1],
    () => [0xf0, 0x7a, any() & 3, 0, 0xf7],
    () => [0xf0, 0x78, any(), any(), 0xf7],
    () => [0xf0, 0x76, any(), any(), any(), any(), any() & 63, 0, 0xf7],
    () => [0xf0, 0x6f, 8, 0x7f, 1, any(), 0xf7],
    () => [0xf0, ...Array.from({ length: next() % 200 }, any), 0xf7],
    () => [0xf0, [0x6b, 0x69, 0x6d, 0x79][next() & 3]!, 8, 0xf7],
  ];
  const bytes: number[] = [];
  while (bytes.length < BYTES) {
    const message = kinds[next() % kinds.length]!();
    const what = next() & 3;
    if (what === 0) message.splice(next() % message.length);
    if (what === 1) message[next() % message.length] = next() & 0xff;
    bytes.push(...message);
  }
  return bytes;
}

/** Whether a complete message in there grants time. */
function grantsTime(bytes: readonly number[]): boolean {
  return bytes.some(
    (byte, at) =>
      byte === 0xf0 &&
      bytes[at + 1] === 0x0b &&
      bytes[at + 2] === 2 &&
      bytes[at + 6] === 0xf7 &&
      bytes.slice(at + 3, at + 6).every((data) => data < 0x80) &&
      (bytes[at + 4] !== 0 || bytes[at + 5] !== 0),
  );
}

describe.each([
  ['noise', noise],
  ['likely noise', likelyNoise],
  ['damaged messages', damaged],
] as const)('%s', (_name, make) => {
  it('closes no relay, and hangs nothing', () => {
    let tried = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const chance = { word: seed };
      const next = () => nextUint32(chance);
      const bytes = make(next);
      if (grantsTime(bytes)) continue;
      tried += 1;
      const bench = new Bench();
      const problem = (what: string) => `seed ${seed}: ${what}`;
      bench.tell(say.arm(8, LOW, 2000));
      bench.arduino.feed(Uint8Array.from(bytes));
      bench.pass(bytes.length * 0.175 + 20);
      const levels = bench.changes.filter(({ pin }) => pin === 'D8').map(({ level }) => level);
      expect(levels, problem('the relay')).toEqual(['low']);
      // Whatever the line was left in, the next command is understood; buffers run empty first.
      bench.tell(say.reset());
      bench.pass(300);
      const state = bench.state();
      expect(state, problem('the state')).toMatchObject({
        armed: true,
        granted: false,
        resetCause: 1,
        trips: 0,
      });
      bench.tell(say.arm(8, LOW, 2000), say.grant(1, 50), say.level(8, HIGH));
      expect(bench.arduino.level('D8'), problem('after a grant')).toBe('high');
      bench.pass(60);
      expect(bench.arduino.level('D8'), problem('after its end')).toBe('low');
    }
    expect(tried).toBeGreaterThan(SEEDS * 0.8);
  }, 120_000);
});

it('finds its way back after a flood of every length', () => {
  for (let length = 0; length < 260; length += 7) {
    const bench = new Bench();
    bench.tell(say.arm(8, LOW, 2000));
    bench.arduino.feed(Uint8Array.of(0xf0, 0x0b, 2, ...new Array<number>(length).fill(1)));
    bench.pass((length + 3) * 0.175 + 5);
    // Its end would make a grant of it, if the start were still kept.
    bench.tell([0x7f, 0xf7], say.level(8, HIGH));
    expect(bench.arduino.level('D8')).toBe('low');
    expect(bench.state()).toMatchObject({ granted: false, resetCause: 1 });
  }
});

it('makes no message of the tail of one that is too long', () => {
  for (let length = 60; length < 90; length += 1) {
    const bench = new Bench();
    bench.tell(say.arm(8, LOW, 2000));
    const [, ...grant] = say.grant(1, 1000);
    bench.tell([0xf0, ...new Array<number>(length).fill(1), ...grant], say.level(8, HIGH));
    expect(bench.arduino.level('D8'), `${length} bytes before it`).toBe('low');
  }
});

it('makes no message of two halves with a hole between', () => {
  const bench = new Bench();
  bench.tell(say.arm(8, LOW, 2000), [0xf0, 0x78, 0x7f, 0x7f, 0xf7]);
  // Readings from a bus that is stuck, with the longest delay: 40 ms in which nothing is taken from the buffer.
  bench.arduino.drive('A4', 'low');
  const reading = [0xf0, 0x76, 0x40, 0x08, 2, 0, 2, 0, 0xf7];
  const [first, second] = [say.grant(1, 1000).slice(0, 5), say.grant(1, 1000).slice(5)];
  // The first half of a grant is the last that finds room; of what is lost there is no sign in the bytes.
  const inBuffer = [...new Array<number>(127 - first.length).fill(0), ...first];
  const lost = new Array<number>(60).fill(0);
  bench.arduino.feed(Uint8Array.from([...reading, ...reading, ...inBuffer, ...lost]));
  bench.pass(100);
  bench.tell(second, say.level(8, HIGH));
  expect(bench.arduino.level('D8')).toBe('low');
  expect(bench.state()).toMatchObject({ granted: false, resetCause: 1 });
});
