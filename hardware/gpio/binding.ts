/**
 * What is used of the package @iiot2k/gpiox, which drives the GPIO of a Raspberry Pi through the character
 * device of the kernel (/dev/gpiochipN, version 2 of its interface).
 *
 * It is an optional dependency: prebuilt for arm and arm64 only, and npm leaves it out elsewhere. Facts that
 * shape the rest of this folder, all seen in version 2.1.4:
 * - an input with its pull-up is active low to the package: 1 means that the pin is pulled to ground;
 * - an output starts with the level that it is requested with, so nothing flickers;
 * - a callback of `watch_gpio` is told the level of the last edge, also for the edges before it that came while
 *   JavaScript was busy, and its thread ends for good when a signal interrupts it: so an edge is only a hint to
 *   read the pin, and pins are looked at now and then without any;
 * - a pin that is watched keeps the process alive until `deinit_gpio`;
 * - a failed call returns false or undefined, and `error_text` has two words for why;
 * - it opens /dev/gpiochip4 (the header of a Pi 5 before Linux 6.6.45), and where that is missing
 *   /dev/gpiochip0;
 * - loading it prints its version to stdout.
 */

import { gpioMissing } from './trouble.ts';

/** Numbers of pins are BCM numbers, 2 to 27. */
export interface GpioBinding {
  readonly GPIO_MODE_INPUT_NOPULL: number;
  readonly GPIO_MODE_INPUT_PULLDOWN: number;
  readonly GPIO_MODE_INPUT_PULLUP: number;
  readonly GPIO_MODE_OUTPUT: number;
  readonly GPIO_EDGE_BOTH: number;
  /** Requests an output, with its first level. */
  init_gpio(pin: number, mode: number, level: number): boolean;
  /** Requests an input; undefined when that failed. A `debounceUs` of 0 lets every edge through. */
  watch_gpio(
    pin: number,
    mode: number,
    debounceUs: number,
    edge: number,
    onEdge: () => void,
  ): number | undefined;
  /** Gives a pin back; also one that was never requested. */
  deinit_gpio(pin: number): boolean;
  /** undefined when the pin could not be read. */
  get_gpio_num(pin: number): number | undefined;
  set_gpio(pin: number, value: number): boolean;
  error_text(): string;
}

/** Rejects with what to type where the package is not there. `load` is given by tests. */
export async function loadGpioBinding(
  load: () => Promise<{ default?: unknown }> = loadPackage,
): Promise<GpioBinding> {
  let loaded: unknown;
  try {
    loaded = (await load()).default;
  } catch (error) {
    throw gpioMissing(error);
  }
  // On a machine that is not ARM the package gives an empty object.
  if (!isBinding(loaded)) throw gpioMissing(null);
  return loaded;
}

/** By a name that the type checker does not look up: on most machines there is no such package. */
const PACKAGE: string = '@iiot2k/gpiox';

function loadPackage(): Promise<{ default?: unknown }> {
  return import(PACKAGE);
}

function isBinding(loaded: unknown): loaded is GpioBinding {
  return (
    typeof loaded === 'object' &&
    loaded !== null &&
    'init_gpio' in loaded &&
    typeof loaded.init_gpio === 'function'
  );
}
