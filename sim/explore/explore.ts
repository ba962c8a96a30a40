/** Searches rounds one after the other, and gathers what they found. */
import { explain } from './explain.ts';
import type { Round } from './rounds.ts';
import { type Progress, search } from './search.ts';
import { calmSwarm } from './warm-up.ts';

export interface Broken {
  readonly promise: string;
  /** The shortest path to it, one line a step. */
  readonly path: readonly string[];
}

export interface Searched {
  readonly round: Round;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Distinct steps that the real handlers took. */
  readonly steps: number;
  /** The bound was searched to its end, or up to a violation. */
  readonly complete: boolean;
  readonly violations: readonly Broken[];
}

export interface ExploreOptions {
  /** Of a round: then it is given up, and is not complete. */
  readonly maxStates: number;
  readonly onProgress?: (round: Round, progress: Progress) => void;
}

/** Searches one round. The first violation ends it: longer paths say little more. */
export function searchRound(round: Round, options: ExploreOptions): Searched {
  const model = calmSwarm(round.bounds);
  const result = search(model, {
    maxDepth: round.depth,
    maxStates: options.maxStates,
    stopAtFirst: true,
    onProgress: (progress) => options.onProgress?.(round, progress),
  });
  const { states, transitions, depth, violations } = result;
  return {
    round,
    states,
    transitions,
    depth,
    steps: model.locals.counts.steps,
    complete: result.complete || violations.length > 0,
    violations: violations.map(({ promise, path }) => ({
      promise,
      // The last line is the promise itself.
      path: explain(model, path).slice(0, path.length),
    })),
  };
}
