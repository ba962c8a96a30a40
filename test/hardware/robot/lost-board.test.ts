/** A robot whose board goes away, comes back, or stops answering; on emulated Arduinos with real firmware. */

import { describe, expect, it, vi } from 'vitest';
import { openRobotBody } from '../../../hardware/robot-body.ts';
import type { BodyReport } from '../../../src/roles/body.ts';
import { FakeArduino, STANDARD } from '../fake-arduino.ts';
import { HandTime } from '../hand-time.ts';
import { noiseWhileItDrives, resetInTheMiddle } from './mishaps.ts';
import { faulty, RobotStage, type StageOptions, shippedBoard, well, withRobot } from './stage.ts';

// Emulated boards want a processor, which other tests may have.
vi.setConfig({ testTimeout: 60_000 });

const GUARDED = shippedBoard('robot-uno-ina219');
const ROOST: StageOptions = { wire: 'RoostFirmata', board: GUARDED };

describe('a board that is not there', () => {
  it('is waited for some seconds; then the report has a fault, and the robot may stand anywhere', async () => {
    const stage = await RobotStage.open({ ...ROOST, prepare: (fresh) => fresh.unplug() });
    expect(stage.time.nowMs()).toBeGreaterThanOrEqual(4000);
    expect(stage.time.nowMs()).toBeLessThan(5000);
    expect(stage.report).toMatchObject({ place: 'docked', batteryPercent: null, alarm: null });
    expect(stage.report.fault).toContain('/dev/ttyACM0');
    expect(stage.reports).toEqual([]);
    stage.plug();
    await well(stage);
    expect(stage.report.place).toBe('away');
    await stage.until('its charge', () => stage.report.batteryPercent !== null, 1000);
    await stage.end();
  });

  it('and says nothing at all is a fault as soon, and told better later', async () => {
    const time = new HandTime();
    const arduino = new FakeArduino(time, STANDARD);
    arduino.hang();
    const reports: BodyReport[] = [];
    const opening = openRobotBody(
      { kind: 'firmata', port: '/dev/ttyACM0' },
      shippedBoard('robot-uno'),
      {
        clock: time,
        makeAlarm: time.makeAlarm,
        onReport: (report) => reports.push(report),
        onNotice: () => {},
        openPort: arduino.openPort,
      },
    );
    await time.pass(4100);
    const body = await opening;
    expect(body.report()).toMatchObject({
      place: 'docked',
      batteryPercent: null,
      fault: 'the board does not answer yet',
    });
    await time.pass(5000);
    expect(reports).toHaveLength(1);
    expect(reports[0]!.fault).toMatch(/^the board at \/dev\/ttyACM0 does not answer: is it/);
    await body.close();
    expect(time.pending).toBe(0);
  });

  it('with another firmware than the dead-man needs is told apart', async () => {
    const time = new HandTime();
    const arduino = new FakeArduino(time, STANDARD);
    const opening = openRobotBody({ kind: 'firmata', port: '/dev/ttyACM0' }, GUARDED, {
      clock: time,
      makeAlarm: time.makeAlarm,
      onReport: () => {},
      onNotice: () => {},
      openPort: arduino.openPort,
    });
    await time.pass(4100);
    const body = await opening;
    expect(body.report().place).toBe('docked');
    expect(body.report().fault).toMatch(
      /runs StandardFirmata.*leaves outputs on when this process dies; it needs RoostFirmata/,
    );
    await body.close();
  });
});

describe('a board that is unplugged', () => {
  it('while away is a fault; the robot is still away, and goes on when it is back', () =>
    withRobot(ROOST, async (stage) => {
      stage.unplug();
      await faulty(stage);
      expect(stage.report).toMatchObject({ place: 'away', batteryPercent: null, charging: null });
      stage.openBodyOrFail.command({ do: 'stop' });
      stage.plug();
      await well(stage);
      expect(stage.report.place).toBe('away');
      await stage.dock();
    }));

  it('while docked leaves it docked, and it is found there when the board is back', () =>
    withRobot(ROOST, async (stage) => {
      await stage.dock();
      stage.unplug();
      await faulty(stage);
      expect(stage.report.place).toBe('docked');
      stage.openBodyOrFail.command({ do: 'stop' });
      stage.plug();
      await well(stage);
      expect(stage.report.place).toBe('docked');
      stage.openBodyOrFail.command({ do: 'leave' });
      await stage.at('away', 2000);
    }));

  it('while it approaches leaves it approaching; back again, it backs off before it is away', () =>
    withRobot(ROOST, async (stage) => {
      stage.openBodyOrFail.command({ do: 'approach', pad: 0 });
      await stage.pass(500);
      expect(stage.motors).toBe('forward');
      stage.unplug();
      await faulty(stage);
      expect(stage.report.place).toBe('approaching');
      expect(stage.motors).toBe('off');
      stage.openBodyOrFail.command({ do: 'stop' });
      stage.plug();
      await well(stage);
      expect(stage.report.place).toBe('approaching');
      await stage.pass(2000);
      expect(stage.motors).toBe('off');
      stage.openBodyOrFail.command({ do: 'leave' });
      await stage.at('away', 1000);
    }));
});

describe('a board that is reset in the middle', () => {
  it('stops the motors at once and is set up anew', () => withRobot(ROOST, resetInTheMiddle));
});

describe('the dead-man of the firmware', () => {
  it('is kept awake through a long drive', () =>
    withRobot({ ...ROOST, driveMs: 8000, speed: 1 }, async (stage) => {
      await stage.dock();
      expect(stage.reports.every(({ fault }) => fault === null)).toBe(true);
      expect(stage.changes.filter(({ what }) => what === 'motors').length).toBeLessThanOrEqual(4);
    }));

  it('stops the motors when the process freezes, and that is told after the thaw', () =>
    withRobot({ ...ROOST, driveMs: 10_000 }, async (stage) => {
      stage.openBodyOrFail.command({ do: 'approach', pad: 0 });
      await stage.pass(1000);
      const frozenMs = stage.time.nowMs();
      await stage.time.freeze(4000);
      expect(stage.motors).toBe('off');
      expect(stage.motorsSinceMs - frozenMs).toBeGreaterThan(200);
      expect(stage.motorsSinceMs - frozenMs).toBeLessThan(600);
      await faulty(stage);
      expect(stage.report.fault).toBe(
        'the board has stopped the motors by itself: this computer was silent for 1000 ms',
      );
      expect(stage.report.place).toBe('approaching');
      await stage.pass(5000);
      expect(stage.motors).toBe('off');
      stage.openBodyOrFail.command({ do: 'leave' });
      await stage.at('away', 1000);
    }));

  it('stops the motors when the line is cut', () =>
    withRobot({ ...ROOST, driveMs: 10_000 }, async (stage) => {
      stage.openBodyOrFail.command({ do: 'approach', pad: 0 });
      await stage.pass(1000);
      const cutMs = stage.time.nowMs();
      stage.cut();
      await stage.pass(1500);
      expect(stage.motors).toBe('off');
      expect(stage.motorsSinceMs - cutMs).toBeLessThan(600);
      expect(stage.report.fault).not.toBeNull();
    }));
});

describe('a board that hangs', () => {
  it('is a fault within two seconds, and is set up anew when it goes on', () =>
    withRobot(ROOST, async (stage) => {
      await stage.dock();
      stage.virtualBoard.hang();
      await stage.until('a fault', () => stage.report.fault !== null, 2500);
      expect(stage.report.fault).toContain('does not answer');
      expect(stage.report.place).toBe('docked');
      stage.openBodyOrFail.command({ do: 'stop' });
      stage.virtualBoard.goOn();
      await well(stage);
      stage.openBodyOrFail.command({ do: 'leave' });
      await stage.at('away', 1000);
    }));
});

describe('an INA219 that is not there', () => {
  it('is an alarm with the address, and no charge is known; it is well when it is back', () =>
    withRobot(ROOST, async (stage) => {
      stage.fault({ do: 'ina219', id: 'r1', isThere: false });
      await stage.until('an alarm', () => stage.report.alarm !== null, 3000);
      expect(stage.report).toMatchObject({
        batteryPercent: null,
        charging: null,
        fault: null,
        alarm: 'no INA219 answers at address 0x40: look at its wires and address',
      });
      stage.fault({ do: 'ina219', id: 'r1', isThere: true });
      await stage.until('its charge', () => stage.report.batteryPercent !== null, 15_000);
      expect(stage.report.alarm).toBeNull();
    }));

  it('from the start is told too', async () => {
    const stage = await RobotStage.open({
      ...ROOST,
      prepare: (fresh) => fresh.fault({ do: 'ina219', id: 'r1', isThere: false }),
    });
    await stage.until('an alarm', () => stage.report.alarm !== null, 3000);
    expect(stage.report).toMatchObject({ place: 'away', batteryPercent: null, fault: null });
    await stage.end();
  });
});

describe('charging, where it is measured', () => {
  it('is true while charge flows, and false when the pad has no power', () =>
    withRobot(ROOST, async (stage) => {
      expect(stage.report.charging).toBe(false);
      await stage.dock();
      await stage.until('charging', () => stage.report.charging === true, 5000);
      stage.fault({ do: 'power', id: 'p1', on: false });
      await stage.until('no more charging', () => stage.report.charging === false, 5000);
      expect(stage.report).toMatchObject({ place: 'docked', fault: null, alarm: null });
    }));
});

describe('noise on the line', () => {
  it('while it drives ends with the motors off and a robot that goes on', () =>
    withRobot({ ...ROOST, driveMs: 10_000 }, noiseWhileItDrives));
});
