/** Real firmware on the emulated Arduino, driven by the real firmata-io: seen at the pins. */

import { describe, expect, it } from 'vitest';
import type { FirmwareName } from '../../../../sim/board/mcu/firmware.ts';
import { Stage } from './stage.ts';

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
  it('shakes hands', async () => {
    const stage = new Stage(firmware);
    const firmata = await stage.firmata();
    expect(firmata.firmware.name).toBe(name);
    expect(firmata.version).toEqual(version);
    expect(firmata.pins).toHaveLength(20);
    expect(firmata.analogPins).toEqual([14, 15, 16, 17, 18, 19]);
    expect(stage.arduino.nowMs).toBeLessThan(readyMs);
  });

  it('lights a LED', async () => {
    const stage = new Stage(firmware);
    const firmata = await stage.firmata();
    firmata.pinMode(13, firmata.MODES.OUTPUT!);
    firmata.digitalWrite(13, 1);
    await stage.until('D13 is high', () => stage.arduino.level('D13') === 'high', 10);
    firmata.digitalWrite(13, 0);
    await stage.until('D13 is low', () => stage.arduino.level('D13') === 'low', 10);
  });

  it('reads volts', async () => {
    const stage = new Stage(firmware);
    const firmata = await stage.firmata();
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
    const stage = new Stage(firmware);
    const firmata = await stage.firmata();
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
    const stage = new Stage(firmware);
    const firmata = await stage.firmata();
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
});
