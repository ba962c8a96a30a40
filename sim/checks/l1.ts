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
  private entries = 0;
  /** Robots whose request is not served yet, in a run without faults, and since when. */
  private readonly waiting = new Map<Host, number>();
  private readonly undisturbed: boolean;

  /** `undisturbed`: no fault ever comes, so each request must be served within the bound. */
  constructor(swarm: Swarm, undisturbed: boolean) {
    this.swarm = swarm;
    this.undisturbed = undisturbed;
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
    if (event.event === 'request' && this.undisturbed) this.wait(host);
    if (event.event !== 'enter') return;
    this.waiting.delete(host);
    this.entries += 1;
    if (this.done) return;
    this.unserved.delete(host);
    this.done = this.unserved.size === 0;
  }

  /** Its battery is empty: what it asked for is over. */
  onDown(host: Host): void {
    this.waiting.delete(host);
  }

  private wait(host: Host): void {
    if (this.waiting.has(host)) return;
    const { schedule } = this.swarm;
    const { entries } = this;
    const sinceMs = schedule.nowMs;
    this.waiting.set(host, sinceMs);
    const boundMs = servedWithinMs(this.swarm);
    const within = `${boundMs.toFixed(0)} ms`;
    schedule.after(boundMs, () => {
      if (this.waiting.get(host) === sinceMs)
        this.swarm.fail('L1', `${host.name} asked, and was not admitted within ${within}`);
      // Its battery may have run empty meanwhile; that alone is no excuse.
      else if (entries === this.entries)
        this.swarm.fail('L1', `${host.name} asked, and nobody was admitted within ${within}`);
    });
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
