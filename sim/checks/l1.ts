/**
 * L1: once faults stop, and a majority of the robots and the pad can talk, every waiting robot is
 * admitted. After each heal everybody in the core must have been on a pad within a bound.
 */
import type { TraceEvent } from '../../src/runtime/trace.ts';
import type { Host } from '../world/host.ts';
import type { Swarm } from '../world/swarm.ts';
import type { Check } from './check.ts';

export class EverybodyServed implements Check {
  readonly promise = 'L1';
  /** Nobody waits to be served since the last heal. */
  done = true;
  private readonly swarm: Swarm;
  private unserved = new Set<Host>();
  private heals = 0;

  constructor(swarm: Swarm) {
    this.swarm = swarm;
  }

  onHeal(core: readonly Host[]): void {
    this.unserved = new Set(core);
    this.done = core.length === 0;
    this.heals += 1;
    const { heals, swarm } = this;
    const boundMs = servedWithinMs(swarm);
    swarm.schedule.after(boundMs, () => {
      if (this.done || heals !== this.heals) return;
      const names = [...this.unserved].map((host) => host.name).join(', ');
      swarm.fail('L1', `not admitted ${boundMs.toFixed(0)} ms after the faults stopped: ${names}`);
    });
  }

  onEvent(host: Host, event: TraceEvent): void {
    if (event.event !== 'enter' || this.done) return;
    this.unserved.delete(host);
    this.done = this.unserved.size === 0;
  }

  /** New faults end what the heal had begun. */
  interrupt(): void {
    this.done = true;
    this.unserved.clear();
  }
}

const MINUTE_MS = 60_000;
/** Of a body at its own pace: driving there, charging, and driving off. */
const VISIT_MS = 35 * MINUTE_MS;
/** Bodies differ in pace; the slowest takes so much longer. */
const SLOWEST = 0.8;
/** Elections in vain, time-outs that have grown, quarantines: in leases. */
const REPAIR_LEASES = 20;

/**
 * How long it may take at most until everybody was served: the repair, then a visit of each, and of so
 * many more as may overtake a request (L2).
 */
export function servedWithinMs({ options }: Swarm): number {
  const { speed, timing, robots, maxOvertakes } = options;
  const visitMs = VISIT_MS / (SLOWEST * speed) + timing.leaseMs;
  const visits = robots + maxOvertakes;
  return REPAIR_LEASES * timing.leaseMs + visits * visitMs;
}
