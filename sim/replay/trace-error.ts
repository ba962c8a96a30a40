/** A trace that cannot be replayed: where it is wrong, what is wrong, and how to mend it. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
  /** Counted from 1; null where the trace as a whole is meant. */
  readonly line: number | null;

  constructor(line: number | null, what: string, mend: string) {
    super(`${what}; ${mend}`);
    this.line = line;
  }
}
