/** A pad's machine with its readings in hand, and a list of all that it puts out. */

import {
  PadMachine,
  type PadMachineOptions,
  type PadOutput,
  type PadReadings,
} from '../../../hardware/pad/pad-machine.ts';

export const OPTIONS: PadMachineOptions = {
  minAmps: 0.05,
  maxAmps: 3,
  hasDeadMan: true,
  hasContact: true,
  grantMs: 2000,
};

/** A robot draws so much, and nothing while the relay is open. */
const LOAD_AMPS = 1;

export const EMPTY: PadReadings = {
  contact: { closed: false, steady: false, openings: 0 },
  relay: { mayClose: true, trouble: null },
  unread: [],
  amps: 0,
  currentTrouble: null,
  tripped: false,
};

export const DOCKED: PadReadings = {
  ...EMPTY,
  contact: { closed: true, steady: true, openings: 0 },
  amps: LOAD_AMPS,
};

export class MachineStage {
  readonly machine: PadMachine;
  readings: PadReadings = EMPTY;
  nowMs = 1000;
  isClosed = false;
  /** When the dead-man would open by itself. */
  grantedUntilMs = 0;
  readonly outputs: (PadOutput & { readonly atMs: number })[] = [];

  constructor(options: Partial<PadMachineOptions> = {}) {
    this.machine = new PadMachine({ ...OPTIONS, ...options });
  }

  up(readings: PadReadings = EMPTY): this {
    this.readings = readings;
    this.take(this.machine.step({ type: 'up', readings: this.now() }, this.nowMs));
    return this;
  }

  down(reason = 'gone'): void {
    this.take(this.machine.step({ type: 'down', reason }, this.nowMs));
    this.isClosed = false;
    this.grantedUntilMs = 0;
  }

  see(readings: Partial<PadReadings>): void {
    this.readings = { ...this.readings, ...readings };
    this.take(this.machine.step({ type: 'readings', readings: this.now() }, this.nowMs));
  }

  on(untilMs: number): void {
    const command = { do: 'power', on: true, untilMs } as const;
    this.take(this.machine.step({ type: 'command', command }, this.nowMs));
  }

  off(): void {
    const command = { do: 'power', on: false } as const;
    this.take(this.machine.step({ type: 'command', command }, this.nowMs));
  }

  trip(): void {
    this.take(this.machine.step({ type: 'trip' }, this.nowMs));
  }

  /** Time passes, and each tick comes when it was asked for. */
  pass(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      const nextMs = this.machine.nextMs(this.nowMs);
      if (nextMs === null || nextMs > endMs) break;
      this.nowMs = Math.max(this.nowMs, nextMs);
      this.see({});
    }
    this.nowMs = endMs;
  }

  of<Do extends PadOutput['do']>(what: Do): (PadOutput & { do: Do; atMs: number })[] {
    return this.outputs.filter((output) => output.do === what) as (PadOutput & {
      do: Do;
      atMs: number;
    })[];
  }

  private now(): PadReadings {
    const { readings } = this;
    return readings.amps === LOAD_AMPS && !this.isClosed ? { ...readings, amps: 0 } : readings;
  }

  private take(outputs: readonly PadOutput[]): void {
    for (const output of outputs) {
      this.outputs.push({ ...output, atMs: this.nowMs });
      if (output.do === 'relay') this.isClosed = output.closed;
      if (output.do === 'grant') this.grantedUntilMs = this.nowMs + output.forMs;
    }
  }
}
