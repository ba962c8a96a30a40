/**
 * What a script lets happen: faults at their times, and mishaps of single frames by their names.
 *
 * A run that was drawn by a seed can be written down in these, one by one; that is what makes a failure
 * small enough to be read.
 */

import type { Mishap } from '../air/fate.ts';
import type { Weather } from '../air/weather.ts';

export type Happening = TimedHappening | FrameMishap;

/**
 * Times are virtual milliseconds since the start of the run. `forMs` null: until a `heal`, or to the end;
 * a member that crashed or lost its disk stays down, also after a `heal`.
 */
export type TimedHappening =
  | {
      readonly do: 'crash';
      readonly atMs: number;
      readonly member: string;
      readonly forMs: number | null;
      /** The power fails in the middle of a write: the file is left torn. */
      readonly torn: boolean;
    }
  | Lasting<'lose-disk' | 'freeze' | 'deafen' | 'mute' | 'break-pad' | 'lose-gauge'>
  | {
      readonly do: 'slow';
      readonly atMs: number;
      readonly member: string;
      /** Everything that the member does comes so much later. */
      readonly byMs: number;
      readonly forMs: number | null;
    }
  | {
      readonly do: 'partition';
      readonly atMs: number;
      /** Those on one side; all others are on the other. */
      readonly side: readonly string[];
      readonly forMs: number | null;
    }
  | {
      readonly do: 'weather';
      readonly atMs: number;
      /** It takes the place of the weather before. */
      readonly weather: Readonly<Weather>;
      readonly forMs: number | null;
    }
  | {
      readonly do: 'replay';
      readonly atMs: number;
      /** Who sent what is played again. */
      readonly from: string;
      readonly to: string;
      /** This frame, `count` times; null: the last `count` frames of the sender. */
      readonly frame: string | null;
      readonly count: number;
    }
  | {
      readonly do: 'drift';
      readonly atMs: number;
      readonly member: string;
      /** Error of the clock's rate from now on, as a fraction; below 0 it is slow. */
      readonly rate: number;
    }
  | {
      readonly do: 'step';
      readonly atMs: number;
      readonly member: string;
      /** Ahead, or back when below 0. */
      readonly byMs: number;
    }
  | { readonly do: 'exhaust'; readonly atMs: number; readonly member: string }
  | { readonly do: 'miss-dock' | 'die-on-pad'; readonly atMs: number; readonly robot: string }
  /** A person takes the pad from whoever is on it: asks its controller, or the robots, of which the leader obeys. */
  | { readonly do: 'release-pad'; readonly atMs: number; readonly pad: string }
  | { readonly do: 'heal'; readonly atMs: number };

interface Lasting<Do extends string> {
  readonly do: Do;
  readonly atMs: number;
  readonly member: string;
  readonly forMs: number | null;
}

/** Bad luck of one copy of a frame on its way to one receiver. */
export interface FrameMishap {
  readonly do: Mishap;
  /** Its name: sender/boot/sequence, as `r2/3/17`. */
  readonly frame: string;
  readonly to: string;
  /** Which of the frame's copies, counted from 1 in the order of sending. */
  readonly copy: number;
}

export const FRAME_MISHAPS: readonly Mishap[] = ['lose', 'double', 'delay', 'flip', 'cut', 'merge'];

export function isMishap(happening: Happening): happening is FrameMishap {
  return (FRAME_MISHAPS as readonly string[]).includes(happening.do);
}

/** Who sent the frame of this name. */
export function senderOf(frame: string): string {
  return frame.slice(0, frame.indexOf('/'));
}
