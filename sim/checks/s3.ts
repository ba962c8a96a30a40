/**
 * S3: the fences that an acceptor admits strictly increase, across its own restarts too: so whatever it has
 * told others it admitted is on its disk when it starts again.
 */
import { compareFences, type Fence, isSame, NO_FENCE } from '../../src/protocol/fence.ts';
import type { Message } from '../../src/protocol/message.ts';
import { decodeDurable } from '../../src/runtime/durable-file.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import type { Host } from '../world/host.ts';
import type { Swarm } from '../world/swarm.ts';
import { type Check, show } from './check.ts';

interface Admitted {
  /** Admitted in the present life. */
  latest: Fence | null;
  /** Heard by others: no restart may go back behind it. */
  heard: Fence | null;
}

export class RisingFences implements Check {
  readonly promise = 'S3';
  private readonly swarm: Swarm;
  /** By acceptor and pad. */
  private readonly admitted = new Map<number, Admitted>();

  constructor(swarm: Swarm) {
    this.swarm = swarm;
  }

  onEvent(host: Host, event: TraceEvent): void {
    if (event.event === 'admit') {
      const known = this.of(host, event.pad);
      for (const last of [known.latest, known.heard])
        if (last && compareFences(event.fence, last) <= 0)
          this.swarm.fail('S3', `${host.name} admits ${show(event.fence)} after ${show(last)}`);
      known.latest = event.fence;
    }
    // A robot on a passive pad hears its own admission.
    if (event.event === 'enter') this.hear(host, event.pad, event.fence);
  }

  onSay(host: Host, message: Message): void {
    if (message.kind === 'admit') this.hear(host, message.pad, message.fence);
  }

  onStart({ disk, index, name }: Host): void {
    if (!disk.bytes || disk.lost) return;
    const stored = decodeDurable(this.swarm.crypto, disk.bytes);
    if (stored.state !== 'intact') return;
    const { acceptors } = stored.durable;
    this.swarm.roster.pads.forEach((_, pad) => {
      const heard = this.admitted.get(index * this.swarm.roster.pads.length + pad)?.heard;
      if (heard && compareFences(acceptors[pad]?.ceiling ?? NO_FENCE, heard) < 0)
        this.swarm.fail(
          'S3',
          `${name} starts again and has forgotten that it admitted ${show(heard)}`,
        );
    });
  }

  /** What nobody has heard is no promise: the power may fail before it is on disk. */
  onDown(host: Host): void {
    this.swarm.roster.pads.forEach((_, pad) => {
      this.of(host, pad).latest = null;
    });
  }

  private hear(host: Host, pad: number, fence: Fence): void {
    const known = this.of(host, pad);
    if (known.latest && isSame(known.latest, fence)) known.heard = fence;
  }

  private of(host: Host, pad: number): Admitted {
    const key = host.index * this.swarm.roster.pads.length + pad;
    const known = this.admitted.get(key) ?? { latest: null, heard: null };
    this.admitted.set(key, known);
    return known;
  }
}
