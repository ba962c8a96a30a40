/**
 * L3: after crashes of leader, holder or both, admissions resume within a bound that follows from the
 * timing profile. After a heal it is the sum of all that may have to be waited for, one after the other.
 * While somebody is on the pad and renews, there is nothing to resume: the time runs from the last renewal.
 */
import { quarantineMs, type Timing } from '../../src/protocol/timing.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import type { Host } from '../world/host.ts';
import type { Swarm } from '../world/swarm.ts';
import type { Check } from './check.ts';

export class Resumption implements Check {
  readonly promise = 'L3';
  /** The longest that a heal was followed by no admission. */
  worstMs = 0;
  private readonly swarm: Swarm;
  private sinceMs: number | null = null;

  constructor(swarm: Swarm) {
    this.swarm = swarm;
  }

  onHeal(core: readonly Host[]): void {
    if (core.length > 0) this.await();
  }

  onEvent(_host: Host, event: TraceEvent): void {
    if (this.sinceMs === null) return;
    if (event.event === 'renew') this.await();
    if (event.event !== 'enter') return;
    this.worstMs = Math.max(this.worstMs, this.swarm.schedule.nowMs - this.sinceMs);
    this.sinceMs = null;
  }

  /** An admission must come from now on. */
  private await(): void {
    const { schedule, options } = this.swarm;
    const sinceMs = schedule.nowMs;
    this.sinceMs = sinceMs;
    const boundMs = resumesWithinMs(options.timing, options.robots);
    schedule.after(boundMs, () => {
      if (this.sinceMs === sinceMs)
        this.swarm.fail('L3', `nobody was admitted within ${boundMs.toFixed(0)} ms of the heal`);
    });
  }

  interrupt(): void {
    this.sinceMs = null;
  }
}

/** Extra intervals that wrong suspicions may have taught a detector (src/protocol/detector.ts). */
const MAX_PATIENCE = 6;
/** Beats to which failed elections back off (src/protocol/election.ts). */
const BACK_OFF_BEATS = 16;

/**
 * docs/protocol.md, "Recovery (L3)", with each part at its largest: the rest of a lease or a quarantine;
 * a silent leader and then a silent holder, both watched with all the patience that there is; a back-off
 * and two elections; and three visits of frames.
 */
export function resumesWithinMs(timing: Timing, robots: number): number {
  const { beatMs, idleFactor, slotMs, leaseMs, drift } = timing;
  const detectionMs = (2 + MAX_PATIENCE + 1) * beatMs * idleFactor + slotMs;
  const electionMs = (2 * robots + 2) * slotMs + 6 * slotMs;
  const leasesMs = leaseMs + quarantineMs(leaseMs, drift);
  return leasesMs + 2 * (detectionMs + electionMs) + BACK_OFF_BEATS * beatMs + 9 * slotMs;
}
