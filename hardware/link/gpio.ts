/** The GPIO of this machine for the link: loads the optional package and puts the IO plugin on it. */

import { type GpioBinding, loadGpioBinding } from '../gpio/binding.ts';
import { GpioIo, type GpioOptions } from '../gpio/gpio-io.ts';

/**
 * Rejects with what to mend when the package is not there. Takes no pin yet: whether they can be had shows
 * when they are used, and the plugin then emits `trouble` with plain words.
 */
export async function openGpio(
  options: Omit<GpioOptions, 'binding'>,
  load: () => Promise<GpioBinding> = loadGpioBinding,
): Promise<GpioIo> {
  return new GpioIo({ ...options, binding: await load() });
}
