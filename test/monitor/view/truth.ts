/** What is really so in a simulated swarm, whatever its members tell. */
import type { Host } from '../../../sim/world/host.ts';
import type { Observer } from '../../../sim/world/observer.ts';
import type { Swarm } from '../../../sim/world/swarm.ts';
import type { TraceEvent } from '../../../src/runtime/trace.ts';

/** Who believes that it may be on a pad. */
export class Truth implements Observer {
  readonly swarm: Swarm;
  private readonly beliefs = new Map<Host, { pad: string; untilLocalMs: number }>();

  constructor(swarm: Swarm) {
    this.swarm = swarm;
  }

  onEvent(host: Host, event: TraceEvent): void {
    if (event.event === 'exit') this.end(host);
    if (event.event !== 'enter' && event.event !== 'renew') return;
    const pad = this.swarm.roster.pads[event.pad]!.id;
    this.beliefs.set(host, { pad, untilLocalMs: event.untilMs });
  }

  onDown(host: Host): void {
    this.end(host);
  }

  occupant(pad: string): string | null {
    for (const [host, belief] of this.beliefs)
      if (belief.pad === pad && host.localMs() <= belief.untilLocalMs) return host.name;
    return null;
  }

  /** Whom the acceptors have admitted, by their own memory. */
  leases(pad: string): string[] {
    const held: string[] = [];
    for (const { role } of this.swarm.hosts) {
      const pads = (role?.describe().pads ?? []) as readonly {
        pad: string;
        lease?: string | null;
      }[];
      const lease = pads.find((one) => one.pad === pad)?.lease;
      if (lease != null) held.push(lease);
    }
    return held;
  }

  private end(host: Host): void {
    this.beliefs.delete(host);
  }
}
