// Calibration writes one number into the user's file, and leaves all else as it is.

import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { readBoardFile } from '../../../../firmware/config/board-file.ts';
import { writeBoardNumber } from '../../../../firmware/config/board-writer.ts';
import { ConfigError } from '../../../../firmware/config/config-error.ts';
import { shippedBoardFile } from '../../../../firmware/config/default-boards.ts';
import { systemFiles } from '../../../../firmware/store/files.ts';
import { StoreError } from '../../../../firmware/store/store-error.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { shippedText } from './complaints.ts';

const folder = scratchFolder();
const RATIO = ['battery', 'volts', 'divider', 'ratio'];
let count = 0;
let home: string;
let file: string;

beforeEach(() => {
  count += 1;
  home = join(folder, String(count));
  mkdirSync(home);
  file = join(home, 'r1.yaml');
  writeFileSync(file, shippedText('robot-uno'));
});

const write = (value: number, path: readonly string[] = RATIO) =>
  writeBoardNumber({ file, role: 'robot', path, value });

/** The text of the error, with the folder left out. */
async function complaint(promise: Promise<void>, kind: typeof ConfigError | typeof StoreError) {
  const error = await promise.then(
    () => null,
    (reason: Error) => reason,
  );
  expect(error).toBeInstanceOf(kind);
  return error!.message.replaceAll(`${home}/`, '');
}

test('one number changes, and no other character', async () => {
  const before = readFileSync(file, 'utf8');
  await write(3.0417);
  expect(readFileSync(file, 'utf8')).toBe(before.replace('ratio: 3.0 ', 'ratio: 3.0417 '));
  expect(readBoardFile(file, 'robot').board).toMatchObject({
    battery: { volts: { ratio: 3.0417 } },
  });
});

test('however the user has laid the file out', async () => {
  const text = shippedText('robot-uno').replace(
    'volts: { divider: { pin: A0, ratio: 3.0 } }',
    'volts:\r\n    divider:   # 20k, 10k\r\n      ratio:    &r 3   # by hand\r\n      pin: A0',
  );
  writeFileSync(file, `\uFEFF${text}`);
  await write(2.97);
  expect(readFileSync(file, 'utf8')).toBe(`\uFEFF${text.replace('&r 3 ', '&r 2.97 ')}`);
});

test('its rights stay, and so does a link to it', async () => {
  chmodSync(file, 0o640);
  const link = join(home, 'link.yaml');
  symlinkSync('r1.yaml', link);
  await writeBoardNumber({ file: link, role: 'robot', path: RATIO, value: 2.5 });
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, 'utf8')).toContain('ratio: 2.5 ');
});

test('a value that the board cannot have is refused', async () => {
  const before = readFileSync(file, 'utf8');
  expect(await complaint(write(0.2), ConfigError)).toMatchInlineSnapshot(
    `"r1.yaml:13:39: battery.volts.divider.ratio is the number 0.2; it must be at least 1"`,
  );
  expect(await complaint(write(1.2), ConfigError)).toMatchInlineSnapshot(
    `"r1.yaml:13:39: the full battery would put 6.92 volts on the pin, which takes 5; take resistors with a ratio of at least 1.66"`,
  );
  expect(await complaint(write(Number.NaN), ConfigError)).toMatchInlineSnapshot(
    `"r1.yaml:13:39: battery.volts.divider.ratio is text 'NaN', not a number; write for instance ratio: 3"`,
  );
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('a number that is not there is refused', async () => {
  expect(
    await complaint(write(3, ['battery', 'volts', 'ratio']), ConfigError),
  ).toMatchInlineSnapshot(
    `"r1.yaml: there is no number at battery.volts.ratio; write it by hand: ratio: 3"`,
  );
  expect(await complaint(write(3, ['dock', 'pin']), ConfigError)).toMatchInlineSnapshot(
    `"r1.yaml: there is no number at dock.pin; write it by hand: pin: 3"`,
  );
  writeFileSync(file, 'board: [');
  expect(await complaint(write(3), ConfigError)).toMatchInlineSnapshot(
    `"r1.yaml: there is no number at battery.volts.divider.ratio; write it by hand: ratio: 3"`,
  );
});

test('what Roost ships is not changed', async () => {
  const shipped = shippedBoardFile('robot-uno.yaml');
  const before = readFileSync(shipped, 'utf8');
  const change = { file: shipped, role: 'robot', path: RATIO, value: 2 } as const;
  expect(await complaint(writeBoardNumber(change), ConfigError)).toMatchInlineSnapshot(
    `"hardware/boards/robot-uno.yaml: this file is a part of Roost and is not changed; copy it beside swarm.yaml, and name the copy there as file"`,
  );
  expect(readFileSync(shipped, 'utf8')).toBe(before);
});

test('a disk that does not take it', async () => {
  const files = {
    ...systemFiles,
    rename: async () => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    },
  };
  const before = readFileSync(file, 'utf8');
  const change = { file, role: 'robot', path: RATIO, value: 2 } as const;
  expect(await complaint(writeBoardNumber(change, files), StoreError)).toMatchInlineSnapshot(
    `"cannot change r1.yaml: the disk is full (ENOSPC); free some space on it"`,
  );
  expect(readFileSync(file, 'utf8')).toBe(before);
  const gone = { ...change, file: join(home, 'gone.yaml') };
  expect(await complaint(writeBoardNumber(gone), StoreError)).toContain(
    'cannot change gone.yaml: ',
  );
});

test('nothing is left beside it', async () => {
  await write(3.2);
  expect(readdirSync(home)).toEqual(['r1.yaml']);
});
