/**
 * The failure detector: eventually perfect under partial synchrony (Chandra & Toueg 1996).
 *
 * A watch expects a sign of life every interval and suspects after two missed ones and a margin.
 * The margin follows the delays that were seen (mean and deviation, as Jacobson 1988 does for TCP),
 * and each suspicion that proves wrong makes the watch more patient.
 */
export interface Watch {
  /** When the last sign of life came, in the watcher's milliseconds. */
  heardAtMs: number;
  /** How soon the next sign was promised. */
  intervalMs: number;
  /** Smoothed lateness of signs against the promise, and its deviation. */
  lateMs: number;
  lateDeviationMs: number;
  /** Extra intervals that wrong suspicions have taught. */
  patience: number;
  suspected: boolean;
}

/** Signs that may be missed before suspicion: one lost frame is no death. */
const MISSES = 2;
const MAX_PATIENCE = 6;
/** After so many good signs in a row patience sinks by one step again. */
const PATIENCE_STEP = 0.5;
const PATIENCE_DECAY = 1 / 64;

export function startWatch(nowMs: number, intervalMs: number): Watch {
  return {
    heardAtMs: nowMs,
    intervalMs,
    lateMs: 0,
    lateDeviationMs: 0,
    patience: 0,
    suspected: false,
  };
}

/**
 * Notes a sign of life, and by when the next one is promised. Returns true when it proves a
 * suspicion wrong.
 */
export function noteSign(watch: Watch, nowMs: number, nextIntervalMs: number): boolean {
  const wrong = watch.suspected;
  const lateMs = Math.max(0, nowMs - watch.heardAtMs - watch.intervalMs);
  if (wrong) watch.patience = Math.min(MAX_PATIENCE, watch.patience + PATIENCE_STEP);
  else {
    watch.patience = Math.max(0, watch.patience - PATIENCE_DECAY);
    watch.lateDeviationMs += (Math.abs(lateMs - watch.lateMs) - watch.lateDeviationMs) / 4;
    watch.lateMs += (lateMs - watch.lateMs) / 8;
  }
  watch.heardAtMs = nowMs;
  watch.intervalMs = nextIntervalMs;
  watch.suspected = false;
  return wrong;
}

/** When silence becomes suspicion. `marginMs` covers one exchange on the medium. */
export function suspectAtMs(watch: Watch, marginMs: number): number {
  const adaptedMs = Math.min(watch.intervalMs, watch.lateMs + 4 * watch.lateDeviationMs);
  return watch.heardAtMs + watch.intervalMs * (MISSES + watch.patience) + marginMs + adaptedMs;
}
