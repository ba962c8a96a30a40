/**
 * Charge from volts at rest.
 *
 * The volts of a lithium-ion cell hardly fall through the middle of its charge and steeply near both ends, so a straight
 * line from empty to full would call a battery that is a fifth full nearly half full. The curve here lies between
 * those of the usual cathodes (nickel-manganese-cobalt below it, cobalt oxide above), stretched between the two
 * voltages that the board file names: lithium cells with 4.1 to 4.2 V at the top lie within some ten percent
 * of it. Lithium iron phosphate is flatter still: it wants a current sensor.
 */

/** What the curve is stretched between: resting volts. */
export interface CurveEnds {
  readonly emptyVolts: number;
  readonly fullVolts: number;
}

interface CurvePoint {
  readonly percent: number;
  /** Of the way from empty to full volts. */
  readonly share: number;
}

const CURVE: readonly CurvePoint[] = [
  { percent: 0, share: 0 },
  { percent: 5, share: 0.24 },
  { percent: 10, share: 0.33 },
  { percent: 20, share: 0.43 },
  { percent: 30, share: 0.49 },
  { percent: 40, share: 0.54 },
  { percent: 50, share: 0.6 },
  { percent: 60, share: 0.67 },
  { percent: 70, share: 0.75 },
  { percent: 80, share: 0.83 },
  { percent: 90, share: 0.91 },
  { percent: 100, share: 1 },
];

/** 0..100 of a battery that shows these volts at rest. */
export function percentOfVolts(volts: number, ends: CurveEnds): number {
  const share = (volts - ends.emptyVolts) / (ends.fullVolts - ends.emptyVolts);
  return between(share, 'share', 'percent');
}

/** The resting volts of a battery with this charge. */
export function voltsOfPercent(percent: number, ends: CurveEnds): number {
  const share = between(percent, 'percent', 'share');
  return ends.emptyVolts + share * (ends.fullVolts - ends.emptyVolts);
}

function between(value: number, from: keyof CurvePoint, to: keyof CurvePoint): number {
  const first = CURVE[0]!;
  const last = CURVE[CURVE.length - 1]!;
  if (value <= first[from]) return first[to];
  if (value >= last[from]) return last[to];
  const above = CURVE.findIndex((point) => point[from] >= value);
  const high = CURVE[above]!;
  const low = CURVE[above - 1]!;
  const part = (value - low[from]) / (high[from] - low[from]);
  return low[to] + part * (high[to] - low[to]);
}
