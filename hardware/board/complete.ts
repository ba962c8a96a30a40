/** From what a board file says to the whole board: what it leaves out has its default here, and only here. */

import type {
  AnalogCurrentBoard,
  BatteryBoard,
  ContactBoard,
  CurrentBoard,
  DeadManBoard,
  DriveBoard,
  Ina219Board,
  LedBoard,
  Level,
  MotorBoard,
  PadBoard,
  RobotBoard,
} from './board.ts';
import type { PadFile, RobotFile } from './schema.ts';

export const DEFAULTS = {
  debounceMs: 20,
  referenceVolts: 5,
  zeroVolts: 2.5,
  ina219Address: 0x40,
  shuntOhms: 0.1,
  hwmonChip: 'ina219',
  speedPercent: 60,
  approachMs: 15_000,
  leaveMs: 800,
  clearMs: 200,
  limitAmps: 2,
  settleMs: 50,
  minAmps: 0.05,
  maxAmps: 3,
  everyMs: 100,
  robotTimeoutMs: 1000,
  padTimeoutMs: 2000,
} as const;

/** Cells are ruined long before, and a broken wire reads less. */
const LOWEST_OF_EMPTY = 0.7;
/** Chargers go a little beyond the resting volts of a full battery. */
const HIGHEST_OF_FULL = 1.15;

export function robotBoardOf(file: RobotFile): RobotBoard {
  const { model, battery, dock, drive, led, deadMan } = file;
  return {
    model,
    battery: batteryOf(battery),
    dock: contactOf(dock),
    drive: driveOf(drive),
    led: ledOf(led),
    deadMan: deadManOf(deadMan, DEFAULTS.robotTimeoutMs),
  };
}

export function padBoardOf(file: PadFile): PadBoard {
  const { model, relay, contact, current, led, deadMan } = file;
  return {
    model,
    relay: {
      pin: relay.pin,
      closed: relay.closed ?? 'high',
      feedback: relay.feedback ? contactOf(relay.feedback) : null,
      settleMs: relay.settleMs ?? DEFAULTS.settleMs,
    },
    contact: contact ? contactOf(contact) : null,
    current: current ? currentOf(current) : null,
    minAmps: file.minAmps ?? DEFAULTS.minAmps,
    maxAmps: file.maxAmps ?? DEFAULTS.maxAmps,
    led: ledOf(led),
    deadMan: deadManOf(deadMan, DEFAULTS.padTimeoutMs),
  };
}

function contactOf(file: RobotFile['dock']): ContactBoard {
  const closed: Level = file.closed ?? 'low';
  return {
    pin: file.pin,
    closed,
    pullUp: file.pullUp ?? closed === 'low',
    debounceMs: file.debounceMs ?? DEFAULTS.debounceMs,
  };
}

function batteryOf(file: RobotFile['battery']): BatteryBoard {
  const { volts, current, emptyVolts, fullVolts, capacityAh } = file;
  return {
    volts: voltsOf(volts),
    current: current ? currentOf(current) : null,
    emptyVolts,
    fullVolts,
    capacityAh,
    lowestVolts: file.lowestVolts ?? tenths(emptyVolts * LOWEST_OF_EMPTY),
    highestVolts: file.highestVolts ?? tenths(fullVolts * HIGHEST_OF_FULL),
  };
}

function tenths(volts: number): number {
  return Math.round(volts * 10) / 10;
}

/** One of the three is there: the schema counts. */
function voltsOf({ divider, ina219, hwmon }: RobotFile['battery']['volts']): BatteryBoard['volts'] {
  if (divider !== undefined) {
    const { pin, ratio, referenceVolts = DEFAULTS.referenceVolts } = divider;
    return { kind: 'divider', pin, ratio, referenceVolts };
  }
  if (ina219 !== undefined) return ina219Of(ina219);
  return { kind: 'hwmon', chip: hwmon?.chip ?? DEFAULTS.hwmonChip };
}

type CurrentFile = NonNullable<PadFile['current']>;

function currentOf({ ina219, hwmon, analog }: CurrentFile): CurrentBoard {
  if (analog !== undefined) return analogOf(analog);
  if (ina219 !== undefined) return ina219Of(ina219);
  return { kind: 'hwmon', chip: hwmon?.chip ?? DEFAULTS.hwmonChip };
}

function ina219Of(file: NonNullable<CurrentFile['ina219']>): Ina219Board {
  const { address = DEFAULTS.ina219Address, shuntOhms = DEFAULTS.shuntOhms } = file;
  return { kind: 'ina219', address, shuntOhms };
}

function analogOf(file: NonNullable<CurrentFile['analog']>): AnalogCurrentBoard {
  const { pin, voltsPerAmp } = file;
  const { zeroVolts = DEFAULTS.zeroVolts, referenceVolts = DEFAULTS.referenceVolts } = file;
  return { kind: 'analog', pin, zeroVolts, voltsPerAmp, referenceVolts };
}

function driveOf(file: RobotFile['drive']): DriveBoard {
  const isSwitched = !file.left.pwm || !file.right.pwm;
  return {
    left: motorOf(file.left),
    right: motorOf(file.right),
    speedPercent: file.speedPercent ?? (isSwitched ? 100 : DEFAULTS.speedPercent),
    approachMs: file.approachMs ?? DEFAULTS.approachMs,
    leaveMs: file.leaveMs ?? DEFAULTS.leaveMs,
    clearMs: file.clearMs ?? DEFAULTS.clearMs,
    current: file.current ? analogOf(file.current.analog) : null,
    limitAmps: file.limitAmps ?? DEFAULTS.limitAmps,
  };
}

function motorOf(file: RobotFile['drive']['left']): MotorBoard {
  const { pwm = null, direction, brake = null, reversed = false } = file;
  return { pwm, direction, brake, reversed };
}

function ledOf(file: RobotFile['led']): LedBoard | null {
  return file ? { pin: file.pin, lit: file.lit ?? 'high' } : null;
}

function deadManOf(file: RobotFile['deadMan'] | string, timeoutMs: number): DeadManBoard {
  if (file === undefined || file === 'none') return { kind: 'none' };
  if (typeof file === 'string') return { kind: 'firmware', timeoutMs };
  const { firmware, pulse } = file;
  if (pulse !== undefined) {
    return { kind: 'pulse', pin: pulse.pin, everyMs: pulse.everyMs ?? DEFAULTS.everyMs };
  }
  return { kind: 'firmware', timeoutMs: firmware?.timeoutMs ?? timeoutMs };
}
