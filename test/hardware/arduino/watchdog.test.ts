/** What happens when RoostFirmata itself gets stuck: the chip is reset, and all pins let go. */

import { describe, expect, it } from 'vitest';
import { Arduino } from '../../../sim/board/mcu/arduino.ts';
import { firmwareHex } from '../../../sim/board/mcu/firmware.ts';
import { flashOf } from '../../../sim/board/mcu/hex.ts';
import { hexOf } from './hex-of.ts';
import { Bench, LOW, say } from './stage.ts';

/** 250 ms by the data sheet: 32,768 cycles of 128 kHz. */
const BITE_MS = 256;

describe('a program that is stuck with its interrupts off', () => {
  it('lets go of the relay, says why it started, and wants to be armed anew', () => {
    const bench = new Bench();
    bench.tell(say.arm(8, LOW, 16_383), say.grant(1, 16_383), say.level(8, 1));
    expect(bench.arduino.level('D8')).toBe('high');
    const stuckMs = bench.nowMs;
    bench.arduino.hang();
    bench.pass(300);
    expect(bench.arduino.level('D8')).toBeNull();
    expect(bench.lastChangeMs('D8') - stuckMs).toBeLessThanOrEqual(BITE_MS);
    bench.pass(20);
    expect(bench.state()).toMatchObject({ armed: false, granted: false, resetCause: 8 });
    bench.pass(5000);
    // Once is enough.
    expect(bench.state()).toMatchObject({ resetCause: 8 });
    expect(bench.changes.filter(({ pin }) => pin === 'D8')).toHaveLength(3);
  });

  it('keeps the relay closed for ever with StandardFirmata, which is why there is RoostFirmata', () => {
    const arduino = new Arduino({ hex: firmwareHex('standard') });
    arduino.advance(2000);
    arduino.feed(Uint8Array.of(0xf4, 8, 1, 0x91, 1, 0));
    arduino.advance(2010);
    arduino.hang();
    arduino.advance(20_000);
    expect(arduino.level('D8')).toBe('high');
  });
});

it('is not fooled by a main loop that is stuck while interrupts go on', () => {
  const flash = flashOf(firmwareHex('roost'));
  const words = new Uint16Array(flash.buffer);
  const sleep = words.indexOf(0x9588);
  expect(words.indexOf(0x9588, sleep + 1)).toBe(-1);
  // It goes round on the spot where it would rest.
  words[sleep] = 0xcfff;
  const bench = new Bench(hexOf(flash));
  bench.pass(10 * BITE_MS);
  // Each start begins with the version of the protocol.
  const starts = bench.heard.filter((byte) => byte === 0xf9).length;
  expect(starts).toBeGreaterThan(8);
  expect(starts).toBeLessThan(13);
});

it('is not fooled by a main loop that goes on while the clock stands still', () => {
  // The guard would never run out.
  const flash = flashOf(firmwareHex('roost'));
  const words = new Uint16Array(flash.buffer);
  // out TCCR0B, r24: starts timer 0.
  const start = words.indexOf(0xbd85);
  expect(words.indexOf(0xbd85, start + 1)).toBe(-1);
  words[start] = 0;
  const bench = new Bench(hexOf(flash));
  bench.heard.length = 0;
  for (let ms = 0; ms < 10 * BITE_MS; ms += 5) {
    bench.arduino.feed(Uint8Array.of(0));
    bench.pass(5);
  }
  expect(bench.heard.filter((byte) => byte === 0xf9).length).toBeGreaterThan(7);
});

it('tells a power-on from the reset button', () => {
  const bench = new Bench();
  expect(bench.state().resetCause).toBe(1);
  bench.arduino.reset();
  bench.pass(20);
  expect(bench.state().resetCause).toBe(2);
});
