/** What is wrong with a limit of a current: that nothing watches it, or nothing that reaches so far. */

import { DEFAULTS } from './complete.ts';
import { type BoardFinding, type BoardPath, isThere, numberAt } from './sense-finding.ts';

/** Full scale across the shunt of an INA219 (SBOS448 table 4, PGA /8). */
const SHUNT_VOLTS = 0.32;

/** A limit that nobody watches is worse than none. */
export function withoutSensor(value: unknown, limit: BoardPath, sensor: BoardPath): BoardFinding[] {
  if (!isThere(value, limit) || isThere(value, sensor)) return [];
  const what = `nothing measures the current that ${limit.join('.')} is about`;
  return [{ path: limit, atKey: true, what, mend: `leave it out, or add ${sensor.join('.')}` }];
}

/** A sensor that is at its end before the limit would never tell. */
export function beyondSensor(
  value: unknown,
  limit: BoardPath,
  absent: number,
  sensor: BoardPath,
): BoardFinding[] {
  const amps = numberAt(value, limit, absent);
  const most = mostAmps(value, sensor);
  if (amps === null || most === null || amps < most) return [];
  const name = limit.at(-1);
  return [
    {
      path: limit,
      also: [sensor],
      what: `${name} (${amps}) is more than the sensor can tell (${Math.floor(most * 100) / 100})`,
      mend: `make ${name} less, or take another sensor`,
    },
  ];
}

function mostAmps(value: unknown, sensor: BoardPath): number | null {
  const ina219 = [...sensor, 'ina219'];
  if (isThere(value, ina219)) {
    const ohms = numberAt(value, [...ina219, 'shuntOhms'], DEFAULTS.shuntOhms);
    return ohms === null || ohms <= 0 ? null : SHUNT_VOLTS / ohms;
  }
  const analog = [...sensor, 'analog'];
  if (!isThere(value, analog)) return null;
  const zero = numberAt(value, [...analog, 'zeroVolts'], DEFAULTS.zeroVolts);
  const reference = numberAt(value, [...analog, 'referenceVolts'], DEFAULTS.referenceVolts);
  const perAmp = numberAt(value, [...analog, 'voltsPerAmp'], null);
  if (zero === null || reference === null || perAmp === null || perAmp === 0) return null;
  // Towards the end of the scale to which a positive current drives the sensor.
  const room = perAmp > 0 ? reference - zero : zero;
  return Math.max(0, room) / Math.abs(perAmp);
}
