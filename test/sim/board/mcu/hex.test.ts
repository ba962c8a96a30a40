/** Firmware files: what is read of them, and what is wrong with those that are none. */

import { expect, it } from 'vitest';
import { firmwareHex } from '../../../../sim/board/mcu/firmware.ts';
import { flashOf } from '../../../../sim/board/mcu/hex.ts';
import { hexOf } from '../../../hardware/arduino/hex-of.ts';

const END = ':00000001FF';

it('puts bytes where they belong, and leaves the rest erased', () => {
  const flash = flashOf(`:0400100001020304E2\r\n:020000040000FA\n${END}\n`);
  expect([...flash.subarray(14, 22)]).toEqual([0xff, 0xff, 1, 2, 3, 4, 0xff, 0xff]);
});

it('reads what hexOf has written', () => {
  const flash = flashOf(firmwareHex('roost'));
  expect(flashOf(hexOf(flash))).toEqual(flash);
});

it.each([
  ['', 'the firmware has no last line'],
  [':0400100001020304E2', 'the firmware has no last line'],
  [`:0400100001020305E2\n${END}`, 'line 1 of the firmware has a wrong checksum'],
  [`\n:04001000010203E6\n${END}`, 'line 2 of the firmware has another length'],
  [`hello\n${END}`, 'line 1 of the firmware is no Intel HEX: hello'],
  [`:020000041000EA\n${END}`, 'beyond 64 KB'],
  [`:01800000007F\n${END}`, 'line 1 of the firmware is for 32768, and an Uno has 32 KB'],
  [`:0000000BF5\n${END}`, 'unknown kind 11'],
])('refuses %j', (text, message) => {
  expect(() => flashOf(text)).toThrow(message);
});
