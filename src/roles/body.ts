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
  /** Charge flows into the battery; null where nothing measures it. */
  readonly charging: boolean | null;
  /** Why it cannot drive, in plain words, or null. */
  readonly fault: string | null;
  /** What a person should look at although it can drive, in plain words, or null. */
  readonly alarm: string | null;
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
  /** Why the pad is not safe to use, in plain words, or null: no power, and nobody is admitted. */
  readonly fault: string | null;
  /** What a person should look at although the pad is safe, in plain words, or null. */
  readonly alarm: string | null;
}

export type PadCommand =
  /**
   * Power may flow until `untilMs` of the member's clock, when the lease ends, and not a moment longer:
   * the pad's hardware keeps that by itself where it can. Given anew whenever the lease is renewed.
   */
  | { readonly do: 'power'; readonly on: true; readonly untilMs: number }
  | { readonly do: 'power'; readonly on: false };
