/**
 * A lithium battery: its resting volts follow from its charge by a curve, and what flows shifts them by its
 * inner resistance.
 *
 * The curve is that of a common Li-ion cell, stretched between the volts that the board file gives for empty and
 * full: steep at the empty end, flat in the middle. So a gauge that takes it for a line is found out.
 */

export interface BatteryNature {
  /** Resting volts of the empty and of the full battery. */
  readonly emptyVolts: number;
  readonly fullVolts: number;
  readonly capacityAh: number;
}

/** Share of the way from empty to full volts, at 0 to 100 % of charge. */
const CURVE: readonly (readonly [charge: number, rise: number])[] = [
  [0, 0],
  [0.05, 0.26],
  [0.1, 0.37],
  [0.2, 0.45],
  [0.3, 0.51],
  [0.4, 0.56],
  [0.5, 0.62],
  [0.6, 0.7],
  [0.7, 0.78],
  [0.8, 0.85],
  [0.9, 0.93],
  [1, 1],
];

/** A pack of one ampere hour has this much; larger ones less in proportion. */
const OHM_AMP_HOURS = 0.18;

const MS_PER_HOUR = 3_600_000;

export class Battery {
  readonly nature: BatteryNature;
  readonly ohms: number;
  /** 0 to 1. */
  charge: number;

  constructor(nature: BatteryNature, charge: number) {
    this.nature = nature;
    this.ohms = OHM_AMP_HOURS / nature.capacityAh;
    this.charge = Math.min(1, Math.max(0, charge));
  }

  /** Volts while nothing flows. */
  get restingVolts(): number {
    const { emptyVolts, fullVolts } = this.nature;
    return emptyVolts + (fullVolts - emptyVolts) * rise(this.charge);
  }

  /** Volts at its poles while so much flows into it (negative: out of it). */
  volts(amps: number): number {
    return this.restingVolts + amps * this.ohms;
  }

  /** Lets a current flow for a time of the battery; returns the ampere hours that it took or gave. */
  flow(amps: number, ms: number): number {
    const { capacityAh } = this.nature;
    const before = this.charge;
    this.charge = Math.min(1, Math.max(0, before + (amps * ms) / MS_PER_HOUR / capacityAh));
    return (this.charge - before) * capacityAh;
  }
}

function rise(charge: number): number {
  const after = CURVE.findIndex(([from]) => from > charge);
  if (after === -1) return 1;
  const [left, low] = CURVE[after - 1]!;
  const [right, high] = CURVE[after]!;
  return low + ((high - low) * (charge - left)) / (right - left);
}
