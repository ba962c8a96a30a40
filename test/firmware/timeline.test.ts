import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Timers } from '../../firmware/alarm.ts';
import { realTimeline } from '../../firmware/timeline.ts';

/** A clock that is moved by hand, with the one timer that an alarm has. */
function byHand() {
  let nowMs = 1000;
  let pending: { callback: () => void; atMs: number } | null = null;
  const timers: Timers = {
    setTimeout: (callback, delayMs) => {
      pending = { callback, atMs: nowMs + delayMs };
      return pending;
    },
    clearTimeout: (timer) => {
      if (pending === timer) pending = null;
    },
  };
  const advanceTo = (atMs: number) => {
    while (pending !== null && pending.atMs <= atMs) {
      const { callback, atMs: dueMs }: { callback: () => void; atMs: number } = pending;
      nowMs = Math.max(nowMs, dueMs);
      pending = null;
      callback();
    }
    nowMs = atMs;
  };
  const timeline = realTimeline({ nowMs: () => nowMs }, timers);
  return { timeline, advanceTo, isArmed: () => pending !== null };
}

describe('what is to happen', () => {
  test('happens in the order of time, and of being asked for, never early', () => {
    const { timeline, advanceTo } = byHand();
    const happened: string[] = [];
    timeline.at(1030, () => happened.push('c'));
    timeline.at(1010, () => happened.push('a'));
    timeline.at(1030, () => happened.push('d'));
    timeline.at(1020, () => happened.push('b'));
    advanceTo(1009);
    expect(happened).toEqual([]);
    advanceTo(1029);
    expect(happened).toEqual(['a', 'b']);
    advanceTo(1030);
    expect(happened).toEqual(['a', 'b', 'c', 'd']);
  });

  test('any times come out sorted, those of the same time as they went in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 900, max: 1050 }), { maxLength: 30 }), (times) => {
        const { timeline, advanceTo } = byHand();
        const happened: [number, number][] = [];
        times.forEach((atMs, i) => {
          timeline.at(atMs, () => happened.push([atMs, i]));
        });
        advanceTo(2000);
        const wanted = times.map((atMs, i): [number, number] => [atMs, i]);
        wanted.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect(happened).toEqual(wanted);
      }),
    );
  });

  test('a time that has passed comes soon, but not from within at', () => {
    const { timeline, advanceTo } = byHand();
    let happened = 0;
    timeline.at(0, () => happened++);
    expect(happened).toBe(0);
    advanceTo(1001);
    expect(happened).toBe(1);
  });

  test('an act may ask for more, even for now, without holding up the process', () => {
    const { timeline, advanceTo } = byHand();
    let rounds = 0;
    const again = () => {
      rounds += 1;
      if (rounds < 100) timeline.at(timeline.nowMs, again);
    };
    timeline.at(1001, again);
    advanceTo(1002);
    expect(rounds).toBe(100);
  });

  test('the same act may be asked for twice', () => {
    const { timeline, advanceTo } = byHand();
    let happened = 0;
    const act = () => happened++;
    timeline.at(1500, act);
    timeline.at(1100, act);
    advanceTo(1100);
    expect(happened).toBe(1);
    advanceTo(1500);
    expect(happened).toBe(2);
  });
});

test('an act that throws does not take the others with it', () => {
  const { timeline, advanceTo } = byHand();
  const happened: string[] = [];
  timeline.at(1010, () => {
    throw new Error('broken');
  });
  timeline.at(1010, () => happened.push('second'));
  timeline.at(1020, () => happened.push('third'));
  expect(() => advanceTo(1015)).toThrow('broken');
  advanceTo(1030);
  expect(happened).toEqual(['second', 'third']);
});

describe('after close', () => {
  test('nothing happens, and nothing keeps the process alive', () => {
    const { timeline, advanceTo, isArmed } = byHand();
    let happened = 0;
    timeline.at(1010, () => happened++);
    timeline.close();
    timeline.at(1020, () => happened++);
    expect(isArmed()).toBe(false);
    advanceTo(2000);
    expect(happened).toBe(0);
  });

  test('what was due at the same time does not happen either', () => {
    const { timeline, advanceTo } = byHand();
    let happened = 0;
    timeline.at(1010, () => timeline.close());
    timeline.at(1010, () => happened++);
    advanceTo(2000);
    expect(happened).toBe(0);
  });
});

test('on the clock of the machine, too', async () => {
  const timeline = realTimeline();
  const startMs = timeline.nowMs;
  const happened: number[] = [];
  for (const delayMs of [12, 3, 7.5]) {
    timeline.at(startMs + delayMs, () => happened.push(timeline.nowMs - startMs - delayMs));
  }
  while (happened.length < 3) await sleep(2);
  expect(Math.min(...happened)).toBeGreaterThanOrEqual(0);
  expect(timeline.nowMs).toBeGreaterThan(startMs);
  timeline.close();
});
