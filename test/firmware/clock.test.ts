import { uptime } from 'node:os';
import { describe, expect, test } from 'vitest';
import { type ClockSources, monotonicClock } from '../../firmware/clock.ts';

/** A machine that can sleep: reading a clock takes 10 us, and the uptime steps. */
function machine({ stepMs = 10, bootedMs = 123_456.7 } = {}) {
  let monoMs = 5_000.25;
  let sleptMs = bootedMs;
  const sources: ClockSources = {
    monoMs() {
      monoMs += 0.001;
      return monoMs;
    },
    uptimeMs() {
      monoMs += 0.01;
      return Math.floor((monoMs + sleptMs) / stepMs) * stepMs;
    },
  };
  return {
    sources,
    runMs(ms: number) {
      monoMs += ms;
    },
    sleepMs(ms: number) {
      sleptMs += ms;
    },
    trueMs: () => monoMs + sleptMs - bootedMs,
  };
}

test('without sleep it is the other clock', () => {
  const { sources, runMs, trueMs } = machine();
  const clock = monotonicClock(sources);
  for (let i = 0; i < 10_000; i++) {
    runMs(7.3);
    expect(clock.nowMs()).toBeCloseTo(trueMs(), 4);
  }
});

test.each([30, 100, 1_234.5, 3_600_000])('a sleep of %d ms is added, to 0.1 ms', (sleptMs) => {
  const { sources, runMs, sleepMs, trueMs } = machine();
  const clock = monotonicClock(sources);
  runMs(1000);
  clock.nowMs();
  sleepMs(sleptMs);
  runMs(21);
  const now = clock.nowMs();
  expect(now).toBeGreaterThan(trueMs() - 0.1);
  expect(now).toBeLessThanOrEqual(trueMs() + 0.1);
  expect(clock.monoMs()).toBeLessThan(now - sleptMs + 1);
});

test('sleeps add up, and the clock never runs backwards', () => {
  const { sources, runMs, sleepMs, trueMs } = machine();
  const clock = monotonicClock(sources);
  let last = clock.nowMs();
  for (let i = 0; i < 2000; i++) {
    runMs((i * 37) % 60);
    if (i % 100 === 50) sleepMs(40 + i);
    const now = clock.nowMs();
    expect(now).toBeGreaterThanOrEqual(last);
    last = now;
  }
  runMs(50);
  expect(Math.abs(clock.nowMs() - trueMs())).toBeLessThan(1);
});

test('the uptime is looked at every 20 ms at most', () => {
  const { sources, runMs } = machine();
  let looks = 0;
  const clock = monotonicClock({
    ...sources,
    uptimeMs() {
      looks += 1;
      return sources.uptimeMs();
    },
  });
  looks = 0;
  for (let i = 0; i < 1000; i++) {
    runMs(0.1);
    clock.nowMs();
  }
  expect(looks).toBeGreaterThan(1);
  expect(looks).toBeLessThanOrEqual(6);
});

describe('an uptime of whole seconds', () => {
  test('is not mistaken for sleep', () => {
    const { sources, runMs, trueMs } = machine({ stepMs: 1000 });
    const clock = monotonicClock(sources);
    for (let i = 0; i < 1000; i++) {
      runMs(33);
      expect(clock.nowMs()).toBeCloseTo(trueMs(), 4);
    }
  });

  test('still shows a long sleep, two seconds off at most', () => {
    const { sources, runMs, sleepMs, trueMs } = machine({ stepMs: 1000 });
    const clock = monotonicClock(sources);
    sleepMs(60_000);
    runMs(30);
    expect(Math.abs(clock.nowMs() - trueMs())).toBeLessThan(2000);
  });
});

test('a broken uptime that jumps back does no harm', () => {
  let monoMs = 0;
  let uptimeMs = 1e6;
  const clock = monotonicClock({
    monoMs: () => {
      monoMs += 1;
      return monoMs;
    },
    uptimeMs: () => uptimeMs,
  });
  uptimeMs = 0;
  const before = clock.nowMs();
  monoMs += 100;
  expect(clock.nowMs()).toBeGreaterThan(before);
  expect(clock.nowMs()).toBe(monoMs);
});

test('an uptime that leaps ahead and back again does no harm', () => {
  const { sources, runMs, trueMs } = machine();
  let leapMs = 0;
  const clock = monotonicClock({
    ...sources,
    uptimeMs() {
      const uptimeMs = sources.uptimeMs() + leapMs;
      if (leapMs > 0) leapMs = -leapMs;
      return uptimeMs;
    },
  });
  leapMs = 500;
  runMs(100);
  expect(clock.nowMs()).toBeGreaterThanOrEqual(trueMs() - 0.01);
});

test("this machine's clocks: in step, with fractions, and that of the host", () => {
  const clock = monotonicClock();
  const [seconds] = process.hrtime();
  expect(Math.abs(clock.monoMs() - seconds * 1000)).toBeLessThan(2000);
  const samples = Array.from({ length: 50_000 }, () => clock.nowMs());
  for (let i = 1; i < samples.length; i++) expect(samples[i]! >= samples[i - 1]!).toBe(true);
  expect(samples.some((sample) => sample % 1 !== 0)).toBe(true);
  expect(clock.nowMs() - clock.monoMs()).toBeLessThan(1);
  expect(uptime() * 1000).toBeGreaterThan(0);
});
