/** Keeps the books of a simulated channel: who had how much of its time, what for, and what collided. */
import { APART } from '../sim/run/tally.ts';
import type { Host } from '../sim/world/host.ts';
import type { Observer } from '../sim/world/observer.ts';
import type { Message } from '../src/protocol/message.ts';
import { frameAirMs, type SharedProfile } from '../src/radio/profile.ts';
import type { TraceEvent } from '../src/runtime/trace.ts';
import type { Frame } from '../src/wire/frame.ts';

export class AirBooks implements Observer {
  /** By station, milliseconds on the air. */
  readonly usedMs: number[];
  /** Of all that, frames for entries: no beats, elections, joining, renewals. */
  entryMs = 0;
  entries = 0;
  /** Copies that did not arrive since somebody else was sending, or the receiver itself. */
  collided = 0;
  private readonly profile: SharedProfile;
  private readonly inside = new Set<number>();

  constructor(profile: SharedProfile, stations: number) {
    this.profile = profile;
    this.usedMs = Array.from({ length: stations }, () => 0);
  }

  get airMs(): number {
    return this.usedMs.reduce((total, ms) => total + ms, 0);
  }

  /** Forgets all sums; who is on the pad is still known. */
  startAnew(): void {
    this.usedMs.fill(0);
    this.entryMs = 0;
    this.entries = 0;
    this.collided = 0;
  }

  onSay(host: Host, message: Message, _frame: Frame, bytes: Uint8Array): void {
    const airMs = frameAirMs(this.profile, bytes.length);
    this.usedMs[host.index]! += airMs;
    const renews =
      (message.kind === 'enter' && this.inside.has(host.index)) ||
      (message.kind === 'admit' && this.inside.has(message.robot));
    if (!renews && !APART.has(message.kind)) this.entryMs += airMs;
  }

  onLost(from: number, to: number | null, bytes: Uint8Array, reason: string): void {
    // Unsent: it was counted when it was handed to the modem.
    if (to === null) this.usedMs[from]! -= frameAirMs(this.profile, bytes.length);
    else if (reason === 'collision' || reason === 'deaf') this.collided += 1;
  }

  onEvent(host: Host, { event }: TraceEvent): void {
    if (event === 'exit') this.inside.delete(host.index);
    if (event !== 'enter') return;
    this.inside.add(host.index);
    this.entries += 1;
  }

  onDown(host: Host): void {
    this.inside.delete(host.index);
  }
}
