/** The files are real and so are their reads: the driver runs on the system's clock here. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { clockAlarm } from '../../../firmware/alarm.ts';
import { openHwmon, SYSTEM_HWMON } from '../../../hardware/drivers/hwmon.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';

const clock = { nowMs: () => performance.now() };
const scratch = scratchFolder();
const open: { close(): void }[] = [];

afterEach(() => {
  for (const sense of open.splice(0)) sense.close();
});

async function chip(
  folder: string,
  entry: string,
  name: string,
  millivolts: string,
  milliamps: string,
) {
  const place = join(folder, entry);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'name'), `${name}\n`);
  await writeFile(join(place, 'in1_input'), `${millivolts}\n`);
  await writeFile(join(place, 'curr1_input'), `${milliamps}\n`);
}

function openAt(folder: string) {
  let readings = 0;
  const ports = { clock, makeAlarm: (ring: () => void) => clockAlarm(clock, ring) };
  const board = { kind: 'hwmon', chip: 'ina219' } as const;
  const sense = openHwmon(
    board,
    ports,
    () => {
      readings += 1;
    },
    { ...SYSTEM_HWMON, folder },
  );
  open.push(sense);
  return { sense, readings: () => readings };
}

describe('the INA219 behind the kernel', () => {
  it('is found by its name, and read again and again', async () => {
    const folder = await mkdtemp(join(scratch, 'hwmon-'));
    await chip(folder, 'hwmon0', 'cpu_thermal', '1', '1');
    await chip(folder, 'hwmon1', 'ina219', '7412', '-1250');
    const { sense } = openAt(folder);
    expect(sense.volts()).toBeNull();
    await until('a reading', () => sense.volts() !== null);
    expect(sense.volts()).toMatchObject({ volts: 7.412, raw: 7_411_998_750 });
    expect(sense.amps()).toBe(-1.25);
    const firstMs = sense.volts()!.atMs;
    await writeFile(join(folder, 'hwmon1', 'curr1_input'), '800\n');
    await until('the next reading', () => sense.amps() === 0.8);
    expect(sense.volts()!.atMs).toBeGreaterThan(firstMs);
    expect(sense.fault).toBeNull();
  });

  it('is missed in plain words, and found when it comes, also in another folder', async () => {
    const folder = await mkdtemp(join(scratch, 'hwmon-'));
    await chip(folder, 'hwmon0', 'cpu_thermal', '1', '1');
    const { sense } = openAt(folder);
    await until('a fault', () => sense.fault !== null);
    expect(sense.fault).toBe(
      `no sensor called ina219 in ${folder}: tell the kernel of it (docs/hardware/raspberry-pi.md)`,
    );
    await chip(folder, 'hwmon3', 'ina219', '7412', '0');
    await until('a reading', () => sense.volts()?.volts === 7.412);
    expect(sense.fault).toBeNull();
    await rm(join(folder, 'hwmon3'), { recursive: true });
    await until('a fault', () => sense.fault !== null);
    expect(sense.volts()).toBeNull();
    expect(sense.amps()).toBeNull();
    await chip(folder, 'hwmon1', 'ina219', '7300', '0');
    await until('a reading', () => sense.volts()?.volts === 7.3);
  });

  it('that gives no number, and a folder that is not there, are told', async () => {
    const folder = await mkdtemp(join(scratch, 'hwmon-'));
    await chip(folder, 'hwmon0', 'ina219', 'garbage', '0');
    const first = openAt(folder).sense;
    await until('a fault', () => first.fault !== null);
    expect(first.fault).toBe(`${join(folder, 'hwmon0')} gives no number`);
    const second = openAt(join(folder, 'nowhere')).sense;
    await until('a fault', () => second.fault !== null);
    expect(second.fault).toBe(
      `${join(folder, 'nowhere')} cannot be read (ENOENT): look at the INA219's wires`,
    );
  });

  it('is read no more once it is closed', async () => {
    const folder = await mkdtemp(join(scratch, 'hwmon-'));
    await chip(folder, 'hwmon0', 'ina219', '7412', '0');
    const { sense, readings } = openAt(folder);
    await until('a reading', () => readings() > 0);
    sense.close();
    const before = readings();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(readings()).toBe(before);

    const unread = openAt(folder);
    unread.sense.close();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(unread.readings()).toBe(0);
  });
});
