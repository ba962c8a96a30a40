import { describe, expect, test } from 'vitest';
import type { AnalogCurrentBoard } from '../../../hardware/board/board.ts';
import { ampsOf, openAnalogCurrent } from '../../../hardware/drivers/current.ts';
import { FakeIo } from '../fake-io.ts';
import { HandTime } from '../hand-time.ts';

const ACS712: AnalogCurrentBoard = {
  kind: 'analog',
  pin: 'A2',
  zeroVolts: 2.5,
  voltsPerAmp: 0.185,
  referenceVolts: 5,
};

const open = () => {
  const time = new HandTime();
  const io = new FakeIo();
  let readings = 0;
  const sense = openAnalogCurrent({ io }, ACS712, { clock: time }, () => {
    readings += 1;
  });
  const measure = async (volts: number, samples = 3) => {
    for (let i = 0; i < samples; i++) {
      await time.pass(50);
      io.setVolts(2, volts);
    }
  };
  return { time, io, sense, measure, readings: () => readings };
};

describe('ampsOf', () => {
  test.each([
    [2.5, 0],
    [2.685, 1],
    [2.315, -1],
    [3.425, 5],
  ])('%d V are %d A', (volts, amps) => {
    expect(ampsOf((volts / 5) * 1023, ACS712)).toBeCloseTo(amps, 6);
  });

  test('the scale is the reference, and zero and slope are the calibration', () => {
    const board = { zeroVolts: 1.65, voltsPerAmp: 0.1, referenceVolts: 3.3 };
    expect(ampsOf(1023, board)).toBeCloseTo(16.5, 6);
    expect(ampsOf(0, board)).toBeCloseTo(-16.5, 6);
  });
});

test('nothing is known before the first sample', () => {
  const { sense } = open();
  expect(sense.amps()).toBeNull();
  expect(sense.fault).toBeNull();
});

test('samples are averaged, and each one is told', async () => {
  const { sense, measure, readings } = open();
  await measure(2.685);
  expect(sense.amps()).toBeCloseTo(1, 1);
  await measure(3.24, 1);
  expect(sense.amps()).toBeCloseTo(2, 1);
  await measure(3.24, 2);
  expect(sense.amps()).toBeCloseTo(4, 1);
  expect(readings()).toBe(6);
});

test.each([
  [0, /A2 reads 0 V: is its wire off/],
  [5, /A2 reads full scale: is there a short circuit/],
])('at %d V it knows nothing at once, and says why when that lasts', async (volts, words) => {
  const { sense, measure } = open();
  await measure(2.685);
  await measure(volts, 1);
  expect(sense.amps()).toBeNull();
  expect(sense.fault).toBeNull();
  await measure(volts, 2);
  expect(sense.fault).toMatch(words);
  await measure(2.685, 3);
  expect(sense.fault).toBeNull();
  expect(sense.amps()).toBeCloseTo(1, 1);
});

test('a sensor that is not read any more is a fault', async () => {
  const { time, sense, measure } = open();
  await measure(2.685);
  await time.pass(2000);
  expect(sense.amps()).not.toBeNull();
  await time.pass(1);
  expect(sense.amps()).toBeNull();
  expect(sense.fault).toMatch(/A2 is not read any more/);
});

test('one that was never read is a fault too', async () => {
  const { time, sense } = open();
  await time.pass(2001);
  expect(sense.fault).toMatch(/is not read any more/);
});

test('after closing it hears nothing', async () => {
  const { io, sense, readings } = open();
  sense.close();
  io.setVolts(2, 3);
  expect(readings()).toBe(0);
});
