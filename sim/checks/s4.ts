/**
 * S4: a frame of an older epoch changes nothing that a newer epoch has settled. What can be seen of it: no
 * robot enters a pad with a fence that is not above that of the last entry; and nobody who has spoken of a
 * newer token goes back to an older one, be it to hold it, pass it on, ask with it, or admit it.
 */
import { compareFences, type Fence } from '../../src/protocol/fence.ts';
import type { Message } from '../../src/protocol/message.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import type { Host } from '../world/host.ts';
import type { Swarm } from '../world/swarm.ts';
import { type Check, show } from './check.ts';

/** The newest token epochs that one member has spoken of in this life, as a robot and as an acceptor. */
interface Spoken {
  token: number;
  admission: number;
}

export class SettledEpochs implements Check {
  readonly promise = 'S4';
  private readonly swarm: Swarm;
  private readonly entered: (Fence | null)[];
  /** By member and pad. */
  private readonly spoken = new Map<number, Spoken>();

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

  onSay(host: Host, message: Message): void {
    switch (message.kind) {
      case 'request':
        this.note(host, message.pad, 'token', message.epoch);
        break;
      case 'token':
      case 'hold':
      case 'enter':
        this.speak(host, message, 'token');
        break;
      case 'refuse':
        this.note(host, message.pad, 'admission', message.highest.epoch);
        break;
      case 'admit':
        this.speak(host, message, 'admission');
        break;
      default:
    }
  }

  onDown(host: Host): void {
    this.swarm.roster.pads.forEach((_, pad) => {
      this.spoken.delete(this.keyOf(host, pad));
    });
  }

  /** An answer that waits for the disk leaves later than what is said meanwhile: hence two of a kind. */
  private speak(
    host: Host,
    { kind, pad, fence }: Extract<Message, { kind: 'token' | 'hold' | 'enter' | 'admit' }>,
    as: keyof Spoken,
  ): void {
    const newest = this.note(host, pad, as, fence.epoch);
    if (fence.epoch < newest)
      this.swarm.fail(
        'S4',
        `${host.name} sent ${kind} of ${show(fence)} although it had spoken of epoch ${newest}`,
      );
  }

  private note(host: Host, pad: number, as: keyof Spoken, epoch: number): number {
    const key = this.keyOf(host, pad);
    const spoken = this.spoken.get(key) ?? { token: 0, admission: 0 };
    spoken[as] = Math.max(spoken[as], epoch);
    this.spoken.set(key, spoken);
    return spoken[as];
  }

  private keyOf(host: Host, pad: number): number {
    return host.index * this.swarm.roster.pads.length + pad;
  }
}
