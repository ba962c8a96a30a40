/**
 * Amps, from whatever measures them.
 *
 * The sensor here gives a voltage in proportion to the current, as an ACS712 does: noisy by some tens of
 * milliamps, so readings are averaged over a few samples. INA219 (ina219.ts) and hwmon (hwmon.ts) have the same
 * interface.
 */

import type { AnalogCurrentBoard } from '../board/board.ts';
import type { LiveBoard } from '../link/board-link.ts';
import { analogChannel } from '../link/pins.ts';
import type { DriverPorts } from './contact.ts';

export interface CurrentSense {
  /** Null until it has measured, and while it gives no sense. */
  amps(): number | null;
  /** Why it gives no sense, in plain words, or null. */
  readonly fault: string | null;
  close(): void;
}

/** 150 ms at the sampling that the link asks for. */
const AVERAGED = 3;
const FULL_SCALE = 1023;
/** An ACS712 that is well reaches neither end of the range: there, a wire is off, or the current is beyond measure. */
const LOW_EDGE = 3;
const HIGH_EDGE = FULL_SCALE - 3;
/**
 * Samples come many times a second; when none came for so long, the last one says nothing any more. A board
 * that does not answer at all is found lost before.
 */
const STALE_MS = 2000;

/** `onReading` is called after each sample. */
export function openAnalogCurrent(
  { io }: Pick<LiveBoard, 'io'>,
  board: AnalogCurrentBoard,
  { clock }: Pick<DriverPorts, 'clock'>,
  onReading: () => void,
): CurrentSense {
  const channel = analogChannel(board.pin);
  const samples: number[] = [];
  const startedMs = clock.nowMs();
  let sampledMs: number | null = null;

  const read = (sample: number): void => {
    samples.push(sample);
    if (samples.length > AVERAGED) samples.shift();
    sampledMs = clock.nowMs();
    onReading();
  };
  const trouble = (): string | null => {
    const name = `the current sensor at ${board.pin}`;
    if (clock.nowMs() - (sampledMs ?? startedMs) > STALE_MS) return `${name} is not read any more`;
    if (samples.length === 0) return null;
    if (samples.every((sample) => sample < LOW_EDGE)) return `${name} reads 0 V: is its wire off?`;
    if (samples.every((sample) => sample > HIGH_EDGE))
      return `${name} reads full scale: is there a short circuit, or is it connected to the supply?`;
    return null;
  };

  io.pinMode(channel, io.MODES.ANALOG);
  io.analogRead(channel, read);

  return {
    amps() {
      const average = mean(samples);
      // One sample at an edge makes an average of anything.
      const atEdge = samples.some((sample) => sample < LOW_EDGE || sample > HIGH_EDGE);
      if (average === null || atEdge || trouble() !== null) return null;
      return ampsOf(average, board);
    },
    get fault() {
      return trouble();
    },
    close() {
      io.removeListener(`analog-read-${channel}`, read);
    },
  };
}

/** Amps for a sample of the converter, 0 to 1023. */
export function ampsOf(
  sample: number,
  board: Pick<AnalogCurrentBoard, 'zeroVolts' | 'voltsPerAmp' | 'referenceVolts'>,
): number {
  const volts = (sample / FULL_SCALE) * board.referenceVolts;
  return (volts - board.zeroVolts) / board.voltsPerAmp;
}

function mean(samples: readonly number[]): number | null {
  if (samples.length === 0) return null;
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
}
