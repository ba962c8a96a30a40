/**
 * S5: a member that restarts remembers its promises, so it votes once in an epoch, and never speaks in two
 * lives under one boot number; one whose disk was lost votes no more.
 */
import type { Message } from '../../src/protocol/message.ts';
import type { Frame } from '../../src/wire/frame.ts';
import type { Host } from '../world/host.ts';
import type { Swarm } from '../world/swarm.ts';
import type { Check } from './check.ts';
import { Recent } from './recent.ts';

export class KeptPromises implements Check {
  readonly promise = 'S5';
  private readonly swarm: Swarm;
  private readonly ballots = new Recent<number>();
  /** By member: the boot number and the life that it spoke in last. */
  private readonly boots: { readonly boot: number; readonly life: number }[] = [];

  constructor(swarm: Swarm) {
    this.swarm = swarm;
  }

  onSay(host: Host, message: Message, { boot }: Frame): void {
    this.noteBoot(host, boot);
    if (message.kind === 'admit' && host.isRobot && host.disk.lost)
      this.swarm.fail('S5', `${host.name} admits a robot although it has lost its disk`);
    if (message.kind !== 'vote' && message.kind !== 'claim') return;
    if (host.disk.lost)
      this.swarm.fail('S5', `${host.name} sent ${message.kind} although it has lost its disk`);
    const choice = message.kind === 'vote' ? message.candidate : host.index;
    const key = message.epoch * this.swarm.hosts.length + host.index;
    const before = this.ballots.get(key);
    if (before !== undefined && before !== choice) {
      const [one, other] = [before, choice].map((index) => this.swarm.hosts[index]?.name);
      this.swarm.fail('S5', `${host.name} voted for ${one} and ${other} in epoch ${message.epoch}`);
    }
    this.ballots.set(key, choice);
  }
  private noteBoot(host: Host, boot: number): void {
    const { index, life, disk } = host;
    const before = this.boots[index];
    if (before && before.boot === boot && before.life === life) return;
    if (before && before.life !== life && boot <= before.boot && !disk.lost)
      this.swarm.fail('S5', `${host.name} speaks in a new life under the old boot number ${boot}`);
    this.boots[index] = { boot, life };
  }
}
