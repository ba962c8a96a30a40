/**
 * A member takes each frame once in its life: what was recorded, or came doubled, has had its effect (S4 for
 * frames, protocol.md section 1; wire.md's replay guard). HELLO and WELCOME carry nonces instead.
 *
 * Watched only where frames can come twice: it costs something at every frame that is heard.
 */
import { frameName } from '../../src/runtime/frame-name.ts';
import type { Frame } from '../../src/wire/frame.ts';
import type { Host } from '../world/host.ts';
import type { Swarm } from '../world/swarm.ts';
import type { Check } from './check.ts';

/** Frames that one member is known to have taken, at least: the newest. */
const KEPT = 8192;

/** A frame as one number: source, boot (16 bits) and sequence (24 bits) fit the 53 bits of a double. */
function numberOf({ source, boot, sequence }: Frame): number {
  return (source * 2 ** 16 + boot) * 2 ** 24 + sequence;
}

export class TakenOnce implements Check {
  readonly promise = 'S4';
  private readonly swarm: Swarm;
  /** By member: two generations, the older of which is forgotten when the newer is full. */
  private readonly taken = new Map<Host, [newer: Set<number>, older: Set<number>]>();

  constructor(swarm: Swarm) {
    this.swarm = swarm;
  }

  onTake(host: Host, frame: Frame): void {
    const { kind } = frame.message;
    if (kind === 'hello' || kind === 'welcome') return;
    const [newer, older] = this.taken.get(host) ?? this.begin(host);
    const number = numberOf(frame);
    if (newer.has(number) || older.has(number)) {
      const which = frameName(this.swarm.roster, frame);
      this.swarm.fail('S4', `${host.name} took ${kind} ${which} a second time`);
    }
    newer.add(number);
    if (newer.size >= KEPT) this.taken.set(host, [new Set(), newer]);
  }

  /** The next life knows nothing of it: there the proof of life keeps recordings out. */
  onDown(host: Host): void {
    this.taken.delete(host);
  }

  private begin(host: Host): [Set<number>, Set<number>] {
    const sets: [Set<number>, Set<number>] = [new Set(), new Set()];
    this.taken.set(host, sets);
    return sets;
  }
}
