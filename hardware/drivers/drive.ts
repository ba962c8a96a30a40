/** Both motors together, and which of their pins the dead-man is to hold. */

import type { DriveBoard, MotorBoard, Pin } from '../board/board.ts';
import type { GuardedPin, LiveBoard } from '../link/board-link.ts';
import type { Drive } from '../robot/motion.ts';
import { openMotor } from './motor.ts';

export interface DriveMotors {
  /** Writes both motors. */
  set(drive: Drive): void;
}

/** Both motors are off afterwards. */
export function openDrive(
  live: Pick<LiveBoard, 'board' | 'io'>,
  { left, right, speedPercent }: DriveBoard,
): DriveMotors {
  const motors = [openMotor(live, left, speedPercent), openMotor(live, right, speedPercent)];
  return {
    set(drive) {
      for (const motor of motors) {
        if (drive === 'forward') motor.forward();
        else if (drive === 'backward') motor.backward();
        else motor.off();
      }
    },
  };
}

/** Without these a motor turns nowhere: its pulse, or both switched pins where there is none. */
export function guardedMotorPins({ left, right }: DriveBoard): GuardedPin[] {
  return [...poweringPins(left), ...poweringPins(right)].map((pin) => ({ pin, safe: 'low' }));
}

function poweringPins({ pwm, direction, brake }: MotorBoard): Pin[] {
  if (pwm !== null) return [pwm];
  return brake === null ? [direction] : [direction, brake];
}
