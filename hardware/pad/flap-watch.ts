/**
 * Tells a contact that flaps from one that bounces. Each robot that docks bounces for some milliseconds; a
 * loose wire, a dirty contact or a robot that is not quite in place opens again and again, under power, with an arc.
 */

/** More breaks of a closed contact than this in the window, or more edges of any kind, are flapping. */
const MOST_BREAKS = 5;
const MOST_EDGES = 200;
const WINDOW_MS = 10_000;

export class FlapWatch {
  private wasSteady = false;
  private openings = 0;
  private readonly breaksMs: number[] = [];
  private readonly edgesMs: number[] = [];

  /** The board was set up anew, and counts from 0 again. */
  begin(): void {
    this.wasSteady = false;
    this.openings = 0;
  }

  /** `steady` and `openings` as the contact says them (hardware/drivers/contact.ts). */
  see(steady: boolean, openings: number, nowMs: number): void {
    if (this.wasSteady && !steady) this.breaksMs.push(nowMs);
    this.wasSteady = steady;
    const more = openings - this.openings;
    this.openings = openings;
    for (let i = 0; i < Math.min(more, MOST_EDGES + 1); i++) this.edgesMs.push(nowMs);
    // What is beyond the limits changes nothing.
    this.breaksMs.splice(0, this.breaksMs.length - MOST_BREAKS - 1);
    this.edgesMs.splice(0, this.edgesMs.length - MOST_EDGES - 1);
  }

  /** It flaps: within the window up to now there was too much. */
  flaps(nowMs: number): boolean {
    const sinceMs = nowMs - WINDOW_MS;
    return (
      this.breaksMs.filter((atMs) => atMs > sinceMs).length > MOST_BREAKS ||
      this.edgesMs.filter((atMs) => atMs > sinceMs).length > MOST_EDGES
    );
  }

  /** When the oldest thing that counts leaves the window, while it flaps. */
  nextMs(nowMs: number): number | null {
    if (!this.flaps(nowMs)) return null;
    const sinceMs = nowMs - WINDOW_MS;
    const oldest = [...this.breaksMs, ...this.edgesMs].filter((atMs) => atMs > sinceMs);
    return Math.min(...oldest) + WINDOW_MS;
  }
}
