/** From a contact, a bridge or a light to the levels of pins, and back. */
import type { ContactBoard, LedBoard, Level, MotorBoard } from '../../../hardware/board/board.ts';
import type { Outputs } from './wiring.ts';

/** What a contact puts on its pin; null: nothing, and the pull-up of the board decides. */
export function contactLevel({ closed, pullUp }: ContactBoard, isClosed: boolean): Level | null {
  if (isClosed) return closed;
  // The pull-up brings the pin to high; without one there is a resistor beside the contact.
  if (pullUp && closed === 'low') return null;
  return closed === 'low' ? 'high' : 'low';
}

/** -1 full backwards .. 1 full forward: what a bridge makes of its inputs. One that floats counts as low. */
export function motorPower(board: MotorBoard, pins: Outputs): number {
  const isForward = pins.level(board.direction) === 'high';
  const power = board.pwm === null ? 1 : pins.duty(board.pwm);
  const turn = isForward === board.reversed ? -power : power;
  if (board.brake === null) return power === 0 ? 0 : turn;
  // Both inputs alike: the bridge brakes.
  const isBackward = pins.level(board.brake) === 'high';
  return isForward === isBackward || power === 0 ? 0 : turn;
}

export function isLit({ pin, lit }: LedBoard, pins: Outputs): boolean {
  return pins.level(pin) === lit;
}
