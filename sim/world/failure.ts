/** The first promise that a run broke. */
export interface Failure {
  /** `S1` .. `L3`, or `crash` when the code itself failed. */
  readonly promise: string;
  /** Virtual milliseconds. */
  readonly atMs: number;
  /** In plain words. */
  readonly what: string;
}
