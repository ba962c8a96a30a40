/**
 * A pad: a relay that lets its charger feed the contacts, a second contact of the relay that tells what it did,
 * and a sensor that tells whether something stands on the pad.
 */
import type { Supply } from './charger.ts';
import { Contact } from './contact.ts';
import { Relay } from './relay.ts';

export interface PadOptions {
  readonly id: string;
  /** Of its charger. */
  readonly limitAmps: number;
}

export class Pad {
  readonly id: string;
  readonly relay = new Relay();
  readonly feedback = new Contact();
  readonly contact = new Contact();
  /** What flows while power is on, against the charger's will: more by a leak, less by bad contacts. */
  forcedAmps: number | null = null;
  /** Switched on so often, and for so long. */
  closures = 0;
  closedMs = 0;
  private readonly limitAmps: number;
  private wasClosed = false;
  private atMs: number;

  constructor(options: PadOptions, nowMs: number) {
    this.id = options.id;
    this.limitAmps = options.limitAmps;
    this.atMs = nowMs;
  }

  /** What a robot with a battery of these full volts gets from it. */
  supplyFor(fullVolts: number): Supply | null {
    if (!this.relay.isClosed) return null;
    return { volts: fullVolts, limitAmps: Math.min(this.limitAmps, this.forcedAmps ?? Infinity) };
  }

  /** Through its contacts, when a robot takes `takenAmps`. */
  amps(takenAmps: number): number {
    return this.relay.isClosed ? Math.max(takenAmps, this.forcedAmps ?? 0) : 0;
  }

  get nextMs(): number {
    const { atMs } = this;
    return Math.min(this.relay.nextMs, this.feedback.nextMs(atMs), this.contact.nextMs(atMs));
  }

  /** Goes on to a time that is no later than `nextMs`. */
  advance(toMs: number): void {
    if (this.wasClosed) this.closedMs += toMs - this.atMs;
    this.relay.advance(toMs);
    this.atMs = toMs;
    this.settle();
  }

  /** Takes over what has been broken or mended. */
  settle(): void {
    const { isClosed } = this.relay;
    this.feedback.touch(isClosed, this.atMs);
    if (isClosed && !this.wasClosed) this.closures += 1;
    this.wasClosed = isClosed;
  }
}
