/**
 * What stands at an analog pin: the volts of a divider or of a current sensor, with the noise that every real
 * reading has.
 */
import type { AnalogCurrentBoard, DividerBoard } from '../../../hardware/board/board.ts';
import type { Chance } from '../../world/chance.ts';

/** An ADC of 10 bits sees the last two of its steps change. */
const ADC_NOISE_VOLTS = 0.006;
/** An ACS712 of 5 A without a filter: 21 mV from peak to peak (Allegro ACS712 data sheet). */
const ACS712_NOISE_VOLTS = 0.0105;

export function dividerVolts(board: DividerBoard, volts: number): number {
  return within(volts / board.ratio, board.referenceVolts);
}

export function currentVolts(board: AnalogCurrentBoard, amps: number): number {
  return within(board.zeroVolts + amps * board.voltsPerAmp, board.referenceVolts);
}

export function dividerNoise(chance: Chance): number {
  return chance.between(-ADC_NOISE_VOLTS, ADC_NOISE_VOLTS);
}

export function currentNoise(chance: Chance): number {
  return chance.between(-ACS712_NOISE_VOLTS, ACS712_NOISE_VOLTS);
}

function within(volts: number, highest: number): number {
  return Math.min(highest, Math.max(0, volts));
}
