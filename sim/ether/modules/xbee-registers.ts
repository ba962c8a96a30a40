/**
 * The AT registers of an XBee S2C with 802.15.4 firmware: ranges, widths and factory values (XBee/XBee-PRO S2C
 * 802.15.4 RF Module User Guide, "AT commands"), as far as a driver may ask for them.
 */

interface Register {
  /** Bytes of its value in an answer. */
  readonly width: number;
  readonly low: number;
  readonly high: number;
  readonly factory: number;
  readonly isReadOnly?: true;
}

const REGISTERS = {
  CH: { width: 1, low: 0x0b, high: 0x1a, factory: 0x0c },
  ID: { width: 2, low: 0, high: 0xffff, factory: 0x3332 },
  MY: { width: 2, low: 0, high: 0xffff, factory: 0 },
  DH: { width: 4, low: 0, high: 0xffff_ffff, factory: 0 },
  DL: { width: 4, low: 0, high: 0xffff_ffff, factory: 0 },
  SH: { width: 4, low: 0, high: 0xffff_ffff, factory: 0x0013_a200, isReadOnly: true },
  SL: { width: 4, low: 0, high: 0xffff_ffff, factory: 0, isReadOnly: true },
  MM: { width: 1, low: 0, high: 3, factory: 0 },
  RR: { width: 1, low: 0, high: 6, factory: 0 },
  RN: { width: 1, low: 0, high: 5, factory: 0 },
  PL: { width: 1, low: 0, high: 4, factory: 4 },
  CA: { width: 1, low: 0, high: 0x50, factory: 0 },
  BD: { width: 4, low: 0, high: 0x25_0000, factory: 3 },
  /** A driver that speaks API 2 can only be heard by a module that is set to it. */
  AP: { width: 1, low: 0, high: 2, factory: 2 },
  AO: { width: 1, low: 0, high: 2, factory: 2 },
  CE: { width: 1, low: 0, high: 1, factory: 0 },
  NP: { width: 2, low: 0, high: 0xffff, factory: 110, isReadOnly: true },
  VR: { width: 2, low: 0, high: 0xffff, factory: 0x2003, isReadOnly: true },
  HV: { width: 2, low: 0, high: 0xffff, factory: 0x2e4b, isReadOnly: true },
} as const satisfies Record<string, Register>;

export type RegisterName = keyof typeof REGISTERS;
export type Registers = Record<RegisterName, number>;

/** Speeds of BD 0 to 8; a greater value is the speed itself. */
const BAUDS = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400] as const;

export function isRegister(name: string): name is RegisterName {
  return Object.hasOwn(REGISTERS, name);
}

/** Each module has a serial number of its own. */
export function factoryRegisters(serial: number): Registers {
  const values = Object.entries(REGISTERS).map(([name, { factory }]) => [name, factory]);
  return { ...(Object.fromEntries(values) as Registers), SL: serial };
}

/** Whether a computer may write this value. */
export function mayBeSet(name: RegisterName, value: number): boolean {
  const { low, high, isReadOnly }: Register = REGISTERS[name];
  const isSpeed = name !== 'BD' || value < BAUDS.length || value >= 1200;
  return isReadOnly !== true && value >= low && value <= high && isSpeed;
}

/** A register's value as an answer has it, the highest byte first. */
export function valueBytes(name: RegisterName, value: number): number[] {
  const { width } = REGISTERS[name];
  return Array.from(
    { length: width },
    (_, at) => Math.floor(value / 256 ** (width - 1 - at)) & 0xff,
  );
}

/** The speed that BD stands for. */
export function baudOf({ BD }: Registers): number {
  return BAUDS[BD] ?? BD;
}

/** The BD that stands for a speed. */
export function codeOf(baud: number): number {
  const code = (BAUDS as readonly number[]).indexOf(baud);
  return code < 0 ? baud : code;
}
