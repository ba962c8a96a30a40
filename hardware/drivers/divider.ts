/**
 * Volts of the battery behind a divider of two resistors at an analog pin.
 *
 * Samples are taken from the IO plugin as they come, and not from johnny-five's Sensor: that one repeats its last
 * value for ever when none come any more, on a clock of its own, so a sensor that has died would
 * look like one that keeps very still. The middle one of some samples is told, which no single spike moves.
 */

import type { DividerBoard } from '../board/board.ts';
import type { LiveBoard } from '../link/board-link.ts';
import { analogChannel } from '../link/pins.ts';
import type { VoltsSense } from './battery-sense.ts';
import type { DriverPorts } from './contact.ts';

/** Some 100 ms at Firmata's usual sampling of 19 ms. */
const SAMPLES = 5;
const FULL_SCALE = 1023;

export function openDivider(
  { io }: Pick<LiveBoard, 'io'>,
  board: DividerBoard,
  { clock }: Pick<DriverPorts, 'clock'>,
): VoltsSense {
  const channel = analogChannel(board.pin);
  const samples: number[] = [];
  let sampledMs = 0;

  const read = (sample: number): void => {
    samples.push(sample);
    if (samples.length > SAMPLES) samples.shift();
    sampledMs = clock.nowMs();
  };
  io.pinMode(channel, io.MODES.ANALOG);
  io.analogRead(channel, read);

  return {
    fault: null,
    volts() {
      if (samples.length < SAMPLES) return null;
      const volts = voltsOf(median(samples), board);
      // A change of any one sample shows that the converter lives, though the median may keep still.
      return { volts, raw: samples[samples.length - 1]!, atMs: sampledMs };
    },
    close() {
      io.removeListener(`analog-read-${channel}`, read);
    },
  };
}

/** Volts of the battery for a sample of the converter, 0 to 1023. */
export function voltsOf(
  sample: number,
  { ratio, referenceVolts }: Pick<DividerBoard, 'ratio' | 'referenceVolts'>,
): number {
  return (sample / FULL_SCALE) * referenceVolts * ratio;
}

function median(samples: readonly number[]): number {
  return [...samples].sort((a, b) => a - b)[samples.length >> 1]!;
}
