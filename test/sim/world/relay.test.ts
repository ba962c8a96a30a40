/** A pad's relay keeps the time that it was given, by the pad's own clock, whoever is alive. */
import { describe, expect, it } from 'vitest';
import { DriftingClock } from '../../../sim/world/clock.ts';
import { Relay } from '../../../sim/world/relay.ts';
import { Schedule } from '../../../sim/world/schedule.ts';

/** The pad's clock shows 5000 at the start, and goes twice as fast. */
function bench() {
  const schedule = new Schedule();
  const clock = new DriftingClock(2, 5000);
  const changes: [closed: boolean, atMs: number][] = [];
  const relay = new Relay(schedule, clock, (closed) =>
    changes.push([closed, Math.round(schedule.nowMs)]),
  );
  const give = (forMs: number): void =>
    relay.command({ do: 'power', on: true, untilMs: clock.localMs(schedule.nowMs) + forMs });
  return { schedule, clock, relay, changes, give };
}

describe('a relay', () => {
  it('closes at once, and opens by itself when its time is over', () => {
    const { schedule, relay, changes, give } = bench();
    give(2000);
    expect(relay.closed).toBe(true);
    schedule.run(10_000);
    expect(changes).toEqual([
      [true, 0],
      [false, 1000],
    ]);
  });

  it('stays closed through renewals, and opens after the last', () => {
    const { schedule, changes, give } = bench();
    for (let atMs = 0; atMs <= 3000; atMs += 500) schedule.at(atMs, () => give(2000));
    schedule.run(10_000);
    expect(changes).toEqual([
      [true, 0],
      [false, 4000],
    ]);
  });

  it('opens when it is told to, and when it was given less', () => {
    const { schedule, relay, changes, give } = bench();
    give(2000);
    schedule.at(100, () => relay.command({ do: 'power', on: false }));
    schedule.at(200, () => give(2000));
    schedule.at(300, () => give(400));
    schedule.run(10_000);
    expect(changes).toEqual([
      [true, 0],
      [false, 100],
      [true, 200],
      [false, 500],
    ]);
  });

  it('is open while the pad is broken, and closes again if there is time left', () => {
    const { schedule, relay, changes, give } = bench();
    give(2000);
    schedule.at(100, () => relay.setBroken(true));
    schedule.at(300, () => relay.setBroken(false));
    schedule.at(500, () => relay.setBroken(true));
    schedule.at(5000, () => relay.setBroken(false));
    schedule.run(10_000);
    expect(changes).toEqual([
      [true, 0],
      [false, 100],
      [true, 300],
      [false, 500],
    ]);
  });

  it('goes by a clock that has changed its rate', () => {
    const { schedule, clock, relay, changes, give } = bench();
    give(2000);
    schedule.at(500, () => {
      clock.setRate(0.5, 500);
      relay.look();
    });
    schedule.run(10_000);
    expect(changes).toEqual([
      [true, 0],
      [false, 2500],
    ]);
  });
});
