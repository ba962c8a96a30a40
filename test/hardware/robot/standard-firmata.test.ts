/** The same mishaps with StandardFirmata 2.3, which starts slowly, also where it is emulated. */

import { describe, expect, it } from 'vitest';
import { noiseWhileItDrives, resetInTheMiddle } from './mishaps.ts';
import { shippedBoard, withRobot } from './stage.ts';

const UNO = shippedBoard('robot-uno');

describe('a robot with StandardFirmata 2.3', { timeout: 120_000 }, () => {
  it('that is reset in the middle stops at once and is set up anew', () =>
    withRobot({ wire: 'StandardFirmata', board: UNO }, resetInTheMiddle));

  it('that hears noise while it drives ends with the motors off, and goes on', () =>
    withRobot({ wire: 'StandardFirmata', board: UNO, driveMs: 10_000 }, noiseWhileItDrives));

  it('says when no INA219 is there, though it answers with what it has not read', () => {
    const board = { ...UNO, battery: shippedBoard('robot-uno-ina219').battery };
    return withRobot({ wire: 'StandardFirmata', board }, async (stage) => {
      expect(stage.report.batteryPercent).not.toBeNull();
      stage.fault({ do: 'ina219', id: 'r1', isThere: false });
      await stage.until('an alarm', () => stage.report.alarm !== null, 3000);
      expect(stage.report.alarm).toMatch(/^no INA219 answers at address 0x40/);
      stage.fault({ do: 'ina219', id: 'r1', isThere: true });
      await stage.until('its charge', () => stage.report.batteryPercent !== null, 15_000);
    });
  });
});
