/**
 * Draws docs/pictures/wiring-*.svg anew, from hardware/boards/*.yaml: `node scripts/wiring.ts`.
 *
 * A test fails when a board file and its picture differ.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PICTURE_NAMES, wiringSvg } from './wiring/pictures.ts';

const root = join(import.meta.dirname, '..');

for (const name of PICTURE_NAMES) {
  const path = join(root, `docs/pictures/wiring-${name}.svg`);
  writeFileSync(path, wiringSvg(name, join(root, 'hardware/boards')));
  console.log(path);
}
