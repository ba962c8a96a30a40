/**
 * S2: an epoch has at most one leader, and a pad at most one token minted in it. A token that was doubled
 * shows when two robots act under the same fence: each pass and each entry takes a new one.
 */
import type { Message } from '../../src/protocol/message.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import type { Host } from '../world/host.ts';
import type { Swarm } from '../world/swarm.ts';
import { type Check, show } from './check.ts';
import { Recent } from './recent.ts';

/** More counters than an epoch ever has. */
const COUNTERS = 2 ** 24;

export class OneOfAnEpoch implements Check {
  readonly promise = 'S2';
  private readonly swarm: Swarm;
  private readonly leaders = new Recent<Host>();
  private readonly mints = new Recent<Host>();
  /** By fence: who has asked or passed with it. */
  private readonly users = new Recent<Host>();

  constructor(swarm: Swarm) {
    this.swarm = swarm;
  }

  onEvent(host: Host, event: TraceEvent): void {
    if (event.event === 'leader' && event.leader === host.index) {
      const before = this.leaders.get(event.epoch);
      if (before && before !== host)
        this.swarm.fail('S2', `${before.name} and ${host.name} both lead epoch ${event.epoch}`);
      this.leaders.set(event.epoch, host);
    }
    if (event.event !== 'mint') return;
    const key = event.fence.epoch * this.swarm.roster.pads.length + event.pad;
    const before = this.mints.get(key);
    if (before)
      this.swarm.fail(
        'S2',
        `${before.name} and then ${host.name} minted a token in epoch ${event.fence.epoch}`,
      );
    this.mints.set(key, host);
  }
  onSay(host: Host, message: Message): void {
    if (message.kind !== 'enter' && message.kind !== 'token') return;
    const { pad, fence } = message;
    const key = (fence.epoch * COUNTERS + fence.counter) * this.swarm.roster.pads.length + pad;
    const before = this.users.get(key);
    if (before === host) return;
    if (before)
      this.swarm.fail('S2', `${before.name} and ${host.name} both use fence ${show(fence)}`);
    this.users.set(key, host);
  }
}
