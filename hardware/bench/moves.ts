/**
 * A turn of the motors by hand: it ends by itself, whatever becomes of the one who typed it.
 *
 * Pure: contact, amps and the time go in, and the end comes out as soon as there is one.
 */

import type { Wheels } from '../drivers/drive.ts';
import { OVER_CURRENT_MS } from '../robot/motion.ts';

export interface Move {
  readonly wheels: Wheels;
  readonly drive: 'forward' | 'backward';
  readonly speedPercent: number;
  /** At most. */
  readonly forMs: number;
  /** Ends earlier with the dock contact closed, or open for so long. */
  readonly until?: 'contact' | { readonly openForMs: number };
  /** The dead-man hears no more after the start, to see whether it stops the motors. */
  readonly isSilent?: boolean;
}

export type MoveEnd =
  /** The time is over. */
  | 'time'
  /** The contact says what `until` asks for. */
  | 'arrived'
  /** More than the limit of the board file: something blocks. */
  | 'current'
  /** By the dead-man of the board. */
  | 'trip'
  /** The board is not there any more. */
  | 'lost'
  /** By hand. */
  | 'stopped';

export class MoveWatch {
  private readonly move: Move;
  private readonly limitAmps: number;
  private readonly untilMs: number;
  private openSinceMs: number | null = null;
  private overSinceMs: number | null = null;

  constructor(move: Move, limitAmps: number, nowMs: number) {
    this.move = move;
    this.limitAmps = limitAmps;
    this.untilMs = nowMs + move.forMs;
  }

  /** Null while it goes on. */
  look(closed: boolean | null, amps: number | null, nowMs: number): MoveEnd | null {
    const { until } = this.move;
    if (closed === false) this.openSinceMs ??= nowMs;
    else this.openSinceMs = null;
    if (amps === null || Math.abs(amps) <= this.limitAmps) this.overSinceMs = null;
    else this.overSinceMs ??= nowMs;

    if (until === 'contact') {
      if (closed) return 'arrived';
    } else if (until && this.openSinceMs !== null) {
      if (nowMs - this.openSinceMs >= until.openForMs) return 'arrived';
    }
    if (this.overSinceMs !== null && nowMs - this.overSinceMs >= OVER_CURRENT_MS) return 'current';
    return nowMs >= this.untilMs ? 'time' : null;
  }
}
