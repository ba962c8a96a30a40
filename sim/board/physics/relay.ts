/**
 * A relay: some milliseconds after its coil has been switched, its contacts follow. Welded contacts stay closed
 * whatever the coil does; those of a dead coil stay open.
 */

/** A small relay of 5 V needs so long to pull in, and to drop out. */
const PULL_IN_MS = 8;
const DROP_OUT_MS = 5;

export type RelayFault = 'welded' | 'dead';

export class Relay {
  private isOn = false;
  private isAttracted = false;
  /** When the armature arrives; infinite while it is where the coil wants it. */
  private arrivesMs = Number.POSITIVE_INFINITY;
  private broken: RelayFault | null = null;

  get isCoilOn(): boolean {
    return this.isOn;
  }

  get fault(): RelayFault | null {
    return this.broken;
  }

  /** Whether current can flow. */
  get isClosed(): boolean {
    if (this.broken !== null) return this.broken === 'welded';
    return this.isAttracted;
  }

  get nextMs(): number {
    return this.arrivesMs;
  }

  energise(on: boolean, nowMs: number): void {
    if (on === this.isOn) return;
    this.isOn = on;
    if (on === this.isAttracted) this.arrivesMs = Number.POSITIVE_INFINITY;
    else this.arrivesMs = nowMs + (on ? PULL_IN_MS : DROP_OUT_MS);
  }

  break(fault: RelayFault | null): void {
    this.broken = fault;
  }

  advance(nowMs: number): void {
    if (this.arrivesMs > nowMs) return;
    this.isAttracted = this.isOn;
    this.arrivesMs = Number.POSITIVE_INFINITY;
  }
}
