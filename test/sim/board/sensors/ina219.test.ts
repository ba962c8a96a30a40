/** The INA219 as its data sheet has it (SBOS448): registers, ranges, modes, and the figures of its worked example. */
import { expect, test } from 'vitest';
import { Ina219 } from '../../../../sim/board/sensors/ina219.ts';

const [CONFIG, SHUNT, BUS, POWER, CURRENT, CALIBRATION] = [0, 1, 2, 3, 4, 5] as const;

function chip({ amps = 1, volts = 8, shuntOhms = 0.1 } = {}) {
  const world = { amps, volts };
  const device = new Ina219({ amps: () => world.amps, volts: () => world.volts }, shuntOhms);
  return {
    world,
    device,
    write: (register: number, word: number) =>
      device.write(Uint8Array.of(register, word >> 8, word & 0xff)),
    read: (register: number) => {
      device.write(Uint8Array.of(register));
      const [high, low] = device.read(2);
      return (high! << 8) | low!;
    },
  };
}

const signed = (word: number) => (word << 16) >> 16;

test('after power-on it measures all the time, with 32 V and 320 mV', () => {
  const { read } = chip();
  expect(read(CONFIG)).toBe(0x399f);
  expect(read(SHUNT)).toBe(10_000);
  expect(read(BUS) >> 3).toBe(2000);
  expect(read(CALIBRATION)).toBe(0);
  expect(read(CURRENT)).toBe(0);
  expect(read(POWER)).toBe(0);
});

test('the worked example of the data sheet: 10 A through 2 mOhm at 12 V', () => {
  const { read, write } = chip({ amps: 10, volts: 11.98, shuntOhms: 0.002 });
  write(CALIBRATION, 0x5000);
  expect(read(SHUNT)).toBe(0x07d0);
  expect(read(BUS)).toBe(0x5d9a);
  expect(read(CURRENT)).toBe(0x2710);
  expect(read(POWER)).toBe(0x1766);
});

test('a current the other way is negative', () => {
  const { read, write } = chip({ amps: -0.5 });
  write(CALIBRATION, 4096);
  expect(signed(read(SHUNT))).toBe(-5000);
  expect(signed(read(CURRENT))).toBe(-5000);
});

test.each([
  [0, 4000],
  [1, 8000],
  [2, 16_000],
  [3, 20_000],
])('gain %i ends at its full scale', (gain, most) => {
  const { read, write } = chip({ amps: 2 });
  write(CONFIG, (0x399f & ~0x1800) | (gain << 11));
  expect(read(SHUNT)).toBe(most);
});

test('the range of 16 V ends there', () => {
  const { read, write } = chip({ volts: 20 });
  expect(read(BUS) >> 3).toBe(5000);
  write(CONFIG, 0x199f);
  expect(read(BUS) >> 3).toBe(4000);
});

test('triggered, it measures once; powered down, not at all', () => {
  const { world, read, write } = chip({ volts: 8 });
  write(CONFIG, 0x399b);
  world.volts = 7;
  expect(read(BUS) >> 3).toBe(2000);
  write(CONFIG, 0x399b);
  expect(read(BUS) >> 3).toBe(1750);
  write(CONFIG, 0x3998);
  world.volts = 6;
  expect(read(BUS) >> 3).toBe(1750);
});

test('the bus register says that a conversion is ready, until the power was read', () => {
  const { read, write } = chip();
  write(CONFIG, 0x399b);
  expect(read(BUS) & 2).toBe(2);
  read(POWER);
  expect(read(BUS) & 2).toBe(0);
});

test('a calibration too large overflows, which the bus register tells', () => {
  const { read, write } = chip({ amps: 3 });
  expect(read(BUS) & 1).toBe(0);
  write(CALIBRATION, 0xfffe);
  expect(read(BUS) & 1).toBe(1);
  expect(read(CURRENT)).toBe(0x7fff);
});

test('a reset brings back what it was at power-on', () => {
  const { read, write } = chip();
  write(CALIBRATION, 4096);
  write(CONFIG, 0x8000);
  expect([read(CONFIG), read(CALIBRATION)]).toEqual([0x399f, 0]);
});

test('the lowest bit of the calibration is always 0, and the results cannot be written', () => {
  const { read, write } = chip();
  write(CALIBRATION, 0x1001);
  expect(read(CALIBRATION)).toBe(0x1000);
  write(SHUNT, 1);
  expect(read(SHUNT)).toBe(10_000);
});

test('more bytes than a register has are ones', () => {
  const { device } = chip();
  device.write(Uint8Array.of(CONFIG));
  expect([...device.read(4)]).toEqual([0x39, 0x9f, 0xff, 0xff]);
  expect([...device.read(1)]).toEqual([0x39]);
});
