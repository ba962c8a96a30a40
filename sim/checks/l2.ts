/**
 * L2: no request is overtaken more often than the bound, whatever the urgencies. The count travels in the
 * token's queue, so it is held within one token: a newly minted one knows what its voters had heard.
 */

import type { Message, TokenPass } from '../../src/protocol/message.ts';
import { lifeOf } from '../../src/protocol/queue.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import type { Frame } from '../../src/wire/frame.ts';
import type { Host } from '../world/host.ts';
import type { Swarm } from '../world/swarm.ts';
import type { Check } from './check.ts';

interface Waiting {
  readonly sinceMs: number;
  overtaken: number;
  /** The token was passed to it: it waits no more. */
  served: boolean;
}

export class BoundedOvertaking implements Check {
  readonly promise = 'L2';
  /** The most overtakings that were seen. */
  worst = 0;
  private readonly swarm: Swarm;
  private readonly waiting: Map<number, Waiting>[];
  private readonly epochs: number[];
  /** By member: the boot number that it spoke under last. */
  private readonly boots: number[] = [];

  constructor(swarm: Swarm) {
    this.swarm = swarm;
    this.waiting = swarm.roster.pads.map(() => new Map());
    this.epochs = swarm.roster.pads.map(() => 0);
  }

  onEvent(host: Host, event: TraceEvent): void {
    if (event.event !== 'token' && event.event !== 'enter') return;
    const { pad, fence } = event;
    if (fence.epoch < this.epochs[pad]!) return;
    const waiting = this.waiting[pad]!;
    if (fence.epoch > this.epochs[pad]!) waiting.clear();
    this.epochs[pad] = fence.epoch;
    if (event.event === 'token') this.pass(event.to, event.queue, waiting);
    else this.enter(host, waiting);
  }

  /**
   * A request dies with the life that made it; that of the next one is new. A member begins a new life when
   * its process starts, and when it goes on beyond a boot number that others know (join.ts).
   */
  onStart(host: Host): void {
    for (const waiting of this.waiting) waiting.delete(host.index);
  }

  onSay(host: Host, message: Message, { boot }: Frame): void {
    if (this.boots[host.index] !== boot) {
      this.boots[host.index] = boot;
      this.onStart(host);
    }
    if (message.kind === 'token') this.forgetFormerLives(message);
  }

  /** Whoever passes a token may not have heard of a robot's new life: what the old one asked for is over. */
  private forgetFormerLives({ pad, queue }: TokenPass): void {
    for (const { robot, life } of queue) {
      const boot = this.boots[robot];
      if (boot !== undefined && lifeOf(boot) !== life) this.waiting[pad]!.delete(robot);
    }
  }

  private pass(to: number, queue: readonly number[], waiting: Map<number, Waiting>): void {
    for (const robot of [to, ...queue])
      if (!waiting.has(robot))
        waiting.set(robot, {
          sinceMs: this.swarm.schedule.nowMs,
          overtaken: 0,
          served: false,
        });
    waiting.get(to)!.served = true;
    // Whoever is in the queue no more has given up, or was served by a token that got lost.
    for (const robot of waiting.keys())
      if (robot !== to && !queue.includes(robot)) waiting.delete(robot);
  }

  private enter(host: Host, waiting: Map<number, Waiting>): void {
    const mine = waiting.get(host.index);
    waiting.delete(host.index);
    for (const [robot, other] of waiting) {
      if (other.served || (mine && other.sinceMs >= mine.sinceMs)) continue;
      other.overtaken += 1;
      this.worst = Math.max(this.worst, other.overtaken);
      if (other.overtaken > this.swarm.options.maxOvertakes)
        this.swarm.fail(
          'L2',
          `${this.swarm.hosts[robot]!.name} was overtaken ${other.overtaken} times, at last by ${host.name}`,
        );
    }
  }
}
