/** The devices of a robot on a board that is up: opened anew each time, motors off, and let go together. */

import type { RobotBoard } from '../board/board.ts';
import { type BatteryPlaces, openBattery } from '../drivers/battery.ts';
import type { BatterySense } from '../drivers/battery-sense.ts';
import { type Contact, type DriverPorts, openContact } from '../drivers/contact.ts';
import { type CurrentSense, openAnalogCurrent } from '../drivers/current.ts';
import { type DriveMotors, openDrive } from '../drivers/drive.ts';
import { openStatusLed, type StatusLed } from '../drivers/status-led.ts';
import type { LiveBoard } from '../link/board-link.ts';

export interface RobotDevices {
  readonly live: LiveBoard;
  readonly motors: DriveMotors;
  readonly dock: Contact;
  readonly battery: BatterySense;
  /** What the motors draw; null where nothing measures it. */
  readonly draw: CurrentSense | null;
  readonly led: StatusLed | null;
  /** Motors off, as far as the board still listens. */
  close(): void;
}

/** `onChange`: the dock contact, or what the motors draw, may have changed. */
export function openRobotDevices(
  live: LiveBoard,
  board: RobotBoard,
  ports: DriverPorts,
  onChange: () => void,
  places: BatteryPlaces,
): RobotDevices {
  // Before all else: whatever they did when the board was lost, they do no more.
  const motors = openDrive(live, board.drive);
  const { current } = board.drive;
  const draw = current === null ? null : openAnalogCurrent(live, current, ports, onChange);
  const battery = openBattery(live, board.battery, ports, places);
  const led = board.led === null ? null : openStatusLed(live, board.led, ports);
  const dock = openContact(live, board.dock, ports, onChange);
  return {
    live,
    motors,
    dock,
    battery,
    draw,
    led,
    close() {
      motors.set('off');
      dock.close();
      draw?.close();
      battery.close();
      led?.close();
    },
  };
}
