/** What a robot has learned of one visit counts in the next: how long turns take, which pads are dead, where it left. */
import { describe, expect, it } from 'vitest';
import { ChargeKeeper } from '../../../src/roles/charging/keeper.ts';
import { activityOf } from '../../../src/roles/robot-battery.ts';
import { AWAY } from '../stage.ts';

const LEVELS = { requestBelow: 35, chargeTo: 90, criticalBelow: 10 };
const MINUTE_MS = 60_000;

/** A keeper and the time. */
class Days {
  readonly keeper = new ChargeKeeper(LEVELS);
  nowMs = 0;

  work(from: number, to: number): this {
    for (let percent = from; percent >= to; percent -= 1)
      this.look(percent, 'working', MINUTE_MS, null);
    return this;
  }

  /** A turn: a minute on the way, `chargeMinutes` for each percent, and off. */
  turn(from: number, to: number, chargeMinutes: number, docks = true): this {
    this.keeper.turnBegins(this.nowMs);
    this.nowMs += MINUTE_MS;
    if (docks) {
      this.keeper.docked({ ...AWAY, place: 'docked', batteryPercent: from }, this.nowMs);
      for (let percent = from; percent <= to; percent += 1)
        this.look(percent, 'charging', chargeMinutes * MINUTE_MS, true);
    }
    this.keeper.undocked();
    this.keeper.turnEnds(to, this.nowMs);
    return this;
  }

  look(
    batteryPercent: number,
    activity: 'working' | 'charging',
    afterMs: number,
    charging: boolean | null,
  ): void {
    this.nowMs += afterMs;
    this.keeper.look({ ...AWAY, batteryPercent, charging }, activity, this.nowMs);
  }
}

describe('asking early', () => {
  it('rests on the turns that it had', () => {
    // Half an hour each: with two ahead, some 40 minutes at one percent each are not enough.
    const days = new Days().work(90, 35).turn(35, 90, 0.5);
    expect(days.keeper.asks(50, 2)).toBe(true);
    expect(days.keeper.asks(50, 0)).toBe(false);
    expect(days.keeper.asks(null, 2)).toBe(false);
    // And short turns on short ones.
    const short = new Days().work(90, 35).turn(35, 90, 0.05);
    expect(short.keeper.asks(50, 2)).toBe(false);
  });

  it('does not take a turn without docking for a short visit', () => {
    const days = new Days().work(90, 35).turn(35, 90, 0.5);
    for (let turn = 0; turn < 20; turn += 1) days.turn(50, 50, 0, false);
    days.turn(35, 90, 0.5);
    expect(days.keeper.asks(50, 2)).toBe(true);
  });

  it('waits until some of what it got is used up', () => {
    const days = new Days().work(90, 35).turn(35, 90, 0.5).turn(35, 60, 0.5);
    expect(days.keeper.asks(58, 4)).toBe(false);
    expect(days.keeper.asks(55, 4)).toBe(true);
  });
});

describe('a pad that gave nothing', () => {
  const offMs = (days: Days): number => days.keeper.nextTryMs(days.nowMs)! - days.nowMs;

  it('is kept off, longer each time, until it gives charge again', () => {
    const days = new Days();
    days.keeper.gaveNothing(0, 'no-charge', days.nowMs);
    expect([days.keeper.keepsOff(0, 1), days.keeper.keepsOff(1, 1)]).toEqual([true, false]);
    days.keeper.gaveNothing(0, 'no-charge', days.nowMs);
    expect(offMs(days)).toBe(2 * MINUTE_MS);
    days.keeper.docked({ ...AWAY, place: 'docked', batteryPercent: 30 }, days.nowMs);
    expect(days.keeper.noteProof(0)).toBe(false);
    days.look(32, 'charging', 0, true);
    expect(days.keeper.noteProof(0)).toBe(true);
    expect(days.keeper.nextTryMs(days.nowMs)).toBeNull();
    days.keeper.gaveNothing(0, 'no-charge', days.nowMs);
    expect(offMs(days)).toBe(MINUTE_MS);
  });

  it('by the gauge alone is kept off for as long as that took to notice', () => {
    const days = new Days();
    days.keeper.gaveNothing(0, 'no-gain', days.nowMs);
    expect(offMs(days)).toBe(10 * MINUTE_MS);
  });
});

describe('what the battery is used for', () => {
  const docked = { ...AWAY, place: 'docked' as const };

  it('follows from the place and from what the body was told', () => {
    expect(activityOf(AWAY, 'working', 'work')).toBe('working');
    expect(activityOf(AWAY, 'waiting', 'rest')).toBe('resting');
    expect(activityOf(AWAY, 'waiting', 'work')).toBe('working');
    expect(activityOf(AWAY, 'fault', 'stop')).toBeNull();
    expect(activityOf({ ...AWAY, place: 'approaching' }, 'approaching', 'approach')).toBeNull();
    expect(activityOf({ ...AWAY, place: 'leaving' }, 'leaving', 'leave')).toBeNull();
  });

  it('is charging on the pad, measured or not, unless a sensor says that nothing flows', () => {
    const on = (charging: boolean | null) =>
      activityOf({ ...docked, charging }, 'charging', 'approach');
    expect([on(true), on(null), on(false)]).toEqual(['charging', 'charging', null]);
    expect(activityOf({ ...docked, charging: true }, 'fault', 'stop')).toBeNull();
  });
});
