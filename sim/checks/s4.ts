/**
 * S4: a frame of an older epoch changes nothing that a newer one has settled. What can be seen of it: no
 * robot enters a pad with a fence that is not above that of the last entry.
 */
import { compareFences, type Fence } from '../../src/protocol/fence.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import type { Host } from '../world/host.ts';
import type { Swarm } from '../world/swarm.ts';
import { type Check, show } from './check.ts';

export class SettledEpochs implements Check {
  readonly promise = 'S4';
  private readonly swarm: Swarm;
  private readonly entered: (Fence | null)[];

  constructor(swarm: Swarm) {
    this.swarm = swarm;
    this.entered = swarm.roster.pads.map(() => null);
  }

  onEvent(host: Host, event: TraceEvent): void {
    if (event.event !== 'enter') return;
    const last = this.entered[event.pad];
    if (last && compareFences(event.fence, last) <= 0)
      this.swarm.fail('S4', `${host.name} enters with ${show(event.fence)} after ${show(last)}`);
    this.entered[event.pad] = event.fence;
  }
}
