/** The battery levels of a swarm, in percent (contract.md, `charging`), and what follows from them. */
export interface Charging {
  /** At or below this a robot asks for a pad. */
  readonly requestBelow: number;
  /** With so much it leaves the pad. */
  readonly chargeTo: number;
  /** At or below this it parks, wherever it is, and calls. */
  readonly criticalBelow: number;
}

/** Enough to work with for a good while, though not full: half of what a visit usually gives. */
export function midpointOf({ requestBelow, chargeTo }: Charging): number {
  return (requestBelow + chargeTo) / 2;
}
