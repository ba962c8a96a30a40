/**
 * The modules around a board, of the size that is common for them. Their pins stand at the raster of the
 * real ones; in which order differs from maker to maker, so wires go by the names.
 */

import { type Part, PITCH, SCREW_PITCH, type Side, type Terminal } from './geometry.ts';

const FIRST_PIN = 4;

function pins(side: Side, top: number, names: readonly string[]): Terminal[] {
  return names.map((name, index) => ({ name, side, y: top + index * PITCH, kind: 'pin' }));
}

function screws(side: Side, top: number, names: readonly string[]): Terminal[] {
  return names.map((name, index) => ({ name, side, y: top + index * SCREW_PITCH, kind: 'screw' }));
}

export function relayModule(): Part {
  return {
    title: 'Relay module, two poles',
    width: 46,
    height: 30,
    terminals: [
      ...pins('left', FIRST_PIN, ['IN', 'VCC', 'GND']),
      ...screws('left', 18.5, ['NO 2', 'COM 2']),
      ...screws('right', 7, ['COM 1', 'NO 1', 'NC 1']),
    ],
    notes: ['closes at high level', 'pole 1 switches', 'pole 2 tells'],
  };
}

/** Holds an input low while nothing drives it. */
export function pullDown(input: string): Part {
  return {
    title: 'Pull-down, 10 kΩ',
    width: 38,
    height: 7.5,
    terminals: pins('left', 2.5, [input, 'GND']),
    notes: ['open by itself'],
  };
}

export function acs712(): Part {
  return {
    title: 'ACS712-05B, current',
    width: 31,
    height: 13.5,
    terminals: [
      ...pins('left', 4.2, ['VCC', 'OUT', 'GND']),
      ...screws('right', 4.2, ['IP+', 'IP−']),
    ],
    notes: [],
  };
}

export function ina219(address: string): Part {
  return {
    title: `INA219, volts and amps (${address})`,
    width: 31,
    height: 20.5,
    terminals: [
      ...pins('left', 6.4, ['VCC', 'GND', 'SCL', 'SDA']),
      ...screws('right', 7.7, ['VIN+', 'VIN−']),
    ],
    notes: [],
  };
}

/** R1 from the battery to the pin, R2 from there to ground. */
export function divider(upperOhms: string, lowerOhms: string): Part {
  return {
    title: 'Voltage divider',
    width: 36,
    height: 14,
    terminals: [
      ...pins('left', 5.7, ['pin', 'GND']),
      { name: 'battery', side: 'right', y: 7, kind: 'pin' },
    ],
    notes: [`R1 ${upperOhms}`, `R2 ${lowerOhms}`, '100 nF'],
  };
}

export function led(resistorOhms: string): Part {
  return {
    title: `LED and ${resistorOhms}`,
    width: 38,
    height: 7.5,
    terminals: pins('left', 2.5, ['+', '−']),
    notes: ['tells the phase'],
  };
}

export function microswitch(what: string, closes: string): Part {
  return {
    title: what,
    width: 38,
    height: 10.2,
    terminals: screws('left', 2.6, ['NO', 'COM']),
    notes: ['microswitch,', closes],
  };
}

/** A bridge that takes a speed and a direction for each motor. */
export function phaseEnableDriver(): Part {
  return {
    title: 'Motor driver, PWM + direction',
    width: 46,
    height: 34,
    terminals: [
      ...pins('left', 9, ['DIR 2', 'PWM 2', 'PWM 1', 'DIR 1', 'VCC', 'GND']),
      ...screws('right', 4.3, ['M2 A', 'M2 B', 'M1 A', 'M1 B', 'VM', 'PGND']),
    ],
    notes: ['DRV8835,', 'MDD10A, or', 'L298P shield'],
  };
}

/** A bridge that takes two directions for each motor, such as an L298N. */
export function twoDirectionDriver(): Part {
  return {
    title: 'Motor driver, L298N',
    width: 43,
    height: 39,
    terminals: [
      ...pins('left', 9, ['ENA', 'ENB', 'IN1', 'IN2', 'IN3', 'IN4', 'GND']),
      ...screws('right', 9, ['12V', 'PGND', 'OUT1', 'OUT2', 'OUT3', 'OUT4']),
    ],
    notes: ['two inputs', 'and an enable', 'for each motor'],
  };
}

/** Its output stays high while pulses come, and as long after the last one as R and C say. */
export function timer(clear: 'CLR' | null): Part {
  return {
    title: 'Timer 74HC123',
    width: 40,
    height: 21,
    terminals: pins('left', 4, ['B', ...(clear === null ? [] : [clear]), 'Q', 'VCC', 'GND']),
    notes: ['R 330 kΩ', 'C 4.7 µF', 'A to GND', ...(clear === null ? ['CLR to VCC'] : [])],
  };
}

export function charger(volts: string): Part {
  return {
    title: 'Charger, CC/CV',
    width: 34,
    height: 17,
    terminals: screws('left', 6, ['+ (fuse)', '−']),
    notes: ['of the right', 'chemistry:', volts],
  };
}

export function contacts(what: string, note: readonly string[]): Part {
  return {
    title: what,
    width: 34,
    height: 17,
    terminals: screws('left', 6, ['+', '−']),
    notes: note,
  };
}

export function battery(): Part {
  return {
    title: 'Battery with BMS',
    width: 34,
    height: 17,
    terminals: screws('left', 6, ['+ (fuse)', '−']),
    notes: ['two cells,', 'lithium-ion'],
  };
}

export function motor(name: string): Part {
  return {
    title: name,
    width: 34,
    height: 10.2,
    terminals: screws('left', 2.6, ['a', 'b']),
    notes: [],
  };
}
