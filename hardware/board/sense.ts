/**
 * What a board file may not say although its shape is right: pins, and numbers or sensors that contradict each other
 * or the board.
 *
 * It looks at the plain value and skips what isn't of the right type, so that these problems are told together
 * with those of the shape.
 */

import { batterySense } from './battery-sense.ts';
import { driveSense } from './drive-sense.ts';
import { padSense } from './pad-sense.ts';
import { type Nearest, pinSense } from './pin-sense.ts';
import { isArduino, isModel, MODELS } from './pins.ts';
import { at, type BoardFinding, type BoardPath, isThere } from './sense-finding.ts';

export type { BoardFinding, Nearest };

/** What is wrong with the board of a robot or of a pad; `nearest` finds what a name was meant to be. */
export function boardSense(value: unknown, nearest: Nearest): BoardFinding[] {
  return [
    ...pinSense(value, nearest),
    ...unfitSensors(value),
    ...unfitDeadMan(value),
    ...batterySense(value),
    ...driveSense(value),
    ...padSense(value),
  ];
}

const SENSORS: readonly BoardPath[] = [['battery', 'volts'], ['battery', 'current'], ['current']];

/** An Arduino has no files, and a Raspberry Pi leaves its bus to the kernel. */
function unfitSensors(value: unknown): BoardFinding[] {
  const model = at(value, ['model']);
  if (!isModel(model)) return [];
  const [wrong, right] = isArduino(model) ? ['hwmon', 'ina219'] : ['ina219', 'hwmon'];
  const why = isArduino(model)
    ? 'hwmon is read by the kernel of a Raspberry Pi, and not by an Arduino'
    : 'a Raspberry Pi reads an INA219 through its kernel';
  return SENSORS.flatMap((holder) => {
    const path = [...holder, wrong!];
    if (!isThere(value, path)) return [];
    return [
      { path, atKey: true, what: why, mend: `write { ${right}: {} } for ${holder.join('.')}` },
    ];
  });
}

function unfitDeadMan(value: unknown): BoardFinding[] {
  const model = at(value, ['model']);
  if (!isModel(model) || isArduino(model)) return [];
  const isWord = at(value, ['deadMan']) === 'firmware';
  const path = isWord ? ['deadMan'] : ['deadMan', 'firmware'];
  if (!isThere(value, path)) return [];
  const what = `${MODELS[model].name} has no firmware of Roost`;
  const mend = 'write { pulse: { pin: GPIO23 } }, and let the pin feed a timer';
  return [{ path, what, mend }];
}
