/**
 * How long something usually takes, and how long at most if nothing is amiss: mean and mean deviation of what was
 * seen, in the way in which TCP learns its time-outs (Jacobson 1988).
 */

export interface UsualTime {
  readonly meanMs: number;
  readonly deviationMs: number;
  readonly samples: number;
}

export const UNKNOWN_TIME: UsualTime = { meanMs: 0, deviationMs: 0, samples: 0 };

const MEAN_WEIGHT = 1 / 4;
const DEVIATION_WEIGHT = 1 / 4;
/** So many deviations above the mean nearly everything is over. */
const DEVIATIONS = 2;
/** A time counts as at most so many times the longest that is to be expected: a freeze is no habit. */
const MOST = 2;

export function learnTime(known: UsualTime, tookMs: number): UsualTime {
  const { meanMs, deviationMs, samples } = known;
  if (samples === 0) return { meanMs: tookMs, deviationMs: tookMs / 4, samples: 1 };
  const bounded = Math.min(tookMs, MOST * longestMs(known)!);
  const error = bounded - meanMs;
  return {
    meanMs: meanMs + MEAN_WEIGHT * error,
    deviationMs: deviationMs + DEVIATION_WEIGHT * (Math.abs(error) - deviationMs),
    samples: samples + 1,
  };
}

/** Null while nothing is known. */
export function usualMs({ meanMs, samples }: UsualTime): number | null {
  return samples === 0 ? null : meanMs;
}

/** How long it takes at most, as a rule; null while nothing is known. */
export function longestMs({ meanMs, deviationMs, samples }: UsualTime): number | null {
  return samples === 0 ? null : meanMs + DEVIATIONS * deviationMs;
}
