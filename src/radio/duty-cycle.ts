/**
 * How long each station may still send: a budget of air time for each window, as the rules for licence-free
 * bands give it (ETSI EN 300 220-1: the share of one observation period, usually an hour).
 */
import type { DutyCycleRule } from './profile.ts';

export class DutyCycle {
  private readonly budgetMs: number;
  private readonly windowMs: number;
  private readonly usedMs: Float64Array;
  /** The window that `usedMs` is about. */
  private readonly windows: Float64Array;

  constructor(stations: number, { share, windowMs }: DutyCycleRule) {
    this.budgetMs = share * windowMs;
    this.windowMs = windowMs;
    this.usedMs = new Float64Array(stations);
    this.windows = new Float64Array(stations);
  }

  /** Takes the air time from the station's budget, or refuses when there is too little left. */
  spend(station: number, nowMs: number, airMs: number): boolean {
    this.turn(station, nowMs);
    if (this.usedMs[station]! + airMs > this.budgetMs) return false;
    this.usedMs[station]! += airMs;
    return true;
  }

  /** Nothing is left for the rest of the present window. */
  exhaust(station: number, nowMs: number): void {
    this.turn(station, nowMs);
    this.usedMs[station] = this.budgetMs;
  }

  /** The whole budget of the present window is there again. */
  refill(station: number, nowMs: number): void {
    this.turn(station, nowMs);
    this.usedMs[station] = 0;
  }

  private turn(station: number, nowMs: number): void {
    const window = Math.floor(nowMs / this.windowMs);
    if (this.windows[station] === window) return;
    this.windows[station] = window;
    this.usedMs[station] = 0;
  }
}
