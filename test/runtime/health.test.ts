/** What a member's health says of frames: r1 of three robots, with the pads p1 and p2. */
import { describe, expect, it } from 'vitest';
import type { Admit, Enter, Message } from '../../src/protocol/message.ts';
import { Health } from '../../src/runtime/health.ts';
import { fence, rosterOf } from '../protocol/stage.ts';

const enter = (attempt: number, counter = 8): Enter => ({
  kind: 'enter',
  pad: 0,
  fence: fence(4, counter),
  attempt,
  released: null,
});
const admit = (attempt: number, change: Partial<Admit> = {}): Admit => ({
  kind: 'admit',
  pad: 0,
  robot: 0,
  fence: fence(4, 8),
  attempt,
  leaseMs: 2000,
  ...change,
});
const request = (n: number): Message => ({ kind: 'request', pad: 0, epoch: 4, n, urgency: 0 });
const hold = (counter: number, epoch = 4): Message => ({
  kind: 'hold',
  pad: 0,
  fence: fence(epoch, counter),
  asking: [],
});

function make() {
  const roundTrips: number[] = [];
  const onRoundTrip = (ms: number) => void roundTrips.push(ms);
  const health = new Health({ self: 0, roster: rosterOf({ pads: 2 }), onRoundTrip });
  return { health, roundTrips };
}

describe('retries', () => {
  it('are ENTERs of one entry that follow one without an answer', () => {
    const { health } = make();
    health.sent(enter(1), 0);
    health.sent(enter(2), 60);
    health.sent(enter(3), 120);
    expect(health.report(120).retries).toBe(2);
    health.heard(admit(2), 130);
    // A renewal is none.
    health.sent(enter(4), 700);
    expect(health.report(700).retries).toBe(2);
    // Nor is another entry.
    health.sent(enter(1, 12), 800);
    expect(health.report(800).retries).toBe(2);
  });

  it('do not count where a refusal has answered', () => {
    const { health } = make();
    health.sent(enter(1), 0);
    const { kind: _, leaseMs: __, ...answer } = admit(1);
    health.heard(
      { kind: 'refuse', ...answer, reason: 'occupied', waitMs: 50, highest: fence(4, 8) },
      10,
    );
    health.sent(enter(2), 60);
    expect(health.report(60).retries).toBe(0);
  });

  it('are REQUESTs under the same number, and TOKENs under the same fence', () => {
    const { health } = make();
    for (const n of [1, 1, 1, 2]) health.sent(request(n), 0);
    expect(health.report(0).retries).toBe(2);
    const pass = (counter: number): Message => ({
      kind: 'token',
      pad: 0,
      to: 1,
      toBoot: 1,
      fence: fence(4, counter),
      released: null,
      lastServed: [],
      queue: [],
    });
    for (const counter of [9, 9, 10]) health.sent(pass(counter), 0);
    expect(health.report(0).retries).toBe(3);
  });

  it('of others are none of ours', () => {
    const { health } = make();
    for (const n of [1, 1]) health.heard(request(n), 0);
    expect(health.report(0).retries).toBe(0);
  });
});

describe('a round trip', () => {
  it('is from an attempt to the first admission of that attempt', () => {
    const { health, roundTrips } = make();
    expect(health.report(0).roundTripMs).toBeNull();
    health.sent(enter(1), 0);
    health.sent(enter(2), 60);
    health.heard(admit(1), 75);
    health.heard(admit(1), 90);
    health.heard(admit(2), 100);
    expect(roundTrips).toEqual([75, 40]);
    expect(health.report(100).roundTripMs).toBe(57.5);
  });

  it.each([
    ['to another robot', { robot: 1 }],
    ['of another entry', { fence: fence(4, 7) }],
    ['of an attempt that was never made', { attempt: 9 }],
    ['at another pad', { pad: 1 }],
  ])('is not measured by an admission %s', (_, change) => {
    const { health, roundTrips } = make();
    health.sent(enter(1), 0);
    health.heard(admit(1, change), 10);
    expect(roundTrips).toEqual([]);
  });

  it('is the median of the last sixteen', () => {
    const { health } = make();
    for (let attempt = 1; attempt <= 40; attempt += 1) {
      health.sent(enter(attempt), attempt * 1000);
      health.heard(admit(attempt), attempt * 1000 + (attempt <= 24 ? 500 : attempt));
    }
    expect(health.report(0).roundTripMs).toBe(32.5);
  });
});

describe('the age of a token', () => {
  it('starts anew only when its fence grows, whoever shows it', () => {
    const { health } = make();
    expect(health.report(50).tokenAgeMs).toEqual({});
    health.heard(hold(8), 100);
    health.heard(hold(8), 300);
    health.heard(hold(7), 400);
    expect(health.report(500).tokenAgeMs).toEqual({ p1: 400 });
    health.sent(enter(1, 9), 600);
    expect(health.report(650).tokenAgeMs).toEqual({ p1: 50 });
    const pads = [
      { fence: fence(4, 9), holder: 0 },
      { fence: fence(2, 3), holder: 1 },
    ];
    health.heard({ kind: 'beat', epoch: 5, idle: false, pads }, 700);
    expect(health.report(700).tokenAgeMs).toEqual({ p1: 100, p2: 0 });
  });

  it('goes on while only the end of the old one is known', () => {
    const { health } = make();
    health.heard(hold(8), 100);
    const pads = [{ fence: fence(5, 0), holder: null }];
    health.heard({ kind: 'beat', epoch: 5, idle: false, pads }, 200);
    expect(health.report(300).tokenAgeMs).toEqual({ p1: 200 });
    health.heard(hold(1, 6), 400);
    expect(health.report(400).tokenAgeMs).toEqual({ p1: 0 });
  });
});
