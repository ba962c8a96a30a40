/**
 * The relay of a pad as its hardware keeps it: closed until the time that it was given last, by the pad's own clock,
 * whatever becomes of the process that gave it; and open while the pad is broken.
 */
import type { PadCommand } from '../../src/roles/body.ts';
import type { DriftingClock } from './clock.ts';
import type { Schedule } from './schedule.ts';

export class Relay {
  private readonly schedule: Schedule;
  private readonly clock: DriftingClock;
  private readonly onChange: (closed: boolean) => void;
  private untilMs = Number.NEGATIVE_INFINITY;
  private broken = false;
  private shown = false;
  /** True time of the look that is planned. */
  private looksAtMs = Number.NEGATIVE_INFINITY;

  constructor(schedule: Schedule, clock: DriftingClock, onChange: (closed: boolean) => void) {
    this.schedule = schedule;
    this.clock = clock;
    this.onChange = onChange;
  }

  get closed(): boolean {
    return !this.broken && this.clock.localMs(this.schedule.nowMs) < this.untilMs;
  }

  command(command: PadCommand): void {
    this.untilMs = command.on ? command.untilMs : Number.NEGATIVE_INFINITY;
    this.look();
  }

  setBroken(broken: boolean): void {
    this.broken = broken;
    this.look();
  }

  /** The clock has jumped, or goes at another rate. */
  look(): void {
    const { closed } = this;
    if (closed) this.plan();
    if (closed === this.shown) return;
    this.shown = closed;
    this.onChange(closed);
  }

  /** Looks again when its time is over; it may have been given more by then. */
  private plan(): void {
    const { schedule } = this;
    const { nowMs } = schedule;
    const endsAtMs = Math.max(this.clock.trueMs(this.untilMs), nowMs) + HAIR_MS;
    // A look that comes sooner plans the next one.
    if (this.looksAtMs > nowMs && this.looksAtMs <= endsAtMs) return;
    this.looksAtMs = endsAtMs;
    schedule.at(endsAtMs, () => this.look());
  }
}

/** Later by a hair, so that rounding never makes it look before the time has come. */
const HAIR_MS = 1e-6;
