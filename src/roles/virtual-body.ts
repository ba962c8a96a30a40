/**
 * A robot's body as arithmetic: a battery that drains at work and fills on the pad, and the time that
 * driving takes. It never ticks: its state at any moment follows from the last change, and it knows
 * when the next one comes.
 */
import type { BodyCommand, BodyReport, Place } from './body.ts';

export interface VirtualBodyOptions {
  /** How many times faster than real its time runs. */
  readonly speed: number;
  /** 0..100, at the start. */
  readonly batteryPercent: number;
  /** Between these two it works for `WORK_MS`, and charges for `CHARGE_MS`. */
  readonly requestBelow: number;
  readonly chargeTo: number;
  /** It can tell whether charge flows. */
  readonly measures?: boolean;
}

const MINUTE_MS = 60_000;
const WORK_MS = 90 * MINUTE_MS;
const CHARGE_MS = 30 * MINUTE_MS;
/** From work to the pad. */
const DRIVE_MS = 30_000;
/** From full contact until clear of the pad. */
const UNDOCK_MS = 500;
/** What a resting body draws, of what a working one does. */
const REST_SHARE = 0.1;
const ROUNDING = 1e-6;
/** A change is told of this much too late, so that rounding never makes it too early. */
const HAIR_MS = 1e-3;

/** How long a body of this speed takes to be clear of the pad. */
export function virtualUndockMs(speed: number): number {
  return UNDOCK_MS / speed;
}

export class VirtualBody {
  private readonly drainPerMs: number;
  private readonly chargePerMs: number;
  private readonly driveMs: number;
  private readonly measures: boolean;
  readonly undockMs: number;
  private place: Place = 'away';
  private resting = false;
  /** The pad that it stands on gives charge. */
  private powered = true;
  private percent: number;
  private sinceMs: number;
  /** When the drive that is under way ends; null at rest. */
  private arrivesAtMs: number | null = null;

  constructor(options: VirtualBodyOptions, nowMs: number) {
    const span = options.chargeTo - options.requestBelow;
    this.drainPerMs = (span / WORK_MS) * options.speed;
    this.chargePerMs = (span / CHARGE_MS) * options.speed;
    this.driveMs = DRIVE_MS / options.speed;
    this.measures = options.measures ?? false;
    this.undockMs = virtualUndockMs(options.speed);
    this.percent = options.batteryPercent;
    this.sinceMs = nowMs;
  }

  report(nowMs: number): BodyReport {
    this.advance(nowMs);
    return {
      place: this.place,
      batteryPercent: Math.floor(this.percent + ROUNDING),
      charging: this.measures ? this.isCharging : null,
      fault: null,
      alarm: null,
    };
  }

  /** Whether the pad gives charge from now on, as long as the body stands on it. */
  setPower(on: boolean, nowMs: number): void {
    this.advance(nowMs);
    this.powered = on;
  }

  command(command: BodyCommand, nowMs: number): void {
    this.advance(nowMs);
    this.resting = command.do === 'rest' || command.do === 'stop';
    if (command.do === 'stop') this.arrivesAtMs = null;
    else if (command.do === 'approach' && this.place === 'away') {
      this.place = 'approaching';
      this.arrivesAtMs = nowMs + this.driveMs;
    } else if (command.do === 'leave' && this.place === 'approaching') {
      this.place = 'away';
      this.arrivesAtMs = null;
    } else if (command.do === 'leave' && this.place !== 'away') {
      this.place = 'leaving';
      this.arrivesAtMs ??= nowMs + this.undockMs;
    }
  }

  /** When its report will next differ, unless it is commanded before. */
  nextChangeMs(nowMs: number): number {
    this.advance(nowMs);
    const rate = this.ratePerMs();
    const shown = Math.floor(this.percent + ROUNDING);
    const step = rate > 0 ? shown + 1 - ROUNDING - this.percent : this.percent - shown + ROUNDING;
    const atLimit = rate > 0 ? this.percent >= 100 : this.percent <= 0;
    const percentMs = atLimit ? Number.POSITIVE_INFINITY : nowMs + step / Math.abs(rate) + HAIR_MS;
    return Math.min(percentMs, this.arrivesAtMs ?? Number.POSITIVE_INFINITY);
  }

  private ratePerMs(): number {
    if (this.isCharging) return this.chargePerMs;
    return -this.drainPerMs * (this.resting || this.place === 'docked' ? REST_SHARE : 1);
  }

  private get isCharging(): boolean {
    return this.place === 'docked' && this.powered;
  }

  private advance(nowMs: number): void {
    const arrival = this.arrivesAtMs;
    if (arrival !== null && arrival <= nowMs) {
      this.flow(arrival);
      this.arrivesAtMs = null;
      this.place = this.place === 'approaching' ? 'docked' : 'away';
    }
    this.flow(nowMs);
  }

  private flow(toMs: number): void {
    const flowed = this.percent + this.ratePerMs() * (toMs - this.sinceMs);
    this.percent = Math.min(100, Math.max(0, flowed));
    this.sinceMs = Math.max(this.sinceMs, toMs);
  }
}
