/**
 * The world around the pins of a Raspberry Pi: what it puts on them, and what a process puts on them.
 *
 * In an ordinary run a fake of the package @iiot2k/gpiox stands between the two. Where the GPIO chip of
 * arm64/gpio-chip.c is preloaded (scripts/gpio-arm64), it is the package itself, on that chip.
 */

import type { Level } from '../../../hardware/board/board.ts';
import type { GpioBinding } from '../../../hardware/gpio/binding.ts';

export interface GpioWorld {
  readonly binding: GpioBinding;
  /** Called at each change of what an output puts out; null: it is no output any more. */
  onPin: (pin: number, level: Level | null) => void;
  /** Pins that this process holds. */
  readonly open: number[];
  /** null: nothing drives the pin, and its pull decides. Whatever was wrong with it is mended. */
  drive(pin: number, level: Level | null): void;
  /** Resolves when the program has heard of the last edge of every pin. */
  arrived(): Promise<void>;
  /** From now on the program hears of no edge. */
  loseEdges(): void;
  /** Another process holds the pin. */
  occupy(pin: number): void;
  breakReads(pin: number): void;
  /** What is put out; null where nothing is. Kept when the pin is given back, as Raspberry Pi OS does. */
  level(pin: number): Level | null;
  /** Nothing of it is left for the next test. */
  dispose(): void;
}

export async function openGpioWorld(): Promise<GpioWorld> {
  const { GPIO_CHIP_PINS, GPIO_CHIP_LOG } = process.env;
  if (GPIO_CHIP_PINS === undefined || GPIO_CHIP_LOG === undefined) {
    const { FakeGpiox } = await import('./fake-gpiox.ts');
    return new FakeGpiox();
  }
  const { PreloadedChip } = await import('./arm64/preloaded-chip.ts');
  return PreloadedChip.open(GPIO_CHIP_PINS, GPIO_CHIP_LOG);
}
