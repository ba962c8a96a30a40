import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareFences,
  isNewer,
  isSame,
  NO_FENCE,
  newest,
  next,
} from '../../src/protocol/fence.ts';
import { nextFraction, nextUint32 } from '../../src/protocol/random.ts';
import { bootOf, nOf, requestNumber } from '../../src/protocol/request-number.ts';
import { majority } from '../../src/protocol/roster.ts';
import { Timers } from '../../src/protocol/timers.ts';
import { beliefMs, quarantineMs } from '../../src/protocol/timing.ts';
import { TIMING_PROFILES, timingOf } from '../../src/radio/timing.ts';

const uint = fc.nat({ max: 0xffffffff });
const fences = fc.record({ epoch: fc.nat({ max: 5 }), counter: fc.nat({ max: 5 }) });

describe('fences', () => {
  it('are ordered by epoch, then by counter', () => {
    fc.assert(
      fc.property(fences, fences, (a, b) => {
        const order = Math.sign(a.epoch * 100 + a.counter - (b.epoch * 100 + b.counter));
        expect(Math.sign(compareFences(a, b))).toBe(order);
        expect([isNewer(a, b), isSame(a, b)]).toEqual([order > 0, order === 0]);
        expect(compareFences(newest(a, b), a)).toBeGreaterThanOrEqual(0);
        expect(compareFences(newest(a, b), b)).toBeGreaterThanOrEqual(0);
        expect(isNewer(next(a), a) && next(a).epoch === a.epoch).toBe(true);
        expect(isNewer(NO_FENCE, a)).toBe(false);
      }),
    );
  });
});

describe('request numbers', () => {
  const pairs = fc.tuple(fc.nat({ max: 0xffff }), uint);

  it('compare as (boot, n) does, and come apart again', () => {
    fc.assert(
      fc.property(pairs, pairs, ([bootA, nA], [bootB, nB]) => {
        const [a, b] = [requestNumber(bootA, nA), requestNumber(bootB, nB)];
        expect(Math.sign(a - b)).toBe(Math.sign(bootA - bootB || nA - nB));
        expect([bootOf(a), nOf(a)]).toEqual([bootA, nA]);
        expect(Number.isSafeInteger(a)).toBe(true);
      }),
    );
  });
});

describe('the table of timers', () => {
  const tables = fc.uniqueArray(fc.tuple(fc.string(), fc.nat({ max: 50 })), {
    selector: ([key]) => key,
  });

  it('gives what is due, the earliest first, and leaves the rest', () => {
    fc.assert(
      fc.property(tables, fc.nat({ max: 50 }), (entries, nowMs) => {
        const timers = new Timers();
        for (const [key, atMs] of entries) timers.set(key, atMs);
        const fired: number[] = [];
        for (let key = timers.takeDue(nowMs); key !== null; key = timers.takeDue(nowMs))
          fired.push(entries.find(([name]) => name === key)![1]);
        const due = entries.map(([, atMs]) => atMs).filter((atMs) => atMs <= nowMs);
        expect(fired).toEqual(due.toSorted((a, b) => a - b));
        const left = entries.map(([, atMs]) => atMs).filter((atMs) => atMs > nowMs);
        expect(timers.nextDeadlineMs()).toBe(left.length > 0 ? Math.min(...left) : null);
      }),
    );
  });

  it('knows the earliest deadline, however timers are set, moved and deleted', () => {
    const changes = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.option(fc.nat(9))));
    fc.assert(
      fc.property(changes, (list) => {
        const timers = new Timers();
        const model = new Map<string, number>();
        for (const [key, atMs] of list) {
          if (atMs === null) {
            timers.delete(key);
            model.delete(key);
          } else {
            timers.set(key, atMs);
            model.set(key, atMs);
          }
          const earliest = model.size > 0 ? Math.min(...model.values()) : null;
          expect(timers.nextDeadlineMs()).toBe(earliest);
          expect(timers.due(5)).toEqual(
            [...model].filter(([, at]) => at <= 5).map(([name]) => name),
          );
        }
      }),
    );
  });
});

describe('durations', () => {
  it('are such that a belief ends before the lease does, whatever both clocks do (S1)', () => {
    const rate = (drift: number) => fc.double({ min: 1 - drift, max: 1 + drift, noNaN: true });
    const cases = fc
      .double({ min: 0, max: 0.05, noNaN: true })
      .chain((drift) => fc.tuple(fc.constant(drift), rate(drift), rate(drift)));
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 1e9 }), ([drift, holder, acceptor], leaseMs) => {
        // Milliseconds of a clock that runs at `rate` take 1 / rate true ones.
        const slack = 1 + 1e-12;
        expect(beliefMs(leaseMs, drift) / holder).toBeLessThanOrEqual((leaseMs / acceptor) * slack);
        expect(quarantineMs(leaseMs, drift) / acceptor).toBeGreaterThanOrEqual(
          beliefMs(leaseMs, drift) / holder / slack,
        );
        expect(quarantineMs(leaseMs, drift) / acceptor).toBeGreaterThanOrEqual(
          leaseMs / holder / slack,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it.each(TIMING_PROFILES)('of profile %s leave room for renewals', (profile) => {
    const timing = timingOf(profile, { robots: 5, passive: true, relayed: true });
    expect(timing.retryMs).toBeGreaterThan(timing.slotMs);
    expect(timing.beatMs).toBeGreaterThan(timing.retryMs);
    expect(beliefMs(timing.leaseMs, timing.drift)).toBeGreaterThan(6 * timing.retryMs);
    expect(Number.isInteger(timing.leaseMs)).toBe(true);
  });
});

describe('majorities', () => {
  it('share a member, and are no larger than that takes', () => {
    for (let count = 1; count <= 64; count += 1) {
      expect(2 * majority(count)).toBeGreaterThan(count);
      expect(2 * (majority(count) - 1)).toBeLessThanOrEqual(count);
    }
  });
});

describe('chance', () => {
  it('is the same from the same seed, and spread evenly', () => {
    const [a, b] = [{ word: 9 }, { word: 9 }];
    const counts = new Array<number>(16).fill(0);
    for (let draw = 0; draw < 16_000; draw += 1) {
      const value = nextUint32(a);
      expect(nextUint32(b)).toBe(value);
      counts[value >>> 28]! += 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
    expect(nextFraction({ word: 0xffffffff })).toBeLessThan(1);
  });
});
