/**
 * The inner resistance of the battery, learned from steps of the current.
 *
 * A battery under load shows fewer volts than it has at rest, and more while it charges: by current times
 * inner resistance. When the current changes quickly, the volts change by just that, while the charge stays
 * what it was; so each start of the motors tells the resistance, which grows as the battery ages.
 */

export interface LoadPoint {
  readonly volts: number;
  /** Positive into the battery. */
  readonly amps: number;
  readonly atMs: number;
}

/** A step is over within this time; a slower change may be charge. */
const STEP_MS = 600;
/** Of the capacity: the current must change by so much (0.2: 0.44 A of 2.2 Ah) to tell anything. */
const LEAST_STEP_PER_AH = 0.2;
/** How much one step counts against what was learned before. */
const WEIGHT = 0.2;
/** Ohms times Ah, for each volt: two cells of 2.2 Ah have about 0.1 ohm in series. */
const TYPICAL = 0.025;
/** What is learned stays within these multiples of the typical one. */
const LOWEST = 0.2;
const HIGHEST = 6;

export class BatteryResistance {
  private readonly typicalOhms: number;
  private readonly leastStepAmps: number;
  private learnedOhms: number;
  private before: LoadPoint | null = null;

  constructor(battery: { readonly fullVolts: number; readonly capacityAh: number }) {
    this.typicalOhms = (TYPICAL * battery.fullVolts) / battery.capacityAh;
    this.leastStepAmps = LEAST_STEP_PER_AH * battery.capacityAh;
    this.learnedOhms = this.typicalOhms;
  }

  get ohms(): number {
    return this.learnedOhms;
  }

  /** The volts that the battery would show without its load. */
  restingVolts(point: LoadPoint): number {
    return point.volts - point.amps * this.learnedOhms;
  }

  note(point: LoadPoint): void {
    const { before } = this;
    this.before = point;
    if (before === null || point.atMs - before.atMs > STEP_MS) return;
    const stepAmps = point.amps - before.amps;
    if (Math.abs(stepAmps) < this.leastStepAmps) return;
    const ohms = (point.volts - before.volts) / stepAmps;
    // Volts and amps are not read at the same instant: a step that was seen by one of them only tells nonsense.
    if (ohms < this.typicalOhms * LOWEST || ohms > this.typicalOhms * HIGHEST) return;
    this.learnedOhms += WEIGHT * (ohms - this.learnedOhms);
  }
}
