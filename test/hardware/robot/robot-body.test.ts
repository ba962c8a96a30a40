/** What goes wrong with a robot's body, and what it makes of it; in the world of the virtual boards. */

import { describe, expect, it, vi } from 'vitest';
import type { RobotBoard } from '../../../hardware/board/board.ts';
import { type RobotStage, shippedBoard, withRobot } from './stage.ts';

// Emulated boards want a processor, which other tests may have.
vi.setConfig({ testTimeout: 60_000 });

const UNO = shippedBoard('robot-uno');
/** Approaches that miss are over soon. */
const QUICK: RobotBoard = { ...UNO, drive: { ...UNO.drive, approachMs: 3000 } };
const MEASURED: RobotBoard = {
  ...QUICK,
  drive: { ...QUICK.drive, current: shippedBoard('robot-uno-ina219').drive.current },
};

describe('where it stands at the start', () => {
  it('is the pad that a former life has left it on; it gets off', () =>
    withRobot(
      { prepare: (stage) => stage.fault({ do: 'put', id: 'r1', pad: 'p1' }) },
      async (stage) => {
        expect(stage.report).toMatchObject({ place: 'docked', fault: null });
        stage.openBodyOrFail.command({ do: 'leave' });
        await stage.at('away', 1000);
      },
    ));

  it('is told with the charge, so that nobody has to guess', () =>
    withRobot({ batteryPercent: 80 }, async (stage) => {
      expect(stage.reports).toEqual([]);
      expect(stage.report.place).toBe('away');
      expect(Math.abs(stage.report.batteryPercent! - 80)).toBeLessThan(10);
    }));
});

describe('an approach', () => {
  it('that misses backs off and is away, and the next one may hit', () =>
    withRobot({ board: QUICK }, async (stage) => {
      stage.fault({ do: 'miss', id: 'r1', times: 1 });
      stage.openBodyOrFail.command({ do: 'approach', pad: 0 });
      await stage.at('leaving', 4000);
      await stage.at('away', 1000);
      expect(stage.report.fault).toBeNull();
      await stage.dock();
    }));

  it('against something that does not give way is stopped by what the motors draw', () =>
    withRobot(
      {
        board: MEASURED,
        others: ['r2'],
        prepare: (stage) => stage.fault({ do: 'put', id: 'r2', pad: 'p1' }),
      },
      async (stage) => {
        stage.openBodyOrFail.command({ do: 'approach', pad: 0 });
        await stage.until('it bumps', () => stage.roster.world.bumps > 0);
        const bumpMs = stage.time.nowMs();
        await stage.until('a fault', () => stage.report.fault !== null, 2000);
        expect(stage.report.fault).toMatch(/^the motors draw 2\.\d A, more than 2 A: blocked\?$/);
        expect(stage.report.place).toBe('approaching');
        expect(stage.motors).toBe('off');
        expect(stage.time.nowMs() - bumpMs).toBeLessThan(450);
        // As the role answers; then somebody takes the other robot away.
        stage.openBodyOrFail.command({ do: 'stop' });
        await stage.pass(1000);
        expect(stage.report.fault).not.toBeNull();
        await stage.until('it may try again', () => stage.report.fault === null, 31_000);
        stage.openBodyOrFail.command({ do: 'leave' });
        await stage.at('away', 1000);
      },
    ));

  it('is not stopped by what motors draw when they start', () =>
    withRobot({ board: MEASURED }, async (stage) => {
      for (let round = 0; round < 3; round += 1) {
        await stage.dock();
        stage.openBodyOrFail.command({ do: 'leave' });
        await stage.at('away', 1000);
      }
      expect(stage.reports.every(({ fault }) => fault === null)).toBe(true);
    }));
});

describe('the dock contact', () => {
  it('that stays closed keeps it docked, with a fault and the motors off', () =>
    withRobot({}, async (stage) => {
      await stage.dock();
      stage.fault({ do: 'contact', id: 'r1', fault: 'closed' });
      stage.openBodyOrFail.command({ do: 'leave' });
      await stage.until('a fault', () => stage.report.fault !== null, 1000);
      expect(stage.report).toMatchObject({
        place: 'docked',
        fault:
          'stuck on the pad: the dock contact is still closed after 800 ms of driving backward',
      });
      expect(stage.motors).toBe('off');
      stage.fault({ do: 'contact', id: 'r1', fault: null });
      await stage.until('it is well', () => stage.report.fault === null, 1000);
      expect(stage.report.place).toBe('leaving');
      stage.openBodyOrFail.command({ do: 'leave' });
      await stage.at('away', 1000);
    }));

  it('that stays open makes approaches miss', () =>
    withRobot({ board: QUICK }, async (stage) => {
      stage.fault({ do: 'contact', id: 'r1', fault: 'open' });
      stage.openBodyOrFail.command({ do: 'approach', pad: 0 });
      await stage.pass(2900);
      expect(stage.report.place).toBe('approaching');
      await stage.at('leaving', 200);
      await stage.at('away', 1000);
    }));

  it('that is lost on the pad makes it push forward, and give up after a while', () =>
    withRobot({}, async (stage) => {
      await stage.dock();
      stage.fault({ do: 'contact', id: 'r1', fault: 'open' });
      await stage.at('approaching', 200);
      expect(stage.motors).toBe('forward');
      stage.fault({ do: 'contact', id: 'r1', fault: null });
      await stage.at('docked', 1000);
      stage.fault({ do: 'contact', id: 'r1', fault: 'open' });
      await stage.at('away', 3000);
      expect(stage.motors).toBe('off');
    }));
});

describe('closing', () => {
  it('while the contact still bounces leaves nothing that waits for it', () =>
    withRobot({}, async (stage) => {
      stage.openBodyOrFail.command({ do: 'approach', pad: 0 });
      await stage.until('it touches', () => stage.robot.way.touches !== null);
      await stage.pass(8);
      expect(stage.report.place).toBe('approaching');
      await stage.openBodyOrFail.close();
      expect(stage.time.pending).toBe(1);
      await stage.pass(100);
      expect(stage.motors).toBe('off');
    }));
});

describe('the battery sensor', () => {
  it('of an empty battery shows little charge, and no alarm', () =>
    withRobot({ batteryPercent: 1 }, async (stage) => {
      await stage.pass(3000);
      expect(stage.report.batteryPercent).toBeLessThan(6);
      expect(stage.report.alarm).toBeNull();
    }));

  it.each([
    ['off', /reads 0\.\d V, and this battery has 4\.5 to 9\.5 V: is a wire off\?/],
    ['jumping', /jumps, from \d\.\d V to \d\.\d V at once: is a wire loose\?|reads \d+\.\d V/],
  ] as const)(
    'that is %s gives no percent but an alarm, and none once it is mended',
    (fault, alarm) =>
      withRobot({}, async (stage) => {
        stage.fault({ do: 'battery', id: 'r1', fault });
        await stage.until('an alarm', () => stage.report.alarm !== null, 12_000);
        expect(stage.report).toMatchObject({ batteryPercent: null, charging: null, fault: null });
        expect(stage.report.alarm).toMatch(alarm);
        stage.fault({ do: 'battery', id: 'r1', fault: null });
        await stage.pass(5000);
        expect(stage.report.batteryPercent).toBeNull();
        await stage.until('percent again', () => stage.report.batteryPercent !== null, 20_000);
        expect(stage.report.alarm).toBeNull();
      }),
  );

  it('that has stuck is found out while it drives', () =>
    withRobot({ driveMs: 10_000 }, async (stage) => {
      stage.fault({ do: 'battery', id: 'r1', fault: 'stuck' });
      await stage.pass(20_000);
      expect(stage.report.alarm).toBeNull();
      stage.openBodyOrFail.command({ do: 'approach', pad: 0 });
      await stage.until('an alarm', () => stage.report.alarm !== null, 10_000);
      expect(stage.report.alarm).toMatch(/^the battery sensor has stuck at \d\.\d\d V/);
      expect(stage.report.batteryPercent).toBeNull();
    }));

  it('that is well makes no alarm through hours of work, approaches and charging', () =>
    withRobot({}, async (stage) => {
      for (let round = 0; round < 4; round += 1) {
        await stage.dock();
        await stage.pass(20_000);
        stage.openBodyOrFail.command({ do: 'leave' });
        await stage.at('away');
        await stage.pass(20_000);
      }
      expect(stage.reports.filter(({ alarm }) => alarm !== null)).toEqual([]);
    }));

  it('is not misled by the motors of a long approach', () =>
    withRobot({ driveMs: 12_000, speed: 1 }, async (stage) => {
      const before = stage.report.batteryPercent!;
      stage.openBodyOrFail.command({ do: 'approach', pad: 0 });
      await stage.pass(11_000);
      expect(Math.abs(stage.report.batteryPercent! - before)).toBeLessThanOrEqual(1);
    }));
});

describe('the sensor of the motors', () => {
  it('is an alarm when its wire is off; the robot drives all the same', () =>
    withRobot({ board: MEASURED }, async (stage) => {
      await stage.dock();
      expect(stage.report.alarm).toBeNull();
      stage.io.removeAllListeners('analog-read-2');
      await stage.until('an alarm', () => stage.report.alarm !== null, 3000);
      stage.openBodyOrFail.command({ do: 'leave' });
      await stage.at('away', 1000);
      expect(stage.report).toMatchObject({
        fault: null,
        alarm: 'the current sensor at A2 is not read any more',
      });
    }));
});

describe('the light', () => {
  const litShare = async (stage: RobotStage): Promise<number> => {
    let lit = 0;
    for (let i = 0; i < 200; i += 1) {
      await stage.pass(20);
      if (stage.io.level(13) === 'high') lit += 1;
    }
    return lit / 200;
  };

  it('tells work from rest, approach, charging and a fault', () =>
    withRobot({ driveMs: 6000 }, async (stage) => {
      const body = stage.openBodyOrFail;
      body.command({ do: 'work' });
      expect(await litShare(stage)).toBeCloseTo(0.05, 1);
      body.command({ do: 'rest' });
      expect(await litShare(stage)).toBeCloseTo(0.1, 1);
      body.command({ do: 'approach', pad: 0 });
      expect(await litShare(stage)).toBeCloseTo(0.5, 1);
      await stage.at('docked');
      expect(await litShare(stage)).toBe(1);
      stage.fault({ do: 'contact', id: 'r1', fault: 'closed' });
      body.command({ do: 'leave' });
      await stage.pass(1000);
      const share = await litShare(stage);
      expect(share).toBeGreaterThan(0.3);
      expect(share).toBeLessThan(0.7);
    }));
});

describe('without a dead-man', () => {
  it('it says once that the motors would run on', () =>
    withRobot({}, async (stage) => {
      const warnings = stage.notices.filter((text) => text.includes('run on'));
      expect(warnings).toEqual([
        'the motors run on if this process dies or freezes while they turn: ' +
          "use Roost's firmware (deadMan: firmware)",
      ]);
    }));
});

describe('a dead-man of pulses', () => {
  const changes = async (stage: RobotStage): Promise<number> => {
    let seen = 0;
    let before = stage.gpio.level(23);
    for (let i = 0; i < 100; i += 1) {
      await stage.pass(10);
      const level = stage.gpio.level(23);
      if (level !== before) seen += 1;
      before = level;
    }
    return seen;
  };

  it('is fed only while the motors are to turn, and is at rest afterwards', () =>
    withRobot({ wire: 'GPIO', board: shippedBoard('robot-pi'), speed: 1 }, async (stage) => {
      expect(await changes(stage)).toBe(0);
      stage.openBodyOrFail.command({ do: 'approach', pad: 0 });
      expect(await changes(stage)).toBeGreaterThanOrEqual(9);
      await stage.at('docked');
      await stage.pass(100);
      expect(await changes(stage)).toBe(0);
      expect(stage.gpio.level(23)).toBe('low');
    }));
});

describe('a board that cannot do what its board file says', () => {
  it('is a fault in plain words, and nothing breaks', () => {
    const drive = { ...UNO.drive, left: { ...UNO.drive.left, pwm: 'D77' } };
    return withRobot({ board: { ...UNO, drive } }, async (stage) => {
      expect(stage.report.place).toBe('docked');
      expect(stage.report.fault).toMatch(/^the board cannot be set up as its board file says: /);
    });
  });
});
