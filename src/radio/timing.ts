/**
 * Timing profiles: every time-out of the protocol, from the time that a frame takes on a medium and from how
 * many share it. protocol/timing.ts says what each number is for.
 */
import type { Roster } from '../protocol/roster.ts';
import type { Timing } from '../protocol/timing.ts';
import { endToEndMs } from './profile.ts';
import { RADIO_PROFILES } from './profiles.ts';

/** What a profile has to know of the swarm that uses the medium. */
export interface Sharers {
  readonly robots: number;
  /** Some pad is guarded by the robots, so that a majority of them answers each ENTER. */
  readonly passive: boolean;
  /** A relay repeats each frame, and everybody keeps silent meanwhile. */
  readonly relayed: boolean;
}

/** What a roster says of it. */
export function sharersOf({ robots, pads }: Roster): Omit<Sharers, 'relayed'> {
  return { robots: robots.length, passive: pads.some(({ guard }) => guard === 'robots') };
}

/** Measured over Mosquitto on one host; a hop takes well under a millisecond. */
export const LAN_TIMING: Timing = {
  beatMs: 300,
  idleFactor: 4,
  slotMs: 25,
  retryMs: 60,
  staggerMs: 0,
  leaseMs: 2000,
  stableMs: 3000,
  drift: 1e-3,
};

/** A frame of the protocol: a TOKEN of eight robots, with room to grow (wire.md, "Frame"). */
const TYPICAL_BYTES = 40;
/** Of a lease, in frames: a renewal is asked for after a third of it. */
const LEASE_FRAMES = 120;
/** And for each robot that answers it, so that renewals on a passive pad leave most of the channel free. */
const LEASE_FRAMES_PER_ANSWER = 4;

/** A frame, its repetition, the silence that whoever heard both keeps after the second one, too, and its spread. */
const RELAYED_FRAMES = 4;

/** For a medium that carries frames side by side, each in `frameMs`. */
function paced(frameMs: number): Timing {
  return {
    beatMs: 20 * frameMs,
    idleFactor: 4,
    slotMs: 2 * frameMs,
    retryMs: 5 * frameMs,
    staggerMs: 0,
    leaseMs: LEASE_FRAMES * frameMs,
    stableMs: 200 * frameMs,
    drift: 1e-3,
  };
}

/**
 * For one channel that all share: answers to one frame are staggered so that each is heard in full before
 * the next begins, and whoever hears that enough have answered stays silent.
 */
function shared(frameMs: number, { robots, passive, relayed }: Sharers): Timing {
  const takenMs = Math.ceil(relayed ? RELAYED_FRAMES * frameMs : frameMs);
  const answers = passive ? robots : 0;
  return {
    ...paced(takenMs),
    staggerMs: takenMs,
    leaseMs: (LEASE_FRAMES + LEASE_FRAMES_PER_ANSWER * answers) * takenMs,
  };
}

export const TIMING_PROFILES = [
  'lan',
  'hc12',
  'sik',
  'lora-sf7',
  'lora-sf9',
  'xbee',
  'mars',
] as const;

export type TimingProfile = (typeof TIMING_PROFILES)[number];

/** The numbers of a profile for a swarm. */
export function timingOf(profile: TimingProfile, sharers: Sharers): Timing {
  if (profile === 'lan') return LAN_TIMING;
  const radio = RADIO_PROFILES[profile];
  const frameMs = endToEndMs(radio, TYPICAL_BYTES);
  return radio.medium === 'switched' ? paced(frameMs) : shared(frameMs, sharers);
}
