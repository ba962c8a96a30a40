/** Real firmware on the emulated Arduino, driven by the real firmata-io: seen at the pins. */

import { beforeAll, describe, expect, it } from 'vitest';
import type { I2cDevice } from '../../../../sim/board/mcu/arduino.ts';
import type { FirmwareName } from '../../../../sim/board/mcu/firmware.ts';
import { type Firmata, Stage } from './stage.ts';

interface Case {
  readonly firmware: FirmwareName;
  readonly name: string;
  readonly version: object;
  readonly readyMs: number;
}

const CASES: readonly Case[] = [
  {
    firmware: 'standard',
    name: 'StandardFirmata.ino',
    version: { major: 2, minor: 3 },
    readyMs: 2000,
  },
  { firmware: 'roost', name: 'RoostFirmata', version: { major: 2, minor: 6 }, readyMs: 200 },
];

describe.each(CASES)('$name', ({ firmware, name, version, readyMs }) => {
  // One board for all of them: StandardFirmata blinks for long before it starts.
  const stage = new Stage(firmware);
  let firmata: Firmata;
  let startMs: number;

  beforeAll(async () => {
    firmata = await stage.firmata();
    startMs = stage.arduino.nowMs;
  }, 60_000);

  it('shakes hands', () => {
    expect(firmata.firmware.name).toBe(name);
    expect(firmata.version).toEqual(version);
    expect(firmata.pins).toHaveLength(20);
    expect(firmata.analogPins).toEqual([14, 15, 16, 17, 18, 19]);
    expect(startMs).toBeLessThan(readyMs);
  });

  it('lights a LED', async () => {
    firmata.pinMode(13, firmata.MODES.OUTPUT!);
    firmata.digitalWrite(13, 1);
    await stage.until('D13 is high', () => stage.arduino.level('D13') === 'high', 10);
    firmata.digitalWrite(13, 0);
    await stage.until('D13 is low', () => stage.arduino.level('D13') === 'low', 10);
  });

  it('reads volts', async () => {
    let value = -1;
    stage.arduino.setVolts('A3', 1.25);
    firmata.analogRead(3, (read) => {
      value = read;
    });
    await stage.until('A3 is read', () => value === 256, 100);
    stage.arduino.setVolts('A3', 4.999);
    await stage.until('A3 is read anew', () => value === 1023, 100);
  });

  it('reads a contact against its pull-up', async () => {
    const read: number[] = [];
    firmata.pinMode(2, firmata.MODES.INPUT!);
    firmata.digitalWrite(2, 1);
    firmata.digitalRead(2, (value) => read.push(value));
    await stage.until('it is open', () => read.at(-1) === 1, 100);
    stage.arduino.drive('D2', 'low');
    await stage.until('it is closed', () => read.at(-1) === 0, 20);
    stage.arduino.drive('D2', null);
    await stage.until('it is open again', () => read.at(-1) === 1, 20);
  });

  it.each([3, 5, 6, 9, 10, 11])('turns a motor at D%i', async (pin) => {
    firmata.pinMode(pin, firmata.MODES.PWM!);
    firmata.pwmWrite(pin, 64);
    await stage.until('it turns', () => stage.arduino.duty(`D${pin}`) > 0, 20);
    expect(stage.arduino.duty(`D${pin}`)).toBeCloseTo(0.25, 2);
    firmata.pwmWrite(pin, 255);
    await stage.until('it turns fully', () => stage.arduino.duty(`D${pin}`) === 1, 20);
    firmata.pwmWrite(pin, 0);
    await stage.until('it stands', () => stage.arduino.duty(`D${pin}`) === 0, 20);
    expect(stage.arduino.level(`D${pin}`)).toBe('low');
  });

  it('reads a device on the I2C bus', async () => {
    stage.arduino.attach(0x40, registers({ 2: [0x1f, 0x40], 5: [0xab, 0xcd] }));
    firmata.i2cConfig();
    expect(await readOnce(stage, firmata, 0x40, 2)).toEqual([0x1f, 0x40]);
    expect(await readOnce(stage, firmata, 0x40, 5)).toEqual([0xab, 0xcd]);
    firmata.i2cWrite(0x40, [5, 0x12, 0x34]);
    expect(await readOnce(stage, firmata, 0x40, 5)).toEqual([0x12, 0x34]);
  });

  it('says that a device on the I2C bus is absent', async () => {
    const said: string[] = [];
    firmata.on('string', (text: string) => said.push(text));
    firmata.i2cConfig();
    const replies: (readonly number[])[] = [];
    firmata.i2cReadOnce(0x41, 2, 2, (bytes) => replies.push(bytes));
    await stage.until('it says so', () => said.length > 0, 100);
    await stage.pass(20);
    // Firmata 2.3 mixes up its two messages, and replies with what it has read last, at the address of that.
    expect(said).toEqual([
      firmware === 'roost'
        ? 'I2C: Too few bytes received'
        : 'I2C Read Error: Too many bytes received',
    ]);
    expect(replies).toEqual(firmware === 'roost' ? [[]] : []);
  });

  it('reads a device on the I2C bus again and again', async () => {
    const device = { 2: [0, 1] };
    const read: (readonly number[])[] = [];
    stage.arduino.attach(0x40, registers(device));
    firmata.i2cConfig();
    firmata.i2cRead(0x40, 2, 2, (bytes) => read.push(bytes));
    await stage.until('it is read', () => read.length > 3, 200);
    device[2] = [0, 2];
    await stage.until('it is read anew', () => read.at(-1)?.[1] === 2, 100);
    firmata.i2cStop(0x40);
    await stage.pass(20);
    const count = read.length;
    await stage.pass(100);
    expect(read).toHaveLength(count);
  });
});

/** A device with registers of two bytes; what is written is a register, and then bytes for it. */
function registers(values: Record<number, number[]>): I2cDevice {
  let at = 0;
  return {
    write([register = 0, ...bytes]) {
      at = register;
      if (bytes.length > 0) values[register] = bytes;
    },
    read: () => Uint8Array.from(values[at] ?? []),
  };
}

async function readOnce(
  stage: Stage,
  firmata: Firmata,
  address: number,
  register: number,
): Promise<readonly number[]> {
  let read: readonly number[] | null = null;
  firmata.i2cReadOnce(address, register, 2, (bytes) => {
    read = bytes;
  });
  await stage.until('the device is read', () => read !== null, 100);
  return read!;
}
