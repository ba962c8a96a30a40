/**
 * Which batteries are worth a row: each robot's at most every 30 s, and when the whole percent has changed, at most
 * every 10 s. So a chart is complete, and a robot that tells its state ten times a second costs no more than others.
 */

const EVERY_MS = 30_000;
const CHANGED_EVERY_MS = 10_000;
const MAX_ROBOTS = 20_000;

export class Samples {
  private readonly last = new Map<string, { readonly atMs: number; readonly percent: number }>();

  /** Whether this one is to be written; the percent is whole. */
  isWorth(robot: string, percent: number, atMs: number): boolean {
    const last = this.last.get(robot);
    if (!last && this.last.size >= MAX_ROBOTS) return false;
    if (last) {
      const sinceMs = atMs - last.atMs;
      // A clock that was set back: begin anew.
      const soon = last.percent === percent ? EVERY_MS : CHANGED_EVERY_MS;
      if (sinceMs >= 0 && sinceMs < soon) return false;
    }
    this.last.set(robot, { atMs, percent });
    return true;
  }
}
