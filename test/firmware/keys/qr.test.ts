import { stripVTControlCharacters } from 'node:util';
import { encode } from 'uqr';
import { expect, test } from 'vitest';
import { formatKeyFile } from '../../../firmware/config/key-text.ts';
import { qrPicture } from '../../../firmware/keys/qr.ts';

/** The longest name that ids, swarms and zones may have. */
const LONG = 'abcdefghijklmnopqrstuvwxyz-12345';

function lineOf(name: string, keys: number): string {
  const secret = (fill: number) => new Uint8Array(32).fill(fill);
  return formatKeyFile({
    swarm: name,
    zone: name,
    member: name,
    kek: secret(9),
    ring: {
      namespace: Uint8Array.of(1, 2),
      keys: Array.from({ length: keys }, (_, at) => ({
        id: at + 1,
        key: secret(at),
        revoked: [1, 2, 3],
        overlapMs: 3000,
      })),
      sendingId: 1,
    },
    readmitted: new Map(),
  });
}

/** Dark modules, as a camera sees them: two rows of modules on each line. */
function modulesOf(text: string): boolean[][] {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => stripVTControlCharacters(line));
  return lines.flatMap((line) => [
    [...line].map((half) => half === ' ' || half === '▄'),
    [...line].map((half) => half === ' ' || half === '▀'),
  ]);
}

test.each([
  ['r1', 1],
  ['r1', 2],
  [LONG, 4],
])('the key of %s, with %i keys, is drawn module by module', (name, keys) => {
  const line = lineOf(name, keys);
  const { data, size } = encode(line, { ecc: 'L', border: 2 });
  const picture = qrPicture(line);
  expect(picture.columns).toBe(size);
  expect(picture.rows).toBe(Math.ceil(size / 2));
  const drawn = modulesOf(picture.text);
  for (let row = 0; row < size; row += 1) expect(drawn[row], `row ${row}`).toEqual(data[row]);
});

test('fits a terminal of 80 columns for a usual member', () => {
  expect(qrPicture(lineOf('r1', 1)).columns).toBeLessThanOrEqual(80);
  expect(qrPicture(lineOf('orchard', 2)).columns).toBeLessThanOrEqual(80);
});

test('is white on black whatever the terminal', () => {
  const lines = qrPicture(lineOf('r1', 1)).text.trimEnd().split('\n');
  for (const line of lines) {
    expect(line.startsWith('\x1b[40;97m')).toBe(true);
    expect(line.endsWith('\x1b[0m')).toBe(true);
  }
});
