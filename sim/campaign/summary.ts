/**
 * What came out of many runs, as one document that can be added to others: a campaign may be spread over
 * threads, processes or machines, and the parts are merged in any order.
 */
import { SOMETIMES, type SometimesCounts, type SometimesName } from '../checks/sometimes.ts';
import { type RunResult, sumCounts } from '../run/run.ts';

export interface SeedFailure {
  readonly seed: number;
  /** `S1` .. `L3`, or `crash`. */
  readonly promise: string;
  /** Milliseconds of virtual time. */
  readonly at: number;
  readonly what: string;
  /** Repeats the run. */
  readonly command: string;
}

export interface Summary {
  readonly schemaVersion: 1;
  readonly commit: string | null;
  /** How many runs there were. */
  readonly seeds: number;
  readonly failures: readonly SeedFailure[];
  readonly entries: number;
  /** By kind. */
  readonly frames: Readonly<Record<string, number>>;
  /** Of these, what belongs to entries: no beats, renewals, elections or joining. */
  readonly entryFrames: number;
  /** Null when nobody entered. */
  readonly framesPerEntry: number | null;
  readonly deliveries: number;
  readonly cpuSeconds: number;
  readonly simulatedSeconds: number;
  readonly sometimes: SometimesCounts;
  readonly worstResumptionMs: number;
  readonly worstOvertaking: number;
  /** Of the one run; null for several. */
  readonly traceHash: string | null;
}

/** A summary of nothing. */
export function noRuns(commit: string | null): Summary {
  return {
    schemaVersion: 1,
    commit,
    seeds: 0,
    failures: [],
    entries: 0,
    frames: {},
    entryFrames: 0,
    framesPerEntry: null,
    deliveries: 0,
    cpuSeconds: 0,
    simulatedSeconds: 0,
    sometimes: sumCounts([]),
    worstResumptionMs: 0,
    worstOvertaking: 0,
    traceHash: null,
  };
}

/** The summary of one run. */
export function summaryOf(
  result: RunResult,
  about: {
    readonly seed: number;
    readonly commit: string | null;
    readonly command: string;
    readonly cpuSeconds: number;
  },
): Summary {
  const { failure, simulatedMs, entries, entryFrames, ...figures } = result;
  const { seed, commit, command, cpuSeconds } = about;
  const { frames, deliveries, sometimes, worstResumptionMs, worstOvertaking, traceHash } = figures;
  return {
    schemaVersion: 1,
    commit,
    seeds: 1,
    failures: failure
      ? [{ seed, promise: failure.promise, at: failure.atMs, what: failure.what, command }]
      : [],
    entries,
    frames,
    entryFrames,
    framesPerEntry: entries === 0 ? null : entryFrames / entries,
    deliveries,
    cpuSeconds,
    simulatedSeconds: simulatedMs / 1000,
    sometimes,
    worstResumptionMs,
    worstOvertaking,
    traceHash,
  };
}

/** Both together. Summaries of different commits cannot be compared, and are not merged. */
export function merged(one: Summary, other: Summary): Summary {
  if (one.seeds === 0) return other;
  if (other.seeds === 0) return one;
  const entries = one.entries + other.entries;
  const entryFrames = one.entryFrames + other.entryFrames;
  const frames: Record<string, number> = { ...one.frames };
  for (const [kind, sent] of Object.entries(other.frames))
    frames[kind] = (frames[kind] ?? 0) + sent;
  return {
    schemaVersion: 1,
    commit: one.commit,
    seeds: one.seeds + other.seeds,
    failures: [...one.failures, ...other.failures].sort((a, b) => a.seed - b.seed),
    entries,
    frames,
    entryFrames,
    framesPerEntry: entries === 0 ? null : entryFrames / entries,
    deliveries: one.deliveries + other.deliveries,
    cpuSeconds: one.cpuSeconds + other.cpuSeconds,
    simulatedSeconds: one.simulatedSeconds + other.simulatedSeconds,
    sometimes: sumCounts([one.sometimes, other.sometimes]),
    worstResumptionMs: Math.max(one.worstResumptionMs, other.worstResumptionMs),
    worstOvertaking: Math.max(one.worstOvertaking, other.worstOvertaking),
    traceHash: null,
  };
}

/** The rare states that no run has visited. */
export function missedStates({ sometimes }: Summary): SometimesName[] {
  return (Object.keys(SOMETIMES) as SometimesName[]).filter((name) => sometimes[name] === 0);
}
