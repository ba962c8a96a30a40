/**
 * The link to a board, whatever the wire: it is up or down, and a body needs to know no more.
 *
 * Up means: the board answers, it is the right one, its dead-man is armed and nothing is switched on. Every
 * device is set up anew at each `onUp`, because a board forgets everything at a reset. Down means: whatever
 * was on is to be believed off, since the dead-man sees to that, and nothing that is written arrives. The
 * link tries again by itself until it is closed.
 */

import type { Board } from 'johnny-five';
import type { BoardModel, DeadManBoard, Level, Pin } from '../board/board.ts';
import type { Io } from './io.ts';

/** An output that the dead-man of the firmware holds, and the level at which it does no harm. */
export interface GuardedPin {
  readonly pin: Pin;
  readonly safe: Level;
}

/** What a body wants of its board. */
export interface LinkPlan {
  readonly model: BoardModel;
  readonly deadMan: DeadManBoard;
  /** Armed before the link is up, where `deadMan` is of the kind `firmware`. */
  readonly guarded: readonly GuardedPin[];
}

export interface LinkListener {
  /** Set up every device anew, outputs off. Never called from within a call of the link. */
  onUp(live: LiveBoard): void;
  /**
   * Why the board is not there, in plain words with the mend: after each onUp, and before the first one
   * when it does not come; not twice in a row for one reason.
   */
  onDown(reason: string): void;
  /** The dead-man has opened the outputs; they stay off until they are written anew after a grant. */
  onTrip(state: DeadManState): void;
}

/** A board that is up. After onDown nothing of it does anything. */
export interface LiveBoard {
  /** For the components of johnny-five; pass it to every one of them, with `componentPin`. */
  readonly board: Board;
  readonly io: Io;
  /** Such as `RoostFirmata 1.0` or `GPIO of this machine`. */
  readonly firmware: string;
  readonly deadMan: DeadMan;
}

/** Switches off by itself what is not granted any more. */
export interface DeadMan {
  readonly kind: DeadManBoard['kind'];
  /** What was outside its safe level may be so for `forMs` from now on, and no longer; 0 for off at once. */
  grant(forMs: number): void;
  /** What the firmware said last; null where nothing tells. */
  state(): DeadManState | null;
}

/** As the firmware tells it (hardware/link/dead-man-frames.ts). */
export interface DeadManState {
  readonly armed: boolean;
  /** It has switched off because a grant ran out, and was granted nothing since. */
  readonly tripped: boolean;
  readonly granted: boolean;
  readonly beat: number;
  readonly remainingMs: number;
  readonly trips: number;
  /** Why the board started: flags of MCUSR (1 power-on, 2 reset button, 4 brown-out, 8 watchdog). */
  readonly resetCause: number;
  readonly guardedPins: number;
  readonly timeoutMs: number;
}

export interface BoardLink {
  /** The board while it is up. */
  readonly live: LiveBoard | null;
  /** Why it is down; null while it is up, and until the first try has failed. */
  readonly downReason: string | null;
  /** Outputs off where the board still listens, port given back, no timer left. */
  close(): Promise<void>;
}
