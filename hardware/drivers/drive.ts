/** Both motors together, and which of their pins the dead-man is to hold. */

import type { DriveBoard, MotorBoard, Pin } from '../board/board.ts';
import type { GuardedPin, LiveBoard } from '../link/board-link.ts';
import type { Drive } from '../robot/motion.ts';
import { openMotor } from './motor.ts';

export type Wheels = 'left' | 'right' | 'both';

export interface DriveMotors {
  /** Writes both motors. */
  set(drive: Drive): void;
  /** Writes one of them, or both, with a speed of its own. */
  turn(wheels: Wheels, drive: Drive, speedPercent: number): void;
}

/** Both motors are off afterwards. */
export function openDrive(
  live: Pick<LiveBoard, 'board' | 'io'>,
  { left, right, speedPercent }: DriveBoard,
): DriveMotors {
  const motors = {
    left: openMotor(live, left, speedPercent),
    right: openMotor(live, right, speedPercent),
  };
  const turn = (wheels: Wheels, drive: Drive, percent: number): void => {
    for (const side of ['left', 'right'] as const) {
      if (wheels !== 'both' && wheels !== side) continue;
      if (drive === 'forward') motors[side].forward(percent);
      else if (drive === 'backward') motors[side].backward(percent);
      else motors[side].off();
    }
  };
  return { set: (drive) => turn('both', drive, speedPercent), turn };
}

/** Without these a motor turns nowhere: its pulse, or both switched pins where there is none. */
export function guardedMotorPins({ left, right }: DriveBoard): GuardedPin[] {
  return [...poweringPins(left), ...poweringPins(right)].map((pin) => ({ pin, safe: 'low' }));
}

function poweringPins({ pwm, direction, brake }: MotorBoard): Pin[] {
  if (pwm !== null) return [pwm];
  return brake === null ? [direction] : [direction, brake];
}
