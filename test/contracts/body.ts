/** What every Body promises (src/runtime/ports.ts), for every implementation to run. */

import { describe, expect, test } from 'vitest';
import type { BodyReport, Place } from '../../src/roles/body.ts';
import type { Body } from '../../src/runtime/ports.ts';

/** A body that is away, in a world where driving forward leads onto a pad with power. */
export interface BodyUnderTest {
  readonly body: Body;
  /** What onReport has heard since it was opened. */
  readonly reports: readonly BodyReport[];
  nowMs(): number;
  pass(ms: number): Promise<void>;
  /** Lets time pass until something is so; rejects after some minutes of it. */
  until(what: string, condition: () => boolean): Promise<void>;
  /** Which way the motors turn, seen from outside of the body; null where that can't be seen. */
  motors(): 'off' | 'forward' | 'backward' | null;
  /** Ends the world around it: rejects when the body, once closed, has left anything behind. */
  end(): Promise<void>;
}

/** Time for a report to get out after what it is about. */
const TOLD_MS = 20;
const MISREAD_PERCENT = 12;

export interface BodyContractOptions {
  /** How far the battery is to go up and down: bodies that count what flows can't be hurried. */
  readonly gainPercent?: number;
  readonly lossPercent?: number;
  /** For each test, on a machine that has other things to do. */
  readonly timeoutMs?: number;
}

/** `open` resolves with a body that is away, with so much charge (percent). */
export function bodyContract(
  name: string,
  open: (batteryPercent: number) => Promise<BodyUnderTest>,
  { gainPercent = 10, lossPercent = 3, timeoutMs = 20_000 }: BodyContractOptions = {},
): void {
  const withBody = async (
    run: (under: BodyUnderTest) => Promise<void>,
    batteryPercent = 50,
  ): Promise<void> => {
    const under = await open(batteryPercent);
    try {
      await run(under);
    } finally {
      await under.body.close();
      await under.end();
    }
  };
  const at = (under: BodyUnderTest, place: Place) =>
    under.until(`the body is ${place}`, () => under.body.report().place === place);
  const dock = async (under: BodyUnderTest): Promise<void> => {
    under.body.command({ do: 'approach', pad: 0 });
    await at(under, 'docked');
  };
  const motorsAre = (under: BodyUnderTest, wanted: 'off' | 'forward' | 'backward'): void => {
    const motors = under.motors();
    if (motors !== null) expect(motors).toBe(wanted);
  };
  /** From the start on, each change once. */
  const places = (under: BodyUnderTest): Place[] => {
    const seen: Place[] = ['away', ...under.reports.map(({ place }) => place)];
    return seen.filter((place, index) => place !== seen[index - 1]);
  };

  describe(`${name} is a Body`, { timeout: timeoutMs }, () => {
    test('its first report is of a robot that is away, well, and knows its charge', () =>
      withBody(async (under) => {
        const { place, batteryPercent, fault, alarm } = under.body.report();
        expect({ place, fault, alarm }).toEqual({ place: 'away', fault: null, alarm: null });
        expect(Math.abs(batteryPercent! - 50)).toBeLessThanOrEqual(MISREAD_PERCENT);
        expect(under.body.undockMs).toBeGreaterThan(0);
        motorsAre(under, 'off');
      }));

    test('an approach ends docked, with the motors off, and it stays there', () =>
      withBody(async (under) => {
        under.body.command({ do: 'approach', pad: 0 });
        await under.pass(TOLD_MS);
        expect(under.body.report().place).toBe('approaching');
        motorsAre(under, 'forward');
        await at(under, 'docked');
        await under.pass(TOLD_MS);
        motorsAre(under, 'off');
        await under.pass(5000);
        expect(under.body.report()).toMatchObject({ place: 'docked', fault: null });
        expect(places(under)).toEqual(['away', 'approaching', 'docked']);
      }));

    test('leaving ends away within the time that it has promised', () =>
      withBody(async (under) => {
        await dock(under);
        await under.pass(1000);
        under.body.command({ do: 'leave' });
        const fromMs = under.nowMs();
        await under.pass(TOLD_MS);
        expect(under.body.report().place).toBe('leaving');
        motorsAre(under, 'backward');
        await at(under, 'away');
        expect(under.nowMs() - fromMs).toBeLessThanOrEqual(under.body.undockMs + TOLD_MS);
        await under.pass(TOLD_MS);
        motorsAre(under, 'off');
        expect(places(under)).toEqual(['away', 'approaching', 'docked', 'leaving', 'away']);
      }));

    test('it goes to the pad and back as often as it is told to', () =>
      withBody(async (under) => {
        for (let round = 0; round < 3; round += 1) {
          await dock(under);
          under.body.command({ do: 'leave' });
          await at(under, 'away');
          under.body.command({ do: 'work' });
          await under.pass(2000);
          expect(under.body.report().place).toBe('away');
        }
      }));

    test('an approach that is given up ends away', () =>
      withBody(async (under) => {
        under.body.command({ do: 'approach', pad: 0 });
        await under.pass(500);
        under.body.command({ do: 'leave' });
        await at(under, 'away');
        await under.pass(TOLD_MS);
        motorsAre(under, 'off');
        await under.pass(4000);
        expect(under.body.report().place).toBe('away');
      }));

    test('stop switches the motors off where it is, and leaving goes on from there', () =>
      withBody(async (under) => {
        under.body.command({ do: 'approach', pad: 0 });
        await under.pass(500);
        under.body.command({ do: 'stop' });
        await under.pass(TOLD_MS);
        motorsAre(under, 'off');
        await under.pass(4000);
        expect(under.body.report().place).toBe('approaching');
        under.body.command({ do: 'leave' });
        await at(under, 'away');
      }));

    test('work and rest while it leaves keep it from nothing', () =>
      withBody(async (under) => {
        for (const command of ['work', 'rest'] as const) {
          await dock(under);
          under.body.command({ do: 'leave' });
          under.body.command({ do: command });
          await at(under, 'away');
        }
      }));

    test('what makes no sense where it is changes nothing', () =>
      withBody(async (under) => {
        for (const command of ['leave', 'work', 'rest', 'stop', 'leave'] as const) {
          under.body.command({ do: command });
          await under.pass(TOLD_MS);
          motorsAre(under, 'off');
          expect(under.body.report()).toMatchObject({ place: 'away', fault: null });
        }
        await dock(under);
        under.body.command({ do: 'approach', pad: 0 });
        await under.pass(2000);
        expect(under.body.report()).toMatchObject({ place: 'docked', fault: null });
        expect(places(under)).toEqual(['away', 'approaching', 'docked']);
      }));

    test('no report comes from within a command, none comes twice, the last one is the present', () =>
      withBody(async (under) => {
        for (const command of ['approach', 'leave', 'rest', 'work'] as const) {
          const before = under.reports.length;
          under.body.command(command === 'approach' ? { do: command, pad: 0 } : { do: command });
          expect(under.reports.length).toBe(before);
          await under.pass(1500);
        }
        await dock(under);
        await under.pass(5000);
        expect(under.reports.length).toBeGreaterThan(0);
        for (const [index, report] of under.reports.entries()) {
          expect(report).not.toEqual(under.reports[index - 1]);
        }
        expect(under.reports.at(-1)).toEqual(under.body.report());
      }));

    test('the battery fills on the pad and empties at work, in whole percent', () =>
      withBody(async (under) => {
        const { body, reports } = under;
        const start = body.report().batteryPercent!;
        await dock(under);
        await under.until(
          'more charge',
          () => body.report().batteryPercent! >= start + gainPercent,
        );
        expect([true, null]).toContain(body.report().charging);
        const filled = body.report().batteryPercent!;
        body.command({ do: 'leave' });
        await at(under, 'away');
        body.command({ do: 'work' });
        await under.until(
          'less charge',
          () => body.report().batteryPercent! <= filled - lossPercent,
        );
        await under.until('no more charging', () => body.report().charging !== true);
        for (const { batteryPercent } of reports) {
          expect(Number.isInteger(batteryPercent)).toBe(true);
          expect(batteryPercent).toBeGreaterThanOrEqual(0);
          expect(batteryPercent).toBeLessThanOrEqual(100);
        }
      }));

    test('once closed it says nothing more, and its motors are off', () =>
      withBody(async (under) => {
        under.body.command({ do: 'approach', pad: 0 });
        await under.pass(500);
        motorsAre(under, 'forward');
        await under.body.close();
        await under.pass(TOLD_MS);
        motorsAre(under, 'off');
        const before = under.reports.length;
        await under.pass(5000);
        expect(under.reports.length).toBe(before);
      }));
  });
}
