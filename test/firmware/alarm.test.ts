import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { clockAlarm, type Timers } from '../../firmware/alarm.ts';
import { monotonicClock } from '../../firmware/clock.ts';

/** Timers whose time is moved by hand, and which may fire early. */
function manualTimers(earlyMs = 0) {
  let nowMs = 1000;
  let pending: { callback: () => void; atMs: number; delayMs: number } | null = null;
  let armed = 0;
  const timers: Timers = {
    setTimeout(callback, delayMs) {
      if (pending !== null) throw new Error('two timers at once');
      armed += 1;
      pending = { callback, delayMs, atMs: nowMs + delayMs - earlyMs };
      return pending;
    },
    clearTimeout(timer) {
      if (pending === timer) pending = null;
    },
  };
  const advanceTo = (atMs: number) => {
    for (let turns = 0; pending !== null && pending.atMs <= atMs; turns++) {
      if (turns > 10_000) throw new Error('the timer spins');
      const due: { callback: () => void; atMs: number } = pending;
      nowMs = Math.max(nowMs, due.atMs);
      pending = null;
      due.callback();
    }
    nowMs = atMs;
  };
  return {
    clock: { nowMs: () => nowMs },
    timers,
    advanceTo,
    /** The clock goes on and the timers don't, as while the machine sleeps. */
    sleepMs(ms: number) {
      nowMs += ms;
      if (pending !== null) pending.atMs += ms;
    },
    pending: () => pending,
    armed: () => armed,
  };
}

describe('with timers by hand', () => {
  test('rings once, when the time has come', () => {
    const { clock, timers, advanceTo, pending } = manualTimers();
    const rings: number[] = [];
    const alarm = clockAlarm(clock, () => rings.push(clock.nowMs()), timers);
    alarm.set(1500.5);
    advanceTo(1500);
    expect(rings).toEqual([]);
    advanceTo(1501);
    expect(rings).toEqual([1501]);
    advanceTo(9000);
    expect(rings).toHaveLength(1);
    expect(pending()).toBeNull();
  });

  test('a timer that fires early is set again', () => {
    const { clock, timers, advanceTo } = manualTimers(0.9);
    const rings: number[] = [];
    const alarm = clockAlarm(clock, () => rings.push(clock.nowMs()), timers);
    alarm.set(1100);
    advanceTo(2000);
    expect(rings).toHaveLength(1);
    expect(rings[0]).toBeGreaterThanOrEqual(1100);
    expect(rings[0]).toBeLessThan(1102);
  });

  test('setting replaces, null takes back', () => {
    const { clock, timers, advanceTo } = manualTimers();
    const rings: number[] = [];
    const alarm = clockAlarm(clock, () => rings.push(clock.nowMs()), timers);
    alarm.set(1100);
    alarm.set(1200);
    advanceTo(1150);
    expect(rings).toEqual([]);
    alarm.set(null);
    advanceTo(2000);
    expect(rings).toEqual([]);
    alarm.set(2100);
    alarm.close();
    advanceTo(3000);
    expect(rings).toEqual([]);
  });

  test('a time that has passed rings soon, but not from within set', () => {
    const { clock, timers, advanceTo } = manualTimers();
    let rang = 0;
    const alarm = clockAlarm(clock, () => rang++, timers);
    alarm.set(0);
    expect(rang).toBe(0);
    advanceTo(1000);
    expect(rang).toBe(1);
  });

  test('ring may set the next time', () => {
    const { clock, timers, advanceTo } = manualTimers();
    const rings: number[] = [];
    const alarm = clockAlarm(
      clock,
      () => {
        rings.push(clock.nowMs());
        if (rings.length < 3) alarm.set(clock.nowMs() + 10);
      },
      timers,
    );
    alarm.set(1010);
    advanceTo(2000);
    expect(rings).toEqual([1010, 1020, 1030]);
  });

  test('a time of years ahead does not overflow, and is waited for in short pieces', () => {
    const { clock, timers, advanceTo, pending, armed } = manualTimers();
    let rang = 0;
    const alarm = clockAlarm(clock, () => rang++, timers);
    alarm.set(1e15);
    expect(pending()!.delayMs).toBeLessThanOrEqual(1000);
    advanceTo(61_000);
    expect(rang).toBe(0);
    expect(armed()).toBeLessThan(70);
    alarm.set(Number.POSITIVE_INFINITY);
    advanceTo(70_000);
    expect(rang).toBe(0);
  });

  test('rings within a second after the machine slept beyond the time', () => {
    const { clock, timers, advanceTo, sleepMs } = manualTimers();
    const rings: number[] = [];
    const alarm = clockAlarm(clock, () => rings.push(clock.nowMs()), timers);
    alarm.set(60_000);
    sleepMs(100_000);
    advanceTo(102_001);
    expect(rings).toHaveLength(1);
    expect(rings[0]).toBeLessThanOrEqual(102_000);
  });
});

test('never early and hardly late with the timers of this machine', async () => {
  const clock = monotonicClock();
  const lateness: number[] = [];
  let dueMs = 0;
  const alarm = clockAlarm(clock, () => lateness.push(clock.nowMs() - dueMs));
  for (let i = 0; i < 40; i++) {
    dueMs = clock.nowMs() + i * 0.37;
    alarm.set(dueMs);
    await sleep(i * 0.37 + 12);
  }
  expect(lateness).toHaveLength(40);
  expect(Math.min(...lateness)).toBeGreaterThanOrEqual(0);
  lateness.sort((a, b) => a - b);
  expect(lateness[20]).toBeLessThan(4);
});
