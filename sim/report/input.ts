/** What a report is made of: the trace of one run, and the words around it. */
import type { TraceRecord } from '../../src/runtime/trace.ts';
import type { Failure } from '../world/failure.ts';

export interface ReportInput {
  /** The verdict in a few words, as `seed 7: S1 broken at 12.345 s`. */
  readonly title: string;
  readonly commit: string | null;
  /** Repeats this run. */
  readonly command: string;
  /** The scenario as YAML. */
  readonly scenario: string;
  /** Ids, in the order of the roster: messages name members by their place in it. */
  readonly robots: readonly string[];
  readonly pads: readonly string[];
  /** All members' records and those of the world (`from: "world"`), in order of time. */
  readonly records: readonly TraceRecord[];
  readonly failure: Failure | null;
  /** Figures to show. `cutBefore`: records before this time, in milliseconds, were left out. */
  readonly summary: Readonly<Record<string, string | number>>;
}
