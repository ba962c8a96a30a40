import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BodyCommand } from '../../src/roles/body.ts';
import { VirtualBody, virtualUndockMs } from '../../src/roles/virtual-body.ts';

const MINUTE = 60_000;
const at = (speed: number, batteryPercent: number) =>
  new VirtualBody({ speed, batteryPercent, requestBelow: 35, chargeTo: 90 }, 0);

/** When the report first shows something, by following its own announcements. */
function whenMs(
  body: VirtualBody,
  fromMs: number,
  shows: (body: VirtualBody, ms: number) => boolean,
) {
  let nowMs = fromMs;
  for (let changes = 0; changes < 1000; changes += 1) {
    if (shows(body, nowMs)) return nowMs;
    // A hair later: at the very moment a level may still round to what it was.
    nowMs = body.nextChangeMs(nowMs) + 1e-3;
    if (!Number.isFinite(nowMs)) break;
  }
  return Number.POSITIVE_INFINITY;
}

describe.each([1, 600])('at %i times the speed', (speed) => {
  it('works for 90 minutes from full to low', () => {
    const body = at(speed, 90);
    const lowMs = whenMs(body, 0, (b, ms) => b.report(ms).batteryPercent! < 36);
    const toLow = (90 * MINUTE * (90 - 36)) / (90 - 35) / speed;
    expect(lowMs).toBeGreaterThan(toLow);
    expect(lowMs).toBeLessThan((90 * MINUTE) / speed + 1);
    expect(body.report((90 * MINUTE) / speed).batteryPercent).toBe(35);
  });

  it('drives for 30 seconds, charges for 30 minutes, and undocks in half a second', () => {
    const body = at(speed, 35);
    body.command({ do: 'approach', pad: 0 }, 0);
    const dockedMs = whenMs(body, 0, (b, ms) => b.report(ms).place === 'docked');
    expect(Math.abs(dockedMs - 30_000 / speed)).toBeLessThan(0.01);
    const fullMs = whenMs(body, dockedMs, (b, ms) => b.report(ms).batteryPercent! >= 90);
    const started = 35 - (30_000 * 55) / (90 * MINUTE);
    const chargeMs = ((90 - started) / 55) * ((30 * MINUTE) / speed);
    expect(Math.abs(fullMs - dockedMs - chargeMs)).toBeLessThan(0.1);
    body.command({ do: 'leave' }, fullMs);
    expect(body.report(fullMs).place).toBe('leaving');
    const awayMs = whenMs(body, fullMs, (b, ms) => b.report(ms).place === 'away');
    expect(Math.abs(awayMs - fullMs - 500 / speed)).toBeLessThan(0.01);
    expect(body.undockMs).toBe(virtualUndockMs(speed));
  });

  it('draws a tenth at rest', () => {
    const body = at(speed, 60);
    body.command({ do: 'rest' }, 0);
    expect(body.report((90 * MINUTE) / speed).batteryPercent).toBe(54);
  });
});

describe('a virtual body', () => {
  const commands = fc.constantFrom<BodyCommand>(
    { do: 'work' },
    { do: 'rest' },
    { do: 'approach', pad: 0 },
    { do: 'leave' },
    { do: 'stop' },
  );
  const script = fc.array(fc.tuple(commands, fc.nat({ max: 40_000 })), { maxLength: 12 });

  it('shows the same until it said that it would change, and something else then', () => {
    // On the pad the next percent came a rounding too early.
    const charging: [[BodyCommand, number][], number] = [
      [
        [{ do: 'stop' }, 19_030],
        [{ do: 'rest' }, 15_366],
        [{ do: 'approach', pad: 0 }, 39_995],
      ],
      3,
    ];
    fc.assert(
      fc.property(script, fc.nat({ max: 100 }), (steps, batteryPercent) => {
        const make = () => {
          const body = at(60, batteryPercent);
          let nowMs = 0;
          for (const [command, forMs] of steps) {
            body.command(command, nowMs);
            nowMs += forMs;
            body.report(nowMs);
          }
          return { body, nowMs };
        };
        const { body, nowMs } = make();
        const shown = body.report(nowMs);
        const changeMs = body.nextChangeMs(nowMs);
        expect(changeMs).toBeGreaterThan(nowMs);
        if (!Number.isFinite(changeMs)) {
          expect(body.report(nowMs + 1e9)).toEqual(shown);
          return;
        }
        for (const share of [0.1, 0.5, 0.9, 0.999]) {
          const other = make();
          // It is told of a microsecond too late, so that rounding never makes it too early.
          const quietMs = changeMs - nowMs - 1e-3;
          expect(other.body.report(nowMs + share * quietMs)).toEqual(shown);
        }
        // An empty battery stays where it is: the announcement was idle, and is not made again.
        const after = body.report(changeMs + 0.01);
        if (after.batteryPercent === 0 && after.place === shown.place)
          expect(body.nextChangeMs(changeMs + 0.01)).toBeGreaterThan(changeMs + 0.01);
        else expect(after).not.toEqual(shown);
      }),
      { numRuns: 500, examples: [charging] },
    );
  });

  it('stays between empty and full', () => {
    const body = at(600, 1);
    expect(body.report(90 * MINUTE).batteryPercent).toBe(0);
    expect(body.nextChangeMs(90 * MINUTE)).toBe(Number.POSITIVE_INFINITY);
    body.command({ do: 'approach', pad: 0 }, 90 * MINUTE);
    expect(body.report(900 * MINUTE)).toMatchObject({ place: 'docked', batteryPercent: 100 });
  });

  it('turns round when it is told to on its way', () => {
    const body = at(1, 50);
    body.command({ do: 'approach', pad: 0 }, 0);
    body.command({ do: 'leave' }, 1000);
    expect(body.report(1000).place).toBe('away');
    expect(body.report(60_000).place).toBe('away');
  });

  it('takes no longer to leave when it is told twice', () => {
    const body = at(1, 50);
    body.command({ do: 'approach', pad: 0 }, 0);
    body.report(30_000);
    body.command({ do: 'leave' }, 40_000);
    body.command({ do: 'leave' }, 40_400);
    expect(body.report(40_500).place).toBe('away');
  });

  it('leaves also when it was stopped in between', () => {
    const body = at(1, 50);
    body.command({ do: 'approach', pad: 0 }, 0);
    body.report(30_000);
    body.command({ do: 'leave' }, 40_000);
    body.command({ do: 'stop' }, 40_100);
    expect(body.report(90_000).place).toBe('leaving');
    body.command({ do: 'leave' }, 90_000);
    expect(body.report(90_500).place).toBe('away');
  });

  it('on a pad that gives no charge draws what it draws at rest, until it does', () => {
    const body = at(1, 50);
    body.command({ do: 'approach', pad: 0 }, 0);
    body.setPower(false, 30_000);
    expect(body.report(30_000).place).toBe('docked');
    expect(body.report(30_000 + 90 * MINUTE).batteryPercent).toBe(44);
    body.setPower(true, 30_000 + 90 * MINUTE);
    expect(body.report(30_000 + 96 * MINUTE).batteryPercent).toBe(55);
  });

  it('tells whether charge flows where it can measure that', () => {
    const levels = { speed: 1, batteryPercent: 50, requestBelow: 35, chargeTo: 90 };
    const body = new VirtualBody({ ...levels, measures: true }, 0);
    const blind = new VirtualBody(levels, 0);
    expect(body.report(0).charging).toBe(false);
    for (const each of [body, blind]) each.command({ do: 'approach', pad: 0 }, 0);
    expect([body.report(30_000).charging, blind.report(30_000).charging]).toEqual([true, null]);
    body.setPower(false, 31_000);
    expect(body.report(31_000)).toMatchObject({ place: 'docked', charging: false });
  });
});
