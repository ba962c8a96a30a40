/**
 * How fast a gauge moves, learned from looking at it: percent per millisecond, in one direction.
 *
 * Gauges tell whole percents, now and then a wrong one, and another battery may be put in. So time is taken from one
 * change of the gauge to a later one, jumps are left out, and no single look moves what is known by much.
 */

interface Sighting {
  readonly atMs: number;
  readonly percent: number;
  /** The gauge had just changed: then it showed exactly this. */
  readonly isEdge: boolean;
}

export interface Rate {
  /** From where the next sample is measured. */
  readonly from: Sighting | null;
  readonly lastPercent: number;
  readonly perMs: number;
  readonly samples: number;
  /** It is no faster than this, though how fast is not known: the gauge stood nearly still for so long. */
  readonly atMostPerMs: number;
}

export const UNKNOWN_RATE: Rate = {
  from: null,
  lastPercent: 0,
  perMs: 0,
  samples: 0,
  atMostPerMs: Number.POSITIVE_INFINITY,
};

/** A sample spans so much, so that a percent more or less matters little. */
const SPAN_PERCENT = 2;
/** No battery moves by so much from one look to the next: it was changed, or the gauge is wrong. */
const JUMP_PERCENT = 5;
/** Against its direction a noisy gauge may go by less than this. */
const WRONG_WAY_PERCENT = 2;
/** After so many samples the rate is known. */
const ENOUGH_SAMPLES = 3;
/** What a new sample weighs, once the rate is known. */
const WEIGHT = 0.25;
/** A sample counts as at most so many times the known rate, and at least as that part of it. */
const FACTOR = 3;

/** What is known after another look; `direction` is 1 where the percents should rise, -1 where they should fall. */
export function lookAtGauge(rate: Rate, atMs: number, percent: number, direction: 1 | -1): Rate {
  const { from, lastPercent } = rate;
  if (!from) return { ...rate, from: { atMs, percent, isEdge: false }, lastPercent: percent };
  const step = percent - lastPercent;
  if (step === 0) return rate;
  const jumped = Math.abs(step) >= JUMP_PERCENT;
  const moved = (percent - from.percent) * direction;
  const anew = { ...rate, from: { atMs, percent, isEdge: !jumped }, lastPercent: percent };
  if (jumped || !from.isEdge || moved <= -WRONG_WAY_PERCENT) return anew;
  if (moved < SPAN_PERCENT) return { ...rate, lastPercent: percent };
  const tookMs = atMs - from.atMs;
  return tookMs > 0 ? withSample(anew, moved / tookMs) : anew;
}

/** From now on the battery is used for something else. */
export function lookAway(rate: Rate, atMs: number): Rate {
  const { from, lastPercent } = rate;
  if (!from) return rate;
  // A whole percent may stand before its change at the one end, or just after it at the other.
  const moved = Math.abs(lastPercent - from.percent) + 1;
  const tookMs = atMs - from.atMs;
  const atMostPerMs = tookMs > 0 ? Math.min(rate.atMostPerMs, moved / tookMs) : rate.atMostPerMs;
  return { ...rate, from: null, atMostPerMs };
}

/** Percent per millisecond, or null while too little is known. */
export function perMsOf({ perMs, samples }: Rate): number | null {
  return samples < ENOUGH_SAMPLES ? null : perMs;
}

/** Percent per millisecond that it does not exceed, as far as is known; infinite while nothing is. */
export function atMostPerMsOf(rate: Rate): number {
  return perMsOf(rate) ?? rate.atMostPerMs;
}

function withSample(rate: Rate, sample: number): Rate {
  const { perMs, samples } = rate;
  if (samples < ENOUGH_SAMPLES)
    return { ...rate, perMs: (perMs * samples + sample) / (samples + 1), samples: samples + 1 };
  const bounded = Math.min(Math.max(sample, perMs / FACTOR), perMs * FACTOR);
  return { ...rate, perMs: perMs + WEIGHT * (bounded - perMs), samples: samples + 1 };
}
