import { describe, expect, it } from 'vitest';
import type { Ina219Board } from '../../../hardware/board/board.ts';
import { openIna219 } from '../../../hardware/drivers/ina219.ts';
import { FakeI2cIo } from '../fake-i2c.ts';
import { FakeIo } from '../fake-io.ts';
import { HandTime } from '../hand-time.ts';

const BOARD: Ina219Board = { kind: 'ina219', address: 0x40, shuntOhms: 0.1 };
const ABSENT = 'no INA219 answers at address 0x40: look at its wires and address';

function open(prepare: (io: FakeI2cIo) => void = () => {}) {
  const time = new HandTime();
  const io = new FakeI2cIo(time);
  io.registers.set(0x02, volts(7.4));
  io.registers.set(0x01, 0);
  prepare(io);
  let readings = 0;
  const ports = { clock: time, makeAlarm: time.makeAlarm };
  const sense = openIna219({ io }, BOARD, ports, () => {
    readings += 1;
  });
  return { time, io, sense, readings: () => readings };
}

/** The bus register: steps of 4 mV above three bits, of which one says that a conversion is ready. */
function volts(value: number): number {
  return (Math.round(value / 4e-3) << 3) | 0b010;
}

/** The shunt register: steps of 10 uV across 0.1 ohm, in two's complement. */
function amps(value: number): number {
  return Math.round((value * 0.1) / 10e-6) & 0xffff;
}

describe('an INA219 on the bus', () => {
  it('tells volts and amps, both ways', async () => {
    const { time, io, sense } = open();
    expect(sense.volts()).toBeNull();
    expect(sense.amps()).toBeNull();
    await time.pass(50);
    expect(sense.volts()!.volts).toBeCloseTo(7.4, 6);
    expect(sense.amps()).toBe(0);
    io.registers.set(0x01, amps(-1.234));
    io.registers.set(0x02, volts(7.208));
    await time.pass(200);
    expect(sense.volts()!.volts).toBeCloseTo(7.208, 6);
    expect(sense.amps()).toBeCloseTo(-1.234, 6);
    io.registers.set(0x01, amps(3.1));
    await time.pass(200);
    expect(sense.amps()).toBeCloseTo(3.1, 6);
    expect(sense.fault).toBeNull();
  });

  it('is set up for 32 V, 3.2 A and continuous measuring', async () => {
    const { io } = open();
    expect(io.written).toEqual([{ address: 0x40, register: 0x00, bytes: [0x39, 0x9f] }]);
  });

  it('reads some ten times a second, each reading once', async () => {
    const { time, readings, sense } = open();
    await time.pass(10_000);
    expect(readings()).toBeGreaterThan(70);
    expect(readings()).toBeLessThanOrEqual(100);
    const first = sense.volts()!.atMs;
    await time.pass(50);
    const second = sense.volts()!.atMs;
    await time.pass(200);
    expect(sense.volts()!.atMs).toBeGreaterThan(second);
    expect(second).toBeGreaterThanOrEqual(first);
  });

  it('shows a change of either register in what it gives as raw', async () => {
    const { time, io, sense } = open();
    await time.pass(200);
    const raw = [sense.volts()!.raw];
    io.registers.set(0x01, 1);
    await time.pass(200);
    raw.push(sense.volts()!.raw);
    io.registers.set(0x02, volts(7.404));
    await time.pass(200);
    raw.push(sense.volts()!.raw);
    expect(new Set(raw).size).toBe(3);
  });
});

describe.each([
  ['answers with nothing, as under Firmata 2.5', 'empty'],
  ['makes Firmata 2.3 complain and repeat stale bytes', 'stale'],
  ['makes no answer come at all', 'silent'],
] as const)('an absent INA219 that %s', (_how, absent) => {
  it('is told after three tries, within two seconds', async () => {
    const { time, io, sense, readings } = open((fresh) => {
      fresh.absent = absent;
    });
    await time.pass(300);
    expect(sense.fault).toBeNull();
    await time.pass(1700);
    expect(sense.fault).toBe(ABSENT);
    expect(sense.volts()).toBeNull();
    expect(sense.amps()).toBeNull();
    expect(readings()).toBeGreaterThan(0);
    await time.pass(60_000);
    expect(io.waiting).toBeLessThanOrEqual(2);
  });

  it('is told when it goes in the middle, and read again when it is back', async () => {
    const { time, io, sense } = open();
    await time.pass(1000);
    expect(sense.volts()).not.toBeNull();
    io.absent = absent;
    await time.pass(2000);
    expect(sense.fault).toBe(ABSENT);
    expect(sense.amps()).toBeNull();
    io.absent = null;
    io.written.length = 0;
    await time.pass(1000);
    expect(sense.fault).toBeNull();
    expect(sense.volts()!.volts).toBeCloseTo(7.4, 6);
  });

  it('that misses once is no fault', async () => {
    const { time, io, sense } = open();
    await time.pass(1000);
    io.absent = absent;
    await time.pass(110);
    io.absent = null;
    await time.pass(2000);
    expect(sense.fault).toBeNull();
    expect(sense.volts()!.atMs).toBeGreaterThan(time.nowMs() - 200);
  });
});

describe('answers that are late', () => {
  it('are taken for no other question', async () => {
    const { time, io, sense, readings } = open();
    await time.pass(1000);
    // The bus says 7.4 V late; meanwhile the battery is at 6.4 V.
    io.delayMs = 450;
    await time.pass(150);
    const before = readings();
    io.delayMs = 2;
    io.registers.set(0x02, volts(6.4));
    await time.pass(400);
    expect(readings()).toBe(before);
    await time.pass(600);
    expect(sense.volts()!.volts).toBeCloseTo(6.4, 6);
    expect(sense.fault).toBeNull();
  });

  it('are taken for no other question where nobody can be told to wait no more', async () => {
    const { time, io, sense, readings } = open();
    Object.assign(io, { i2cStop: undefined });
    await time.pass(1000);
    io.delayMs = 450;
    await time.pass(150);
    const before = readings();
    io.delayMs = 2;
    io.registers.set(0x02, volts(6.4));
    await time.pass(350);
    expect(readings()).toBe(before);
    await time.pass(600);
    expect(sense.volts()!.volts).toBeCloseTo(6.4, 6);
    // Of each two answers one reading is made, whoever else still waits.
    const from = readings();
    await time.pass(10_000);
    expect(readings() - from).toBeLessThanOrEqual(100);
  });

  it('do not pile up who waits for them', async () => {
    const { time, io, sense } = open();
    io.delayMs = 700;
    await time.pass(30_000);
    expect(sense.fault).toBe(ABSENT);
    expect(io.waiting).toBeLessThanOrEqual(2);
  });
});

describe('closing', () => {
  it('leaves no alarm, and hears nothing more', async () => {
    const { time, sense, readings } = open();
    await time.pass(1000);
    sense.close();
    const before = readings();
    expect(time.pending).toBe(0);
    await time.pass(1000);
    expect(readings()).toBe(before);
  });
});

it('a board without a bus is told at once', () => {
  const time = new HandTime();
  const ports = { clock: time, makeAlarm: time.makeAlarm };
  const sense = openIna219({ io: new FakeIo() }, BOARD, ports, () => {});
  expect(sense.fault).toBe('this board has no I2C bus for the INA219 at address 0x40');
  expect(time.pending).toBe(0);
  sense.close();
});
