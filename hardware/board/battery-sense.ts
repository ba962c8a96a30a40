/** What contradicts what in the battery of a robot and its sensors. */

import { DEFAULTS } from './complete.ts';
import { type BoardFinding, type BoardPath, isThere, numberAt } from './sense-finding.ts';

/** The most that the bus of an INA219 takes (SBOS448, section 1). */
const BUS_VOLTS = 26;

export function batterySense(value: unknown): BoardFinding[] {
  return [...differentShunts(value), ...batteryOrder(value)];
}

/** Volts and amps from one address are one device. */
function differentShunts(value: unknown): BoardFinding[] {
  const [volts, current] = [
    ['battery', 'volts', 'ina219'],
    ['battery', 'current', 'ina219'],
  ] as const;
  if (!isThere(value, volts) || !isThere(value, current)) return [];
  const of = (path: BoardPath, key: string, absent: number) =>
    numberAt(value, [...path, key], absent);
  const address = of(current, 'address', DEFAULTS.ina219Address);
  if (of(volts, 'address', DEFAULTS.ina219Address) !== address) return [];
  const ohms = of(current, 'shuntOhms', DEFAULTS.shuntOhms);
  const otherOhms = of(volts, 'shuntOhms', DEFAULTS.shuntOhms);
  if (ohms === null || otherOhms === null || ohms === otherOhms) return [];
  return [
    {
      path: [...current, 'shuntOhms'],
      also: [[...volts, 'shuntOhms']],
      what: `the shunt of one INA219 is ${ohms} ohms here, and ${otherOhms} ohms in battery.volts`,
      mend: 'write the same for both, or give each device an address of its own',
    },
  ];
}

function batteryOrder(value: unknown): BoardFinding[] {
  const number = (key: string) => numberAt(value, ['battery', key], null);
  const [empty, full] = [number('emptyVolts'), number('fullVolts')];
  const [lowest, highest] = [number('lowestVolts'), number('highestVolts')];
  const findings: BoardFinding[] = [];
  const refuse = (key: string, other: string, what: string, mend: string) =>
    findings.push({ path: ['battery', key], also: [['battery', other]], what, mend });
  if (empty !== null && full !== null && empty >= full) {
    const what = `emptyVolts (${empty}) is not below fullVolts (${full})`;
    refuse('emptyVolts', 'fullVolts', what, 'swap them, or look at the data of the battery');
  }
  if (lowest !== null && empty !== null && lowest >= empty) {
    const what = `lowestVolts (${lowest}) is not below emptyVolts (${empty})`;
    refuse(
      'lowestVolts',
      'emptyVolts',
      what,
      'an empty battery would be a fault: lower lowestVolts',
    );
  }
  if (highest !== null && full !== null && highest <= full) {
    const what = `highestVolts (${highest}) is not above fullVolts (${full})`;
    refuse(
      'highestVolts',
      'fullVolts',
      what,
      'a full battery would be a fault: raise highestVolts',
    );
  }
  return full === null ? findings : [...findings, ...tooManyVolts(value, full)];
}

/** More than the sensor takes burns it. */
function tooManyVolts(value: unknown, fullVolts: number): BoardFinding[] {
  const also = [['battery', 'fullVolts']];
  const ina219 = ['battery', 'volts', 'ina219'];
  if (isThere(value, ina219) && fullVolts > BUS_VOLTS) {
    const what = `an INA219 takes ${BUS_VOLTS} volts, and the full battery has ${fullVolts}`;
    return [{ path: ina219, also, what, mend: 'measure such a battery with a divider' }];
  }
  const divider = ['battery', 'volts', 'divider'];
  const ratio = numberAt(value, [...divider, 'ratio'], null);
  const reference = numberAt(value, [...divider, 'referenceVolts'], DEFAULTS.referenceVolts);
  if (ratio === null || ratio < 1 || reference === null) return [];
  if (fullVolts <= ratio * reference) return [];
  const atPin = rounded(fullVolts / ratio);
  return [
    {
      path: [...divider, 'ratio'],
      also,
      what: `the full battery would put ${atPin} volts on the pin, which takes ${reference}`,
      mend: `take resistors with a ratio of at least ${rounded(fullVolts / reference)}`,
    },
  ];
}

/** To hundredths, and never below. */
function rounded(number: number): number {
  return Math.ceil(number * 100) / 100;
}
