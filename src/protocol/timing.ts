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
  /** How long an acceptor's admission lasts without renewal (the ttl). */
  readonly leaseMs: number;
  /** How long a returning higher rank listens before it takes the lead. */
  readonly stableMs: number;
  /** Bound on the rate error of any member's clock, as a fraction (rho). */
  readonly drift: number;
}

/** Measured over Mosquitto on one host; a hop takes well under a millisecond. */
const LAN: Timing = {
  beatMs: 300,
  idleFactor: 4,
  slotMs: 25,
  retryMs: 60,
  leaseMs: 2000,
  stableMs: 3000,
  drift: 1e-3,
};

/**
 * A profile for a medium on which one frame of 40 bytes takes `frameMs`: a slot holds a frame and
 * a margin, a retry waits for an exchange, a beat leaves nine tenths of the channel to others.
 */
function paced(frameMs: number): Timing {
  return {
    beatMs: 20 * frameMs,
    idleFactor: 4,
    slotMs: 2 * frameMs,
    retryMs: 5 * frameMs,
    leaseMs: 120 * frameMs,
    stableMs: 200 * frameMs,
    drift: 1e-3,
  };
}

/** Named profiles. Frame times of the radios: wire.md, "Air time". */
export const TIMING_PROFILES = {
  lan: LAN,
  hc12: paced(124),
  sik: paced(27),
  'lora-sf7': paced(182),
  'lora-sf9': paced(640),
  mars: paced(600_000),
} as const satisfies Record<string, Timing>;

export type TimingProfile = keyof typeof TIMING_PROFILES;

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
