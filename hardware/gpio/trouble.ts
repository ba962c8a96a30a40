/** Why the GPIO pins cannot be used, in words that say what to mend. */

import { accessSync, constants } from 'node:fs';

/** What the machine lets this process do with a path. */
export type Access = 'fine' | 'absent' | 'denied';

export function gpioMissing(error: unknown): Error {
  const why = error instanceof Error && !isNotFound(error) ? ` (${error.message})` : '';
  return new Error(
    `the GPIO pins need the package @iiot2k/gpiox, which is not installed${why}; type ` +
      'npm install @iiot2k/gpiox@2.1.4 on the Raspberry Pi, or use an Arduino: johnny-five: firmata',
  );
}

function isNotFound(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}

/** Where the header's pins are; the package tries them in this order (the first is a Pi 5 of old). */
const CHIPS = ['/dev/gpiochip4', '/dev/gpiochip0'] as const;

/** `detail` is the text that the package gives after a call that failed. */
export function describeGpioTrouble(
  pinName: string,
  detail: string,
  accessTo: (path: string) => Access = machineAccess,
): string {
  if (detail === 'chip error') return noChip(CHIPS.map(accessTo));
  if (detail === 'sys error') {
    return (
      `${pinName} is not free: another process holds it, or the kernel uses it for something else; ` +
      'see who has it with gpioinfo, and end that or choose another pin'
    );
  }
  if (detail === 'pin used') return `${pinName} is already open in this process; close that first`;
  return `${pinName} failed: ${detail === '' ? 'no reason was given' : detail}`;
}

function noChip(found: readonly Access[]): string {
  if (found.includes('denied')) {
    return (
      'this user may not use the GPIO pins (/dev/gpiochip0); ' +
      'run sudo usermod -aG gpio $USER, and log in again'
    );
  }
  if (found.includes('fine')) {
    return 'the GPIO chip /dev/gpiochip0 does not speak version 2 of its interface; Linux 5.10 or newer does';
  }
  return (
    'this machine has no GPIO pins (there is no /dev/gpiochip0): is it a Raspberry Pi? ' +
    'Elsewhere use an Arduino: johnny-five: firmata'
  );
}

function machineAccess(path: string): Access {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return 'fine';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'absent';
  }
}
