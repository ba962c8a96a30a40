/** How far a robot charges: to its level, or less where more is not to be had or others need it more. */
import { describe, expect, it } from 'vitest';
import { howFar, type OnPad } from '../../../src/roles/charging/how-far.ts';
import { beginVisit, goOn, type Visit } from '../../../src/roles/charging/visit.ts';
import { driesUpAtMs, patienceMs } from '../../../src/roles/charging/when-to-leave.ts';

const LEVELS = { requestBelow: 35, chargeTo: 90, criticalBelow: 10 };
const MINUTE_MS = 60_000;
/** Two percent a minute. */
const GAIN = 2 / MINUTE_MS;

interface Look {
  readonly atMs: number;
  readonly percent: number | null;
  readonly charging?: boolean | null;
}

function visitOf(...looks: Look[]): Visit {
  const shown = looks.map(({ atMs, percent, charging = null }) => ({
    atMs,
    shown: { batteryPercent: percent, charging },
  }));
  const [first, ...others] = shown;
  return others.reduce(
    (visit, { atMs, shown }) => goOn(visit, atMs, shown),
    beginVisit(first!.atMs, first!.shown),
  );
}

const onPad = (visit: Visit, change: Partial<OnPad> = {}): OnPad => ({
  percent: visit.mostPercent,
  visit,
  levels: LEVELS,
  gainPerMs: GAIN,
  urgentWaits: false,
  ...change,
});
/** From 30 % to so many. */
const charged = (percent: number, atMs = 0): Visit =>
  visitOf({ atMs, percent: 30 }, { atMs, percent });

describe('a robot stays', () => {
  it('up to the level of the swarm', () => {
    expect(howFar(onPad(charged(89.9)), 0)).toBe('stay');
    expect(howFar(onPad(charged(90)), 0)).toBe('full');
    expect(howFar(onPad(charged(97)), 0)).toBe('full');
  });

  it('though others wait, while none of them is about to run empty', () => {
    expect(howFar(onPad(charged(80)), 0)).toBe('stay');
  });

  it('without a gauge, until somebody sends it away', () => {
    const visit = visitOf({ atMs: 0, percent: null });
    expect(howFar(onPad(visit), 1e9)).toBe('stay');
    expect(driesUpAtMs(visit, GAIN)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('another robot that is about to run empty', () => {
  it('is let on the pad when this one has enough', () => {
    expect(howFar(onPad(charged(63), { urgentWaits: true }), 0)).toBe('give-way');
  });

  it('waits until then', () => {
    expect(howFar(onPad(charged(62), { urgentWaits: true }), 0)).toBe('stay');
  });
});

describe('a battery that takes no more', () => {
  const visit = charged(86);
  const { flat } = patienceMs(GAIN);

  it('is full, whatever its gauge says', () => {
    expect(howFar(onPad(visit), flat - 1)).toBe('stay');
    expect(howFar(onPad(visit), flat)).toBe('flat');
  });

  it('is full sooner where a sensor sees the charger end', () => {
    const ended = goOn(visit, 1000, { batteryPercent: 86, charging: false });
    const { dry } = patienceMs(GAIN);
    expect(howFar(onPad(ended), 1000 + dry - 1)).toBe('stay');
    expect(howFar(onPad(ended), 1000 + dry)).toBe('flat');
  });

  it('is full at once where the charger has looked at it, and ended before the gauge moved', () => {
    const topped = visitOf(
      { atMs: 0, percent: 80, charging: true },
      { atMs: 1000, percent: 80, charging: false },
    );
    expect(howFar(onPad(topped), 1000 + patienceMs(GAIN).dry)).toBe('flat');
  });

  it('is not, when it has not got enough to work with: then the pad has failed', () => {
    expect(howFar(onPad(charged(60)), flat)).toBe('no-charge');
  });

  it('is not, when the pad has never given anything', () => {
    expect(howFar(onPad(visitOf({ atMs: 0, percent: 80 })), flat)).toBe('no-charge');
    const touched = visitOf({ atMs: 0, percent: 80 }, { atMs: 10, percent: 81 });
    expect(howFar(onPad(touched), 10 + flat)).toBe('no-charge');
  });
});

describe('a pad that gives nothing', () => {
  const { dry, flat } = patienceMs(GAIN);

  it('is told by the sensor in the time of two percent, by the gauge in that of five', () => {
    expect([dry, flat]).toEqual([MINUTE_MS, 2.5 * MINUTE_MS]);
    const measured = visitOf({ atMs: 0, percent: 30, charging: false });
    expect(driesUpAtMs(measured, GAIN)).toBe(dry);
    expect(howFar(onPad(measured), dry)).toBe('no-charge');
    const blind = visitOf({ atMs: 0, percent: 30 });
    expect(driesUpAtMs(blind, GAIN)).toBe(flat);
    expect(howFar(onPad(blind), flat)).toBe('no-charge');
  });

  it('is told within a minute or ten before the robot knows what pads give', () => {
    expect(patienceMs(null)).toEqual({ dry: MINUTE_MS, flat: 10 * MINUTE_MS });
    expect(patienceMs(0)).toEqual(patienceMs(null));
  });

  it('has five seconds for its relay, however fast batteries fill, and an hour, however slowly', () => {
    expect(patienceMs(1)).toEqual({ dry: 5000, flat: 5000 });
    expect(patienceMs(1e-9)).toEqual({ dry: 3_600_000, flat: 3_600_000 });
  });

  it('has failed in the middle of a visit, too', () => {
    const cut = visitOf(
      { atMs: 0, percent: 30, charging: true },
      { atMs: MINUTE_MS, percent: 40, charging: true },
      { atMs: 2 * MINUTE_MS, percent: 42, charging: false },
    );
    expect(howFar(onPad(cut), 2 * MINUTE_MS + dry)).toBe('no-charge');
  });

  it('has not failed while the gauge rises, though the sensor sees too little', () => {
    const trickle = visitOf(
      { atMs: 0, percent: 30, charging: false },
      { atMs: dry - 1, percent: 31, charging: false },
    );
    expect(howFar(onPad(trickle), dry + 1)).toBe('stay');
    expect(driesUpAtMs(trickle, GAIN)).toBe(2 * dry - 1);
  });

  it('has not failed when the charge comes back', () => {
    const back = visitOf(
      { atMs: 0, percent: 30, charging: false },
      { atMs: dry - 1, percent: 30, charging: true },
    );
    expect(howFar(onPad(back), dry + 1)).toBe('stay');
  });

  it('is told apart from a gauge that stands still while charge flows', () => {
    const stuck = visitOf({ atMs: 0, percent: 30, charging: true });
    expect(howFar(onPad(stuck), flat - 1)).toBe('stay');
    expect(howFar(onPad(stuck), flat)).toBe('no-gain');
  });
});

describe('a visit', () => {
  it('counts from its highest: a gauge that falls back has not gained again', () => {
    const visit = visitOf(
      { atMs: 0, percent: 30 },
      { atMs: 10, percent: 33 },
      { atMs: 20, percent: 31 },
      { atMs: 30, percent: 33 },
    );
    expect([visit.mostPercent, visit.gainedAtMs]).toEqual([33, 10]);
  });

  it('counts from where its gauge first spoke', () => {
    const visit = visitOf({ atMs: 0, percent: null }, { atMs: 10, percent: 50 });
    expect([visit.firstPercent, visit.mostPercent, visit.gainedAtMs]).toEqual([50, 50, 10]);
  });
});
