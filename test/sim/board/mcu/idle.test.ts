/** Skipping what an idle program repeats changes nothing: the same bytes and levels, at the same cycle. */

import { describe, expect, it } from 'vitest';
import { Arduino } from '../../../../sim/board/mcu/arduino.ts';
import { FIRMWARES, type FirmwareName, firmwareHex } from '../../../../sim/board/mcu/firmware.ts';
import { FLASH_BYTES } from '../../../../sim/board/mcu/hex.ts';
import { hexOf } from '../../../hardware/arduino/hex-of.ts';

type Act = (arduino: Arduino) => void;

/** What happens to a board, at milliseconds after its firmware has started: a bit of everything. */
const SCRIPT: readonly (readonly [number, Act])[] = [
  // LED on; then a pull-up and reports of its port.
  [3, (board) => board.feed(Uint8Array.of(0xf4, 13, 1, 0x91, 0x20, 0))],
  [11.3, (board) => board.feed(Uint8Array.of(0xf4, 2, 0, 0x90, 4, 0, 0xd0, 1))],
  [20.07, (board) => board.drive('D2', 'low')],
  [23, (board) => board.drive('D2', null)],
  // Analog values of two channels, at another interval.
  [31, (board) => board.feed(Uint8Array.of(0xc0, 1, 0xc3, 1, 0xf0, 0x7a, 7, 0, 0xf7))],
  [44.4, (board) => board.setVolts('A0', 3.3)],
  [52, (board) => board.setVolts('A3', 1.1)],
  // PWM at each of the timers.
  [60, (board) => board.feed(Uint8Array.of(0xf4, 5, 3, 0xe5, 40, 0, 0xf4, 9, 3, 0xe9, 100, 1))],
  [64, (board) => board.feed(Uint8Array.of(0xf4, 3, 3, 0xe3, 127, 1, 0xe5, 0, 0))],
  // An INA219 that is there, and one that isn't.
  [70, (board) => board.feed(Uint8Array.of(0xf0, 0x78, 0, 0, 0xf7))],
  [71, (board) => board.feed(Uint8Array.of(0xf0, 0x76, 0x40, 8, 2, 0, 2, 0, 0xf7))],
  [83, (board) => board.feed(Uint8Array.of(0xf0, 0x76, 0x41, 8, 2, 0, 2, 0, 0xf7))],
  // Roost's dead-man: armed, granted, used, run out. StandardFirmata does nothing of the kind.
  [90, (board) => board.feed(Uint8Array.of(0xf0, 0x0b, 1, 8, 0, 100, 0, 0xf7))],
  [93, (board) => board.feed(Uint8Array.of(0xf0, 0x0b, 2, 1, 20, 0, 0xf7, 0xf5, 8, 1))],
  // More bytes at once than a buffer holds, some of them rubbish.
  [130, (board) => board.feed(Uint8Array.from({ length: 300 }, (_, i) => (i * 37) & 0xff))],
  [200, (board) => board.feed(Uint8Array.of(0xf7, 0xf0, 0x6b, 0xf7, 0xf0, 0x69, 0xf7))],
  [300, (board) => board.reset()],
];

/** Everything that is seen from outside, with its time. */
function record(firmware: FirmwareName, skipIdle: boolean, stepMs: number): string[] {
  const seen: string[] = [];
  const board = new Arduino({ hex: firmwareHex(firmware), skipIdle });
  board.onBytes = (bytes) => seen.push(`${board.nowMs} ${Buffer.from(bytes).toString('hex')}`);
  board.onPin = (pin, level, atMs) => seen.push(`${atMs} ${pin} ${level}`);
  board.onDuty = (pin, duty, atMs) => seen.push(`${atMs} ${pin} ${duty}`);
  board.attach(0x40, { write: () => {}, read: () => Uint8Array.of(0x1f, 0x40) });
  // StandardFirmata blinks its version first.
  const startMs = firmware === 'standard' ? 1650 : 10;
  const goTo = (toMs: number) => {
    for (let ms = board.nowMs + stepMs; ms < toMs; ms += stepMs) board.advance(ms);
    board.advance(toMs);
  };
  for (const [atMs, act] of SCRIPT) {
    goTo(startMs + atMs);
    act(board);
  }
  goTo(startMs + 400);
  return seen;
}

describe.each(FIRMWARES)('%s', (firmware) => {
  it('does the same whether idle time is skipped or not', () => {
    const executed = record(firmware, false, 1000);
    expect(record(firmware, true, 1000)).toEqual(executed);
    expect(executed.length).toBeGreaterThan(300);
  }, 120_000);

  it('does the same in small steps as in great ones', () => {
    expect(record(firmware, true, 0.37)).toEqual(record(firmware, true, 1000));
  }, 120_000);
});

/** `rjmp` back over so many words; `sbi` and `cbi` of D13. */
const back = (words: number) => 0xc000 | ((-words - 1) & 0xfff);
const [SBI_DDR, SBI_PORT, CBI_PORT] = [0x9a25, 0x9a2d, 0x982d];

/** Levels of D13 with a program by hand, and when. */
function levelsOf(words: Record<number, readonly number[]>, skipIdle: boolean): string[] {
  const flash = new Uint16Array(FLASH_BYTES / 2);
  for (const [at, code] of Object.entries(words)) flash.set(code, Number(at));
  const board = new Arduino({ hex: hexOf(new Uint8Array(flash.buffer)), skipIdle });
  const seen: string[] = [];
  board.onPin = (pin, level, atMs) => seen.push(`${atMs} ${pin} ${level}`);
  for (let ms = 1; ms <= 20; ms += 1.7) {
    board.feed(Uint8Array.of(1));
    board.advance(ms);
  }
  return seen;
}

describe('a round is none', () => {
  it('when a pin has changed in it, though it has changed back', () => {
    const program = { 0: [SBI_DDR, SBI_PORT, CBI_PORT, back(2)] };
    const executed = levelsOf(program, false);
    expect(levelsOf(program, true)).toEqual(executed);
    expect(executed.length).toBeGreaterThan(50_000);
  });

  it('when an interrupt has come in it, though that leaves no trace in memory', () => {
    const program = {
      // main: D13 is an output; receiver on (UCSR0B, 0x10); timer 0 counts cycles (TCCR0B, 1; TIMSK0, 1); sei.
      0: [0xc040],
      65: [SBI_DDR, 0xe100, 0x9300, 0xc1, 0xe001, 0xbd05, 0x9300, 0x6e, 0x9478],
      // Waits for a byte (UCSR0A.7), takes it (UDR0), and blinks.
      74: [0x9100, 0xc0, 0xff07, back(3), 0x9100, 0xc6, SBI_PORT, CBI_PORT, back(8)],
      // The interrupt of timer 0: nop, reti.
      32: [0x0000, 0x9518],
    };
    const executed = levelsOf(program, false);
    expect(levelsOf(program, true)).toEqual(executed);
    expect(executed).toHaveLength(1 + 2 * 12);
  });
});

it.each([500, 0.5])(
  'skips most of the time of idle programs, in steps of %d ms',
  (stepMs) => {
    for (const firmware of FIRMWARES) {
      const board = new Arduino({ hex: firmwareHex(firmware) });
      board.advance(2000);
      const before = board.skippedMs;
      for (let ms = 2000 + stepMs; ms <= 2500; ms += stepMs) board.advance(ms);
      expect(board.skippedMs - before).toBeGreaterThan(0.75 * 500);
    }
  },
  60_000,
);
