// The boards that are shipped: complete, without a fault, and as the wiring pages draw them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBoardFile } from '../../../firmware/config/board-file.ts';
import {
  defaultBoardFile,
  isShippedBoard,
  shippedBoardFile,
} from '../../../firmware/config/default-boards.ts';

const folder = join(import.meta.dirname, '../../../hardware/boards');

const read = (name: string) =>
  readBoardFile(shippedBoardFile(name), name.startsWith('pad') ? 'pad' : 'robot');

const contact = (pin: string) => ({ pin, closed: 'low', pullUp: true, debounceMs: 20 });
const motors = { reversed: false, brake: null };
const cells = {
  emptyVolts: 6.4,
  fullVolts: 8.3,
  capacityAh: 2.2,
  lowestVolts: 4.5,
  highestVolts: 9.5,
};
const acs712 = (pin: string) => ({
  kind: 'analog',
  pin,
  zeroVolts: 2.5,
  voltsPerAmp: 0.185,
  referenceVolts: 5,
});
const drive = {
  left: { ...motors, pwm: 'D5', direction: 'D4' },
  right: { ...motors, pwm: 'D6', direction: 'D7' },
  speedPercent: 60,
  approachMs: 15_000,
  leaveMs: 800,
  clearMs: 200,
  current: null,
  limitAmps: 2,
};

test('robot-uno', () => {
  expect(read('robot-uno.yaml')).toEqual({
    role: 'robot',
    board: {
      model: 'uno',
      battery: {
        volts: { kind: 'divider', pin: 'A0', ratio: 3, referenceVolts: 5 },
        current: null,
        ...cells,
      },
      dock: contact('D2'),
      drive,
      led: { pin: 'D13', lit: 'high' },
      deadMan: { kind: 'none' },
    },
  });
});

test('robot-uno-ina219', () => {
  const ina219 = { kind: 'ina219', address: 0x40, shuntOhms: 0.1 };
  expect(read('robot-uno-ina219.yaml').board).toEqual({
    model: 'uno',
    battery: { volts: ina219, current: ina219, ...cells },
    dock: contact('D2'),
    drive: { ...drive, current: acs712('A2') },
    led: { pin: 'D13', lit: 'high' },
    deadMan: { kind: 'firmware', timeoutMs: 1000 },
  });
});

test('robot-pi', () => {
  const hwmon = { kind: 'hwmon', chip: 'ina219' };
  const switched = { pwm: null, reversed: false };
  expect(read('robot-pi.yaml').board).toEqual({
    model: 'pi',
    battery: { volts: hwmon, current: hwmon, ...cells },
    dock: contact('GPIO22'),
    drive: {
      ...drive,
      left: { ...switched, direction: 'GPIO5', brake: 'GPIO6' },
      right: { ...switched, direction: 'GPIO13', brake: 'GPIO19' },
      speedPercent: 100,
    },
    led: { pin: 'GPIO24', lit: 'high' },
    deadMan: { kind: 'pulse', pin: 'GPIO23', everyMs: 100 },
  });
});

test('pad-uno', () => {
  expect(read('pad-uno.yaml')).toEqual({
    role: 'pad',
    board: {
      model: 'uno',
      relay: { pin: 'D8', closed: 'high', feedback: contact('D9'), settleMs: 50 },
      contact: contact('D2'),
      current: acs712('A0'),
      minAmps: 0.05,
      maxAmps: 3,
      led: { pin: 'D13', lit: 'high' },
      deadMan: { kind: 'firmware', timeoutMs: 2000 },
    },
  });
});

test('pad-pi', () => {
  expect(read('pad-pi.yaml').board).toEqual({
    model: 'pi',
    relay: { pin: 'GPIO17', closed: 'high', feedback: contact('GPIO27'), settleMs: 50 },
    contact: contact('GPIO22'),
    current: null,
    minAmps: 0.05,
    maxAmps: 3,
    led: { pin: 'GPIO24', lit: 'high' },
    deadMan: { kind: 'pulse', pin: 'GPIO23', everyMs: 100 },
  });
});

test('each is one that is tested here, and says by which schema an editor checks it', () => {
  const names = readdirSync(folder).sort();
  expect(names).toEqual([
    'pad-pi.yaml',
    'pad-uno.yaml',
    'robot-pi.yaml',
    'robot-uno-ina219.yaml',
    'robot-uno.yaml',
  ]);
  for (const name of names) {
    const role = name.split('-')[0];
    const [first] = readFileSync(join(folder, name), 'utf8').split('\n');
    expect(first).toBe(`# yaml-language-server: $schema=./board-${role}.schema.json`);
  }
});

test('the usual boards are shipped ones, and a copy is not', () => {
  const usual = (['firmata', 'gpio'] as const).flatMap((link) =>
    (['robot', 'pad'] as const).map((role) => defaultBoardFile(link, role)),
  );
  expect(usual).toEqual(
    ['robot-uno', 'pad-uno', 'robot-pi', 'pad-pi'].map((name) => join(folder, `${name}.yaml`)),
  );
  expect(usual.every(isShippedBoard)).toBe(true);
  expect(isShippedBoard('/home/me/boards/robot-uno.yaml')).toBe(false);
});
