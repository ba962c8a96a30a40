/**
 * What a direct-current motor draws: little while it turns freely, much while it starts, and as much for as long
 * as it is held. So a current limit has to bear the start and must not bear the standstill.
 *
 * Its speed is taken to follow the voltage at once.
 */

/** At full voltage. */
export const FREE_AMPS = 0.12;
export const STALL_AMPS = 2.2;
/** The current of the start falls by two thirds in this time. */
export const START_MS = 40;
/** After so many times START_MS the start is over. */
const STARTS = 6;

export class Motor {
  /** -1 full backwards .. 1 full forward. */
  private turn = 0;
  private sinceMs = Number.NEGATIVE_INFINITY;
  private isHeld = false;

  get power(): number {
    return this.turn;
  }

  drive(power: number, nowMs: number): void {
    // More power in the same direction is no new start.
    if (Math.sign(power) !== Math.sign(this.turn)) this.sinceMs = nowMs;
    this.turn = power;
  }

  /** The wheels cannot turn although there is power; or they can again, which is a new start. */
  hold(held: boolean, nowMs: number): void {
    if (held === this.isHeld) return;
    this.isHeld = held;
    if (!held) this.sinceMs = nowMs;
  }

  /** Drawn, whichever way it turns. */
  amps(nowMs: number): number {
    if (this.isHeld) return STALL_AMPS * Math.abs(this.turn);
    const started = Math.exp(-(nowMs - this.sinceMs) / START_MS);
    return (FREE_AMPS + (STALL_AMPS - FREE_AMPS) * started) * Math.abs(this.turn);
  }

  /** What it draws still changes by itself. */
  isStarting(nowMs: number): boolean {
    return this.turn !== 0 && !this.isHeld && nowMs - this.sinceMs < STARTS * START_MS;
  }
}
