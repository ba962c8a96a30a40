/** Adds up what was on the air, to hold it against the rules of a band. */

export interface OnAir {
  readonly startMs: number;
  readonly airMs: number;
}

/** The most air time in any span of `windowMs`, wherever it begins. */
export function mostOnAirMs(transmissions: readonly OnAir[], windowMs: number): number {
  const sorted = [...transmissions].sort((a, b) => a.startMs - b.startMs);
  // Moving the span to the next start or end only adds to it, so these are all that have to be looked at.
  const edges = sorted.flatMap(({ startMs, airMs }) => [startMs, startMs + airMs - windowMs]);
  let mostMs = 0;
  for (const fromMs of edges) {
    let sumMs = 0;
    for (const { startMs, airMs } of sorted) {
      if (startMs >= fromMs + windowMs) break;
      const endMs = Math.min(startMs + airMs, fromMs + windowMs);
      sumMs += Math.max(0, endMs - Math.max(startMs, fromMs));
    }
    mostMs = Math.max(mostMs, sumMs);
  }
  return mostMs;
}
