/**
 * Volts and amps of an INA219 that the kernel reads (driver ina2xx), from its files: what a Raspberry Pi has in
 * place of an analog input. `name` says which chip a folder is of; `in1_input` is the bus in millivolts and
 * `curr1_input` the current in milliamps, for the shunt that the kernel was told of.
 */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HwmonBoard } from '../board/board.ts';
import type { VoltsReading } from './battery-sense.ts';
import type { DriverPorts } from './contact.ts';
import type { Ina219 } from './ina219.ts';

/** Where the kernel shows its sensors, and how they are read; in place of this machine's own for tests. */
export interface HwmonPlace {
  readonly folder: string;
  list(folder: string): Promise<string[]>;
  read(path: string): Promise<string>;
}

export const SYSTEM_HWMON: HwmonPlace = {
  folder: '/sys/class/hwmon',
  list: (folder) => readdir(folder),
  read: (path) => readFile(path, 'utf8'),
};

/** Reading a file makes the kernel ask the chip: some tenths of a millisecond. */
const READ_EVERY_MS = 200;
/** Where there is no chip, nobody plugs one in many times a second. */
const RETRY_MS = 1000;

/** `onReading` is called after each reading, and when the chip has gone. */
export function openHwmon(
  { chip }: HwmonBoard,
  { clock, makeAlarm }: DriverPorts,
  onReading: () => void,
  hwmon: HwmonPlace = SYSTEM_HWMON,
): Ina219 {
  let latest: (VoltsReading & { readonly amps: number }) | null = null;
  let fault: string | null = null;
  /** The chip's own folder; the number in its name may be another one after a restart. */
  let place: string | null = null;
  let isOpen = true;

  const alarm = makeAlarm(() => void look());

  async function look(): Promise<void> {
    const read = await readChip().catch((error: unknown) => said(error));
    if (!isOpen) return;
    if (typeof read === 'string') {
      place = null;
      latest = null;
      fault = read;
    } else {
      latest = read;
      fault = null;
    }
    alarm.set(clock.nowMs() + (fault === null ? READ_EVERY_MS : RETRY_MS));
    onReading();
  }

  /** A reading, or why there is none. */
  async function readChip(): Promise<(VoltsReading & { readonly amps: number }) | string> {
    place ??= await findChip(hwmon, chip);
    if (place === null) {
      return `no sensor called ${chip} in ${hwmon.folder}: tell the kernel of it (docs/hardware/raspberry-pi.md)`;
    }
    const millivolts = await readNumber(hwmon, join(place, 'in1_input'));
    const milliamps = await readNumber(hwmon, join(place, 'curr1_input'));
    if (millivolts === null || milliamps === null) return `${place} gives no number`;
    const raw = millivolts * 1e6 + milliamps;
    return { volts: millivolts / 1000, amps: milliamps / 1000, raw, atMs: clock.nowMs() };
  }

  void look();

  return {
    get fault() {
      return fault;
    },
    volts: () => latest,
    amps: () => latest?.amps ?? null,
    close() {
      isOpen = false;
      alarm.set(null);
    },
  };
}

async function findChip(hwmon: HwmonPlace, chip: string): Promise<string | null> {
  for (const entry of (await hwmon.list(hwmon.folder)).sort()) {
    const place = join(hwmon.folder, entry);
    const name = await hwmon.read(join(place, 'name')).catch(() => '');
    if (name.trim() === chip) return place;
  }
  return null;
}

async function readNumber(hwmon: HwmonPlace, path: string): Promise<number | null> {
  const text = (await hwmon.read(path)).trim();
  return /^-?\d+$/.test(text) ? Number(text) : null;
}

function said(error: unknown): string {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  // An absent chip is EIO or ENXIO: the kernel has asked it in vain.
  return `${path ?? 'the sensor'} cannot be read (${code}): look at the INA219's wires`;
}
