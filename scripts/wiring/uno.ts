/**
 * The Arduino Uno R3 with its USB socket upwards: digital pins at the right, power and analog ones at the left.
 *
 * From the board's drawing (in mil): holes of the digital row stand 2000 from the lower edge, those of the
 * power and analog row 100; D0 stands 2500 from the USB edge. All are 100 apart, but for the 160 between
 * D7 and D8, which keep ordinary raster boards from fitting, and the empty place between Vin and A0.
 */

import { type HeaderBoard, type HeaderPin, PITCH, type Point } from './geometry.ts';

const MIL = 0.0254;
const D0_FROM_USB = 2500 * MIL;
/** Between D7 and D8, in place of one pitch. */
export const D7_TO_D8 = 160 * MIL;
const DIGITAL_ROW = 2000 * MIL;
const ANALOG_ROW = 100 * MIL;
const FIRST_POWER_PIN = 1100 * MIL;

const UPPER_DIGITAL = ['D8', 'D9', 'D10', 'D11', 'D12', 'D13', 'GND', 'AREF', 'SDA', 'SCL'];
const POWER = ['', 'IOREF', 'RESET', '3.3V', '5V', 'GND', 'GND', 'Vin'];
const NAMES: Readonly<Record<string, string>> = { '3.3V': '3V3' };

function pin(label: string, x: number, y: number, column: HeaderPin['column'], name = label) {
  return { name: NAMES[name] ?? name, label, number: null, x, y, column };
}

function digitalPins(): HeaderPin[] {
  const lower = Array.from({ length: 8 }, (_, index) =>
    pin(`D${index}`, DIGITAL_ROW, D0_FROM_USB - index * PITCH, 'outer'),
  );
  const d8 = D0_FROM_USB - 7 * PITCH - D7_TO_D8;
  const upper = UPPER_DIGITAL.map((label, index) =>
    pin(label, DIGITAL_ROW, d8 - index * PITCH, 'outer', label === 'GND' ? 'GND3' : label),
  );
  return [...lower, ...upper];
}

function powerAndAnalogPins(): HeaderPin[] {
  const power = POWER.map((label, index) => {
    const name = label === 'GND' ? `GND${index - 4}` : label === '' ? 'NC' : label;
    return pin(label, ANALOG_ROW, FIRST_POWER_PIN + index * PITCH, 'far', name);
  });
  const analog = Array.from({ length: 6 }, (_, index) =>
    pin(`A${index}`, ANALOG_ROW, FIRST_POWER_PIN + (9 + index) * PITCH, 'far'),
  );
  return [...power, ...analog];
}

/** From the drawing's origin (USB at the left, lower left corner) to the board as it lies here. */
function turned(corners: readonly (readonly [alongMil: number, acrossMil: number])[]): Point[] {
  return corners.map(([along, across]) => ({ x: across * MIL, y: along * MIL }));
}

export const UNO: HeaderBoard = {
  title: 'Arduino Uno R3',
  titleY: 24,
  width: 2100 * MIL,
  height: 2700 * MIL,
  outline: turned([
    [0, 0],
    [0, 2100],
    [2540, 2100],
    [2600, 2040],
    [2600, 1590],
    [2700, 1490],
    [2700, 200],
    [2600, 100],
    [2600, 0],
  ]),
  holes: turned([
    [550, 100],
    [600, 2000],
    [2600, 300],
    [2600, 1400],
  ]),
  sockets: [
    { x: 32.38, y: -6.35, width: 11.43, height: 15.88, label: 'USB' },
    { x: 3.18, y: -1.9, width: 8.89, height: 13.33, label: 'DC' },
  ],
  pins: [...digitalPins(), ...powerAndAnalogPins()],
};
