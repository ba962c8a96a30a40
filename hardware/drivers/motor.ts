/**
 * One motor behind an H-bridge: forward, backward, off.
 *
 * With a pulse-width pin it is johnny-five's Motor. Without one (a Raspberry Pi) both pins of the bridge are
 * switched, and both low is off. Every call writes the pins, also when nothing seems to change: after the
 * dead-man has switched off, what was written last is not what is.
 */

import five from 'johnny-five';
import type { MotorBoard } from '../board/board.ts';
import type { LiveBoard } from '../link/board-link.ts';
import { componentPin, devicePin } from '../link/pins.ts';

export interface Motor {
  /** As fast as it was opened for, or with so many percent; one that is only switched knows full speed alone. */
  forward(speedPercent?: number): void;
  backward(speedPercent?: number): void;
  off(): void;
}

const FULL_SPEED = 255;

/** The motor is off afterwards. */
export function openMotor(
  live: Pick<LiveBoard, 'board' | 'io'>,
  motor: MotorBoard,
  speedPercent: number,
): Motor {
  const plain = motor.pwm === null ? switched(live, motor) : pulsed(live, motor, speedPercent);
  if (!motor.reversed) return plain;
  return { forward: plain.backward, backward: plain.forward, off: plain.off };
}

function pulsed({ board }: Pick<LiveBoard, 'board'>, motor: MotorBoard, percent: number): Motor {
  const pins = { pwm: componentPin(motor.pwm!), dir: componentPin(motor.direction) };
  const device = new five.Motor({
    board,
    pins: motor.brake === null ? pins : { ...pins, cdir: componentPin(motor.brake) },
    // Otherwise it takes less than 12 percent for standing still.
    threshold: 0,
  } as unknown as five.MotorOption);
  const pulse = (speedPercent: number): number => Math.round((FULL_SPEED * speedPercent) / 100);
  device.stop();
  return {
    forward: (speedPercent = percent) => void device.forward(pulse(speedPercent)),
    backward: (speedPercent = percent) => void device.reverse(pulse(speedPercent)),
    off: () => void device.stop(),
  };
}

function switched({ io }: Pick<LiveBoard, 'io'>, { direction, brake }: MotorBoard): Motor {
  if (brake === null) {
    throw new Error(`a motor without pwm at ${direction} needs a brake pin: nothing could stop it`);
  }
  const forwardPin = devicePin(direction);
  const backwardPin = devicePin(brake);
  const put = (on: number | null, off: readonly number[]): void => {
    // Low first: both high is a short brake, and the battery's worst moment in some bridges.
    for (const pin of off) io.digitalWrite(pin, io.LOW);
    if (on !== null) io.digitalWrite(on, io.HIGH);
  };
  for (const pin of [forwardPin, backwardPin]) io.pinMode(pin, io.MODES.OUTPUT);
  const off = (): void => put(null, [forwardPin, backwardPin]);
  off();
  return {
    forward: () => put(forwardPin, [backwardPin]),
    backward: () => put(backwardPin, [forwardPin]),
    off,
  };
}
