/**
 * How a battery sensor shows the battery's volts: as they are, or as a broken sensor does.
 *
 * `stuck`: always the same reading, down to the last bit. `jumping`: steps that no battery makes. `off`: its wire
 * has come off, and what is left reads next to nothing.
 */

export type GaugeFault = 'stuck' | 'jumping' | 'off';

const JUMP_MS = 300;
/** Of the true volts, in turn. */
const JUMPS: readonly number[] = [0.8, 1.15, 1, 0.7, 1.25];
const STRAY_VOLTS = 0.02;

export class Gauge {
  private broken: GaugeFault | null = null;
  private heldVolts = 0;

  get fault(): GaugeFault | null {
    return this.broken;
  }

  /** It shows the same from now on, so not even noise gets through. */
  get isStuck(): boolean {
    return this.broken === 'stuck';
  }

  break(fault: GaugeFault | null, volts: number): void {
    this.broken = fault;
    this.heldVolts = volts;
  }

  shown(volts: number, nowMs: number): number {
    switch (this.broken) {
      case null:
        return volts;
      case 'stuck':
        return this.heldVolts;
      case 'off':
        return STRAY_VOLTS;
      case 'jumping':
        return volts * JUMPS[Math.floor(nowMs / JUMP_MS) % JUMPS.length]!;
    }
  }
}
