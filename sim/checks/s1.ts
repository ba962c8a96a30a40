/**
 * S1, mutual exclusion: at no instant do two robots believe that they may occupy the same pad. Nor does
 * one come onto a pad while another body stands on it whose process could have known better.
 */
import type { Fence } from '../../src/protocol/fence.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import type { Host } from '../world/host.ts';
import type { Swarm } from '../world/swarm.ts';
import { type Check, show } from './check.ts';

interface Belief {
  readonly host: Host;
  readonly life: number;
  readonly fence: Fence;
  /** Local time of its robot: its clock may yet change. */
  readonly untilLocalMs: number;
}

/** A process that has just started or thawed needs so long to drive its body off, beside undocking. */
const REACTION_MS = 100;

export class MutualExclusion implements Check {
  readonly promise = 'S1';
  private readonly swarm: Swarm;
  private readonly beliefs: Map<number, Belief>[];

  constructor(swarm: Swarm) {
    this.swarm = swarm;
    this.beliefs = swarm.roster.pads.map(() => new Map());
  }

  onEvent(host: Host, event: TraceEvent): void {
    if (event.event === 'exit') this.beliefs[event.pad]?.delete(host.index);
    if (event.event !== 'enter' && event.event !== 'renew') return;
    const beliefs = this.beliefs[event.pad]!;
    for (const other of beliefs.values())
      if (other.host !== host && isHeld(other))
        this.swarm.fail(
          'S1',
          `${host.name} believes that it may be on the pad with ${show(event.fence)}, beside ` +
            `${other.host.name} with ${show(other.fence)}`,
        );
    if (event.event === 'enter') this.lookAtBodies(host, event.pad);
    const { fence, untilMs } = event;
    beliefs.set(host.index, { host, life: host.life, fence, untilLocalMs: untilMs });
  }

  onDown(host: Host): void {
    for (const beliefs of this.beliefs) beliefs.delete(host.index);
  }

  /** Who believes now that it may be on the pad. */
  occupants(pad: number): Host[] {
    return [...this.beliefs[pad]!.values()].filter(isHeld).map((belief) => belief.host);
  }

  private lookAtBodies(host: Host, pad: number): void {
    for (const other of this.swarm.robots) {
      if (other === host || other.body?.onPad !== pad || !other.awake || other.slowMs > 0) continue;
      const graceMs = (other.body.undockMs + REACTION_MS) / other.clock.rate;
      if (this.swarm.schedule.nowMs - other.awakeSinceMs > graceMs)
        this.swarm.fail('S1', `${host.name} may enter while ${other.name} still stands on the pad`);
    }
  }
}

function isHeld({ host, life, untilLocalMs }: Belief): boolean {
  return host.alive && host.life === life && untilLocalMs > host.localMs();
}
