/**
 * S1, mutual exclusion: at no instant do two robots believe that they may occupy the same pad. Nor does
 * one come onto a pad while another body stands on it whose process could have known better, or whose
 * contacts the pad's controller feels; nor does a restart free a pad that its robot still stands on.
 */
import { type Fence, isSame } from '../../src/protocol/fence.ts';
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
  /** By robot: the fence of its last entry. */
  private readonly entered = new Map<number, Fence>();

  constructor(swarm: Swarm) {
    this.swarm = swarm;
    this.beliefs = swarm.roster.pads.map(() => new Map());
  }

  onEvent(host: Host, event: TraceEvent): void {
    if (event.event === 'exit') this.beliefs[event.pad]?.delete(host.index);
    if (event.event === 'admit') this.lookAtContacts(host, event.pad, event.robot);
    if (event.event === 'release' && event.reason === 'restarted')
      this.lookAtRestarted(host, event.pad, event.robot, event.fence);
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
    this.entered.set(host.index, fence);
    beliefs.set(host.index, { host, life: host.life, fence, untilLocalMs: untilMs });
  }

  onDown(host: Host): void {
    for (const beliefs of this.beliefs) beliefs.delete(host.index);
  }

  onThaw(host: Host): void {
    const pad = host.body?.onPad;
    if (pad == null) return;
    const { life, awakeSinceMs } = host;
    this.swarm.schedule.after(graceMs(host), () => {
      if (host.life !== life || host.awakeSinceMs !== awakeSinceMs || !isQuick(host)) return;
      const other = this.occupants(pad).find((occupant) => occupant !== host);
      if (other && host.body?.onPad === pad)
        this.swarm.fail(
          'S1',
          `${host.name} still stands on the pad after it thawed, beside ${other.name}`,
        );
    });
  }

  /** Who believes now that it may be on the pad. */
  occupants(pad: number): Host[] {
    return [...this.beliefs[pad]!.values()].filter(isHeld).map((belief) => belief.host);
  }

  private lookAtBodies(host: Host, pad: number): void {
    for (const other of this.swarm.robots) {
      if (other === host || other.body?.onPad !== pad || !isQuick(other)) continue;
      if (this.swarm.schedule.nowMs - other.awakeSinceMs > graceMs(other))
        this.swarm.fail('S1', `${host.name} may enter while ${other.name} still stands on the pad`);
    }
  }

  /** A controller that acts at once knows what stands on its contacts. */
  private lookAtContacts(acceptor: Host, pad: number, robot: number): void {
    if (acceptor.isRobot || !isQuick(acceptor)) return;
    if (this.swarm.schedule.nowMs - acceptor.awakeSinceMs <= REACTION_MS) return;
    const other = this.swarm.robots.find((host) => host.body?.onPad === pad);
    if (other)
      this.swarm.fail(
        'S1',
        `${acceptor.name} admits ${this.swarm.hosts[robot]?.name} while ${other.name} stands on the contacts`,
      );
  }

  /** The lease of a former life may end early only when its body is off the pad. */
  private lookAtRestarted(acceptor: Host, pad: number, robot: number, fence: Fence): void {
    const host = this.swarm.hosts[robot];
    const last = this.entered.get(robot);
    if (host?.body?.onPad !== pad || !last || !isSame(last, fence)) return;
    this.swarm.fail(
      'S1',
      `${acceptor.name} frees the pad of the former life of ${host.name}, which still stands on it`,
    );
  }
}

/** Awake, and not so slow that nothing can be expected of it. */
function isQuick(host: Host): boolean {
  return host.awake && !host.behind;
}

/** How long a body may stand on the pad after its process has started or thawed. */
function graceMs({ body, clock }: Host): number {
  return ((body?.undockMs ?? 0) + REACTION_MS) / clock.rate;
}

function isHeld({ host, life, untilLocalMs }: Belief): boolean {
  return host.alive && host.life === life && untilLocalMs > host.localMs();
}
