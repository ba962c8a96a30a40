/**
 * Corrects a divider's ratio by what a voltmeter says.
 *
 * Two 5 % resistors and a supply that is not quite 5 V make readings some percent wrong, all by the same
 * factor. So one reading of a voltmeter at the battery mends it, provided that both look at the same battery at the
 * same moment and that it holds enough volts to measure the factor well.
 */

export interface DividerCalibration {
  /** What the board file has now. */
  readonly ratio: number;
  /** What the robot reads with that ratio. */
  readonly readVolts: number;
  /** What the voltmeter says. */
  readonly measuredVolts: number;
}

export type CalibrationResult =
  | { readonly ok: true; readonly ratio: number }
  | { readonly ok: false; readonly problem: string };

/** Resistors and supply together are rarely off by more: a greater factor is a mistake in wiring or typing. */
const MOST_FACTOR = 1.3;
/** Below, one step of the converter is too much of the reading. */
const LEAST_VOLTS = 1;

/** The ratio that makes the reading what the voltmeter says, to four places. */
export function calibratedRatio({
  ratio,
  readVolts,
  measuredVolts,
}: DividerCalibration): CalibrationResult {
  if (!Number.isFinite(measuredVolts) || measuredVolts < LEAST_VOLTS) {
    return no(`${measuredVolts} V is no battery: measure at the battery, in volts`);
  }
  if (!Number.isFinite(readVolts) || readVolts < LEAST_VOLTS) {
    return no(
      `the robot itself reads ${readVolts.toFixed(2)} V: look at the divider's wires first`,
    );
  }
  const factor = measuredVolts / readVolts;
  if (factor > MOST_FACTOR || factor < 1 / MOST_FACTOR) {
    return no(
      `the robot reads ${readVolts.toFixed(2)} V and the voltmeter ${measuredVolts} V: too far apart for ` +
        'resistors that are a little off. Look at the divider (R1 from the battery, R2 to ground) and at the ratio',
    );
  }
  return { ok: true, ratio: Number((ratio * factor).toFixed(4)) };
}

function no(problem: string): CalibrationResult {
  return { ok: false, problem };
}
