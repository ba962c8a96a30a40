/**
 * What passes between a role and the body that it drives: reports one way, commands the other.
 *
 * Reports are whole states and not edges, so one that is lost or repeated does no harm.
 */

/** Where a robot's body is, seen from a pad. */
export type Place = 'away' | 'approaching' | 'docked' | 'leaving';

/** What a robot's body says of itself, in full, at each change. */
export interface BodyReport {
  readonly place: Place;
  /** 0..100, or null when the sensor gives no sense. */
  readonly batteryPercent: number | null;
  /** What is broken, in plain words, or null. */
  readonly fault: string | null;
}

export type BodyCommand =
  /** Does its work, away from the pads. */
  | { readonly do: 'work' }
  /** Waits for a pad, and spares the battery. */
  | { readonly do: 'rest' }
  | { readonly do: 'approach'; readonly pad: number }
  /** Leaves the pad, or gives up the approach. */
  | { readonly do: 'leave' }
  /** Motors off, until another command. */
  | { readonly do: 'stop' };

/** What a pad's sensors say. */
export interface PadReport {
  /** Something stands on the contacts; null when the pad has no sensor. */
  readonly contact: boolean | null;
  readonly fault: string | null;
}

export type PadCommand = { readonly do: 'power'; readonly on: boolean };
