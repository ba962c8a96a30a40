import { describe, expect, test } from 'vitest';
import type { Level } from '../../../hardware/board/board.ts';
import {
  LED_BEATS,
  LED_OF_PHASE,
  type LedPattern,
  ledAt,
} from '../../../hardware/drivers/led-patterns.ts';
import { openStatusLed } from '../../../hardware/drivers/status-led.ts';
import { FakeIo } from '../fake-io.ts';
import { HandTime } from '../hand-time.ts';

/** What can be seen in so much time, a sign for each 50 ms. */
const seen = async (pattern: LedPattern, forMs: number, lit: Level = 'high') => {
  const time = new HandTime();
  const io = new FakeIo();
  const led = openStatusLed(
    { io },
    { pin: 'D13', lit },
    { clock: time, makeAlarm: time.makeAlarm },
  );
  led.show(pattern);
  let signs = '';
  for (let atMs = 0; atMs < forMs; atMs += 50) {
    signs += io.level(13) === lit ? '#' : '.';
    await time.pass(50);
  }
  led.close();
  expect(io.level(13)).not.toBe(lit);
  expect(time.pending).toBe(0);
  return signs;
};

describe('patterns', () => {
  test.each<[LedPattern, string]>([
    ['dark', '.'.repeat(40)],
    ['solid', '#'.repeat(40)],
    ['slow', `##${'.'.repeat(38)}##`],
    ['double', `##....##${'.'.repeat(32)}##`],
    ['fast', '###..###..###..'],
    // SOS: three short, three long, three short.
    ['fault', `###...###...###...${'#########...'.repeat(3)}###...###...###${'.'.repeat(24)}###`],
  ])('%s', async (pattern, signs) => {
    const shown = await seen(pattern, signs.length * 50);
    if (pattern !== 'fast') expect(shown).toBe(signs);
    else expect(shown.match(/#+/g)!.length).toBeGreaterThanOrEqual(3);
  });

  test('an LED that is lit by a low level', async () => {
    expect(await seen('double', 500, 'low')).toBe('##....##..');
  });

  test('each repeats for ever', () => {
    for (const pattern of Object.keys(LED_BEATS) as LedPattern[]) {
      const cycleMs = (LED_BEATS[pattern] ?? [0]).reduce((sum, ms) => sum + ms, 0);
      for (let sinceMs = 0; sinceMs < cycleMs; sinceMs += 7) {
        const now = ledAt(pattern, sinceMs);
        expect(ledAt(pattern, sinceMs + 1000 * cycleMs)).toEqual(now);
        if (now.forMs !== null) {
          const later = ledAt(pattern, sinceMs + now.forMs);
          expect(later.lit).toBe(!now.lit);
        }
      }
    }
  });

  test('phases that must not be mixed up look different', () => {
    const { working, waiting, approaching, charging, fault } = LED_OF_PHASE;
    expect(new Set([working, waiting, approaching, charging, fault]).size).toBe(5);
  });
});

test('a pattern that is shown already goes on without a break', async () => {
  const time = new HandTime();
  const io = new FakeIo();
  const led = openStatusLed(
    { io },
    { pin: 'D13', lit: 'high' },
    { clock: time, makeAlarm: time.makeAlarm },
  );
  led.show('slow');
  for (let i = 0; i < 30; i++) {
    led.show('slow');
    await time.pass(100);
  }
  expect(io.writes.filter(({ value }) => value === 1)).toHaveLength(2);
  led.show('solid');
  expect(io.level(13)).toBe('high');
  expect(time.pending).toBe(0);
});
