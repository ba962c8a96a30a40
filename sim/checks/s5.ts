/**
 * S5: a member that restarts remembers its promises, so it votes once in an epoch, and never speaks in two
 * lives under one boot number; one whose disk was lost votes and admits no more.
 *
 * A disk that was lost before its member had joined held no promise: on a slow radio joining takes seconds,
 * and whoever loses its disk in them is a new member afterwards, as the protocol means it (decision 002).
 */
import type { Message, MessageKind } from '../../src/protocol/message.ts';
import type { Frame } from '../../src/wire/frame.ts';
import type { Host } from '../world/host.ts';
import type { Swarm } from '../world/swarm.ts';
import type { Check } from './check.ts';
import { Recent } from './recent.ts';

/** What a robot says that binds its disk. */
const PROMISES: ReadonlySet<MessageKind> = new Set(['admit', 'vote', 'claim']);

export class KeptPromises implements Check {
  readonly promise = 'S5';
  private readonly swarm: Swarm;
  /** Who has voted or admitted with the disk that it began with. */
  private readonly bound = new Set<number>();
  private readonly ballots = new Recent<number>();
  /** By member: the boot number and the life that it spoke in last. */
  private readonly boots: { readonly boot: number; readonly life: number }[] = [];

  constructor(swarm: Swarm) {
    this.swarm = swarm;
  }

  onSay(host: Host, message: Message, { boot }: Frame): void {
    this.noteBoot(host, boot);
    if (!PROMISES.has(message.kind) || !host.isRobot) return;
    if (!host.disk.lost) this.bound.add(host.index);
    else if (this.bound.has(host.index))
      this.swarm.fail('S5', `${host.name} sent ${message.kind} although it has lost its disk`);
    if (message.kind !== 'vote' && message.kind !== 'claim') return;
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
