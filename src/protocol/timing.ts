/**
 * The timing profile: every duration that the protocol uses, from a few numbers.
 *
 * Safety rests on `leaseMs` and `drift` alone; all the rest is a guess about the
 * medium that decides how fast things go (protocol.md section 2).
 */
export interface Timing {
  /** Between two BEATs of the leader while somebody waits or charges. */
  readonly beatMs: number;
  /** The beat is this many times longer while nobody wants a pad. */
  readonly idleFactor: number;
  /** One slot of a slotted answer: longer than a frame takes to reach everybody. */
  readonly slotMs: number;
  /** First wait before a frame that nobody acted on is repeated. */
  readonly retryMs: number;
  /**
   * So long a member waits after another before it answers the same frame; 0 where a medium carries all
   * answers side by side.
   */
  readonly staggerMs: number;
  /** How long an acceptor's admission lasts without renewal (the ttl). */
  readonly leaseMs: number;
  /** How long a returning higher rank listens before it takes the lead. */
  readonly stableMs: number;
  /** Bound on the rate error of any member's clock, as a fraction (rho). */
  readonly drift: number;
}

/**
 * How long a robot may rely on a lease of `leaseMs`, on its own clock, from the
 * send time of the attempt: its clock may be slow while the acceptor's is fast (S1).
 */
export function beliefMs(leaseMs: number, drift: number): number {
  return (leaseMs * (1 - drift)) / (1 + drift);
}

/**
 * How long an acceptor that has just started refuses everybody: a lease that its
 * former life granted may still run on another member's slower clock (S1).
 */
export function quarantineMs(leaseMs: number, drift: number): number {
  return (leaseMs * (1 + drift)) / (1 - drift);
}
