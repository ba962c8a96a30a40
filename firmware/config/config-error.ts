/**
 * What is wrong with a configuration: where, what, and how to mend it, for every problem found.
 *
 * Whoever sets up a robot in a field wants to mend everything in one go, so an error carries
 * all the problems and not only the first.
 */

export interface Problem {
  /** `swarm.yaml:7:5`, `--set timing.leaseMs=3`, or a path. */
  readonly where: string;
  /** Both counted from 1; null when it isn't about a place in the swarm file. */
  readonly line: number | null;
  readonly column: number | null;
  /** The setting, written as for --set; empty when it is about the whole. */
  readonly path: string;
  readonly what: string;
  readonly mend: string;
}

/** The configuration cannot be used. The message lists all problems, and can be shown as it is. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  /** `subject` is what the problems are about, for the headline when there are several. */
  constructor(subject: string, problems: readonly Problem[]) {
    const lines = problems.map(({ where, what, mend }) => `${where}: ${what}; ${mend}`);
    const several = [`${subject} has ${problems.length} problems`, ...lines].join('\n  ');
    super(lines.length === 1 ? lines[0] : several);
    this.problems = problems;
  }
}

/** An error about one thing that has no line and column. */
export function configError(where: string, what: string, mend: string): ConfigError {
  return new ConfigError(where, [{ where, line: null, column: null, path: '', what, mend }]);
}
