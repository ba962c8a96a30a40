/**
 * S6: a pad's controller gives power only under a live lease and not beyond its end; one that knows that the pad is not
 * safe to use gives none, and admits nobody. Watched at the commands themselves, since the relay obeys them even when
 * the process that gave them is dead.
 */
import type { PadCommand, PadReport } from '../../src/roles/body.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import type { Host } from '../world/host.ts';
import type { Swarm } from '../world/swarm.ts';
import type { Check } from './check.ts';

/** What one controller knows and has said in this life. */
interface Known {
  leased: boolean;
  fault: string | null;
  /** By the controller's own clock; null while power is off. */
  untilMs: number | null;
}

/** Sums of leases and times round. */
const ROUNDING_MS = 1e-3;

export class PowerUnderLease implements Check {
  readonly promise = 'S6';
  private readonly swarm: Swarm;
  private readonly known = new Map<Host, Known>();

  constructor(swarm: Swarm) {
    this.swarm = swarm;
  }

  onPadReport(host: Host, { fault }: PadReport): void {
    this.of(host).fault = fault;
    this.soon(host, 'is not safe to use, and still gives power', (known) => known.fault !== null);
  }

  onEvent(host: Host, event: TraceEvent): void {
    if (host.isRobot) return;
    const known = this.of(host);
    if (event.event === 'admit') {
      known.leased = true;
      const robot = this.swarm.hosts[event.robot]?.name;
      if (known.fault !== null)
        this.swarm.fail('S6', `${host.name} admits ${robot} although ${known.fault}`);
    }
    if (event.event !== 'release') return;
    known.leased = false;
    const beyondMs = (known.untilMs ?? 0) - host.localMs();
    if (event.reason === 'lease-over' && beyondMs > ROUNDING_MS)
      this.swarm.fail(
        'S6',
        `${host.name} gave power for ${beyondMs.toFixed(0)} ms after its lease`,
      );
    this.soon(host, 'gives power when its lease is over', ({ leased }) => !leased);
  }

  onPadCommand(host: Host, command: PadCommand): void {
    const known = this.of(host);
    known.untilMs = command.on ? command.untilMs : null;
    if (!command.on) return;
    const leaseMs = this.swarm.options.timing.leaseMs;
    if (!known.leased) this.swarm.fail('S6', `${host.name} gives power without a lease`);
    else if (known.fault !== null)
      this.swarm.fail('S6', `${host.name} gives power although ${known.fault}`);
    else if (command.untilMs > host.localMs() + leaseMs + ROUNDING_MS)
      this.swarm.fail('S6', `${host.name} gives power for longer than a lease`);
  }

  onDown(host: Host): void {
    this.known.delete(host);
  }

  /** All outputs of a step are carried out at one instant: what is wrong after that, is wrong. */
  private soon(host: Host, what: string, isWrong: (known: Known) => boolean): void {
    const known = this.of(host);
    this.swarm.schedule.after(0, () => {
      if (this.known.get(host) !== known || known.untilMs === null || !isWrong(known)) return;
      this.swarm.fail('S6', `${host.name} ${what}`);
    });
  }

  private of(host: Host): Known {
    const known = this.known.get(host) ?? { leased: false, fault: null, untilMs: null };
    this.known.set(host, known);
    return known;
  }
}
