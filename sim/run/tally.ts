/** Counts what a run did: frames by kind, entries, and what was dropped. */
import type { Message, MessageKind } from '../../src/protocol/message.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import type { Host } from '../world/host.ts';
import type { Observer } from '../world/observer.ts';
import type { Swarm } from '../world/swarm.ts';

/** Not counted for an entry: beats and their answers, elections, and joining (protocol.md section 10). */
export const APART: ReadonlySet<MessageKind> = new Set<MessageKind>([
  'beat',
  'hold',
  'election',
  'answer',
  'claim',
  'vote',
  'coordinator',
  'hello',
  'welcome',
]);

export class Tally implements Observer {
  /** Frames sent, by kind. */
  readonly frames = new Map<MessageKind, number>();
  /** Of these, ENTERs of a robot that is on the pad already, and their ADMITs. */
  renewals = 0;
  entries = 0;
  /** Entries by robot. */
  readonly entriesOf: number[];
  private readonly inside = new Set<number>();

  constructor(swarm: Swarm) {
    this.entriesOf = swarm.robots.map(() => 0);
  }

  onSay(host: Host, message: Message): void {
    this.frames.set(message.kind, (this.frames.get(message.kind) ?? 0) + 1);
    if (message.kind === 'enter' && this.inside.has(host.index)) this.renewals += 1;
    if (message.kind === 'admit' && this.inside.has(message.robot)) this.renewals += 1;
  }

  onEvent(host: Host, event: TraceEvent): void {
    if (event.event === 'exit') this.inside.delete(host.index);
    if (event.event !== 'enter') return;
    this.inside.add(host.index);
    this.entries += 1;
    this.entriesOf[host.index] = this.entriesOf[host.index]! + 1;
  }

  onDown(host: Host): void {
    this.inside.delete(host.index);
  }

  /** Without beats, renewals, elections and joining; null before the first entry. */
  get framesPerEntry(): number | null {
    if (this.entries === 0) return null;
    let counted = -this.renewals;
    for (const [kind, sent] of this.frames) if (!APART.has(kind)) counted += sent;
    return counted / this.entries;
  }
}
