import { describe, expect, it } from 'vitest';
import type {
  AnalogCurrentBoard,
  DividerBoard,
  Ina219Board,
} from '../../../hardware/board/board.ts';
import { openBattery } from '../../../hardware/drivers/battery.ts';
import { openDivider } from '../../../hardware/drivers/divider.ts';
import { FakeI2cIo } from '../fake-i2c.ts';
import { FakeIo } from '../fake-io.ts';
import { HandTime } from '../hand-time.ts';

const DIVIDER: DividerBoard = { kind: 'divider', pin: 'A0', ratio: 3, referenceVolts: 5 };
const INA219: Ina219Board = { kind: 'ina219', address: 0x40, shuntOhms: 0.1 };
const ACS712: AnalogCurrentBoard = {
  kind: 'analog',
  pin: 'A1',
  zeroVolts: 2.5,
  voltsPerAmp: 0.185,
  referenceVolts: 5,
};

describe('volts behind a divider', () => {
  function open() {
    const time = new HandTime();
    const io = new FakeIo();
    const sense = openDivider({ io }, DIVIDER, { clock: time });
    const sample = async (volts: number, times = 1) => {
      for (let i = 0; i < times; i += 1) {
        await time.pass(19);
        io.setVolts(0, volts);
      }
    };
    return { time, io, sense, sample };
  }

  it('are those of the battery', async () => {
    const { sense, sample, time } = open();
    await sample(2.5, 4);
    expect(sense.volts()).toBeNull();
    await sample(2.5);
    expect(sense.volts()!.volts).toBeCloseTo(7.5, 1);
    expect(sense.volts()!.atMs).toBe(time.nowMs());
  });

  it('follow no single spike', async () => {
    const { sense, sample } = open();
    await sample(2.5, 5);
    await sample(0, 2);
    expect(sense.volts()!.volts).toBeCloseTo(7.5, 1);
    await sample(2, 3);
    expect(sense.volts()!.volts).toBeCloseTo(6, 1);
  });

  it('give each sample as raw, so that a last bit that wiggles is seen', async () => {
    const { sense, sample } = open();
    await sample(2.5, 5);
    const { raw, volts } = sense.volts()!;
    await sample(2.505);
    expect(sense.volts()!.volts).toBe(volts);
    expect(sense.volts()!.raw).toBe(raw + 1);
  });

  it('are not read twice when no sample comes any more: the time stays', async () => {
    const { sense, sample, time } = open();
    await sample(2.5, 5);
    const { atMs } = sense.volts()!;
    await time.pass(5000);
    expect(sense.volts()!.atMs).toBe(atMs);
  });

  it('are heard no more once it is closed', async () => {
    const { io, sense } = open();
    expect(io.listenerCount('analog-read-0')).toBe(1);
    sense.close();
    expect(io.listenerCount('analog-read-0')).toBe(0);
  });
});

describe('the sensors of a battery together', () => {
  function ports(time: HandTime) {
    return { clock: time, makeAlarm: time.makeAlarm };
  }

  it('have no amps where nothing measures them', async () => {
    const time = new HandTime();
    const io = new FakeIo();
    const sense = openBattery({ io }, { volts: DIVIDER, current: null }, ports(time));
    expect(sense.reading()).toBeNull();
    for (let i = 0; i < 5; i += 1) io.setVolts(0, 2.5);
    expect(sense.reading()).toMatchObject({ amps: null });
    expect(sense.reading()!.volts).toBeCloseTo(7.5, 1);
    sense.close();
  });

  it('ask one chip once for both', async () => {
    const time = new HandTime();
    const io = new FakeI2cIo(time);
    io.registers.set(0x02, 1850 << 3);
    io.registers.set(0x01, 5000);
    const sense = openBattery({ io }, { volts: INA219, current: INA219 }, ports(time));
    await time.pass(50);
    expect(io.written).toHaveLength(1);
    expect(sense.reading()).toMatchObject({ volts: 7.4, amps: 0.5 });
    sense.close();
    expect(time.pending).toBe(0);
  });

  it('ask two chips at two addresses', async () => {
    const time = new HandTime();
    const io = new FakeI2cIo(time);
    const other = { ...INA219, address: 0x41 };
    const sense = openBattery({ io }, { volts: INA219, current: other }, ports(time));
    expect(io.written.map(({ address }) => address)).toEqual([0x40, 0x41]);
    await time.pass(50);
    sense.close();
    expect(time.pending).toBe(0);
  });

  it('go on with volts alone when the current sensor has failed', async () => {
    const time = new HandTime();
    const io = new FakeIo();
    const sense = openBattery({ io }, { volts: DIVIDER, current: ACS712 }, ports(time));
    for (let i = 0; i < 5; i += 1) {
      io.setVolts(0, 2.5);
      io.setVolts(1, 2.5 + 0.185);
    }
    expect(sense.reading()!.amps).toBeCloseTo(1, 1);
    expect(sense.fault).toBeNull();
    for (let i = 0; i < 5; i += 1) io.setVolts(1, 0);
    expect(sense.reading()!.amps).toBeNull();
    expect(sense.reading()!.volts).toBeCloseTo(7.5, 1);
    expect(sense.fault).toBe('the current sensor at A1 reads 0 V: is its wire off?');
    sense.close();
    expect(io.listenerCount('analog-read-0') + io.listenerCount('analog-read-1')).toBe(0);
  });

  it('say what their driver knows when there are no volts', async () => {
    const time = new HandTime();
    const io = new FakeI2cIo(time);
    io.absent = 'empty';
    const sense = openBattery({ io }, { volts: INA219, current: INA219 }, ports(time));
    await time.pass(3000);
    expect(sense.reading()).toBeNull();
    expect(sense.fault).toMatch(/no INA219 answers at address 0x40/);
    sense.close();
  });
});
