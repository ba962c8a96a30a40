/** How a clock runs, seen through a network that delays each message as it likes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ClockTrack } from '../../../monitor/view/fold/clock.ts';
import { Chance } from '../../../sim/world/chance.ts';

interface Course {
  readonly ppm: number;
  readonly everyMs: number;
  readonly forMs: number;
  readonly delayMs: number;
  /** 0 to 1, one for each message, in turns. */
  readonly chance: readonly number[];
}

/** The member's wall clock is a minute ahead; its monotonic one started an hour ago. */
function watched({ ppm, everyMs, forMs, delayMs, chance }: Course): ClockTrack {
  const track = new ClockTrack();
  for (let sentMs = 0; sentMs <= forMs; sentMs += everyMs) {
    const delay = delayMs * chance[(sentMs / everyMs) % chance.length]!;
    const mono = 3_600_000 + sentMs * (1 + ppm / 1e6);
    track.take(1e12 + sentMs + delay, 1e12 + sentMs + 60_000, mono);
  }
  return track;
}

const chance = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: 7,
  maxLength: 40,
});

test('a quick network shows the drift within two minutes and a little', () => {
  const course = { everyMs: 1000, delayMs: 20, chance: [0.9, 0.1, 0.5, 0.3, 1, 0, 0.7] };
  expect(watched({ ...course, ppm: 800, forMs: 119_000 }).view).toEqual({
    offsetMs: 60_000,
    driftPpm: null,
  });
  for (const ppm of [-2000, -50, 0, 300, 5000]) {
    const shown = watched({ ...course, ppm, forMs: 140_000 });
    expect(Math.abs(shown.view!.driftPpm! - ppm)).toBeLessThan(20);
    expect(shown.jump).toBeNull();
  }
});

test('slow messages, which may take half a second, make no good clock look bad', () => {
  let misled = 0;
  for (let seed = 1; seed <= 200; seed += 1) {
    const dice = new Chance(seed, 'delays');
    const delays = Array.from({ length: 40 }, () => dice.between(0, 1));
    for (const everyMs of [10_000, 30_000]) {
      const course = { ppm: 0, everyMs, forMs: 160_000, delayMs: 500, chance: delays };
      const track = watched(course);
      expect(Math.abs(track.leastDriftPpm)).toBeLessThan(1000);
      expect(track.jump).toBeNull();
      if (Math.abs(track.view!.driftPpm ?? 0) > 1000) misled += 1;
    }
  }
  // Without looking at how far messages scatter it would.
  expect(misled).toBeGreaterThan(0);
});

test('a bad clock is seen through all of that', () => {
  fc.assert(
    fc.property(chance, fc.constantFrom(-1, 1), (delays, sign) => {
      const course = {
        ppm: sign * 6000,
        everyMs: 30_000,
        forMs: 600_000,
        delayMs: 500,
        chance: delays,
      };
      expect(watched(course).leastDriftPpm * sign).toBeGreaterThan(1000);
    }),
    { numRuns: 300 },
  );
});

test('another host with another monotonic clock is no step', () => {
  const track = watched({ ppm: 0, everyMs: 1000, forMs: 200_000, delayMs: 5, chance: [0.5] });
  for (let sentMs = 201_000; sentMs < 400_000; sentMs += 1000)
    track.take(1e12 + sentMs, 1e12 + sentMs, sentMs);
  expect(track.jump).toBeNull();
  expect(Math.abs(track.view!.driftPpm!)).toBeLessThan(20);
  expect(track.view!.offsetMs).toBe(0);
});
