/** The firmware in the repository is what its source gives, so that nobody needs a compiler to flash a board. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { firmwareHex } from '../../../sim/board/mcu/firmware.ts';
import { FLASH_BYTES, flashOf } from '../../../sim/board/mcu/hex.ts';

/** The one of Debian 12. Others make as good a firmware, but another one. */
const COMPILER = '5.4.0';

it('is built from its source', () => {
  const version = execFileSync('avr-gcc', ['-dumpversion'], { encoding: 'utf8' }).trim();
  const scratch = mkdtempSync(join(tmpdir(), 'roost-firmata-'));
  try {
    const hex = join(scratch, 'firmware.hex');
    execFileSync('scripts/build-arduino', [hex], { stdio: ['ignore', 'ignore', 'inherit'] });
    expect(
      readFileSync(hex, 'utf8') === firmwareHex('roost'),
      `hardware/arduino/roost-firmata.hex is not what avr-gcc ${version} makes of its source; ` +
        `type scripts/build-arduino with avr-gcc ${COMPILER} (Debian 12)`,
    ).toBe(true);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

it('leaves room for the boot loader', () => {
  const used = flashOf(firmwareHex('roost')).findLastIndex((byte) => byte !== 0xff) + 1;
  // The greatest one, of old boards, takes 2 KB at the end.
  expect(used).toBeLessThan(FLASH_BYTES - 2048);
  expect(used).toBeGreaterThan(4000);
});
