/**
 * How a robot drives onto its pad and off it: which way the motors turn, and where it is.
 *
 * A straight line with one sensor: the dock contact. An approach drives forward until the contact closes, and has
 * missed when that takes too long. Leaving drives backward until the contact has opened and a moment more.
 * Everything that goes wrong ends with the motors off. It says `away` only when it is clear of the pad as far as
 * the contact can tell; after anything that leaves doubt it says `leaving` or `approaching` until it has
 * backed off.
 *
 * Pure: commands, contact, amps and the time go in; `drive`, `place` and `fault` come out.
 */

import type { BodyCommand, Place } from '../../src/roles/body.ts';
import type { DriveBoard } from '../board/board.ts';

export type Drive = 'off' | 'forward' | 'backward';

export type MotionLimits = Pick<DriveBoard, 'approachMs' | 'leaveMs' | 'clearMs' | 'limitAmps'>;

type Move =
  | { readonly kind: 'approach'; readonly untilMs: number }
  | { readonly kind: 'leave'; readonly untilMs: number; readonly openSinceMs: number | null };

type FaultKind = 'board' | 'stuck' | 'current' | 'dead-man';

interface Fault {
  readonly kind: FaultKind;
  readonly text: string;
  /** When it may try again by itself; null: when the board is back. */
  readonly untilMs: number | null;
}

/** Motors that start draw much for a moment. */
export const OVER_CURRENT_MS = 200;
/** After a fault of the motors the robot rests, twice as long each time, before it is allowed another try. */
export const FAULT_REST_MS = 30_000;
export const LONGEST_FAULT_REST_MS = 480_000;
/** Contact lost while it stands on the pad: pushes forward so often before it gives the docking up. */
export const MOST_NUDGES = 3;

export class Motion {
  private readonly limits: MotionLimits;
  private move: Move | null = null;
  private where: Place = 'docked';
  /** It has been up once, so `where` comes from the contact. */
  private isPlaced = false;
  private isClosed: boolean | null = null;
  private trouble: Fault | null = null;
  /** Commanded onto the pad, and nothing else since. */
  private stays = false;
  private halted = false;
  private nudges = 0;
  private overSinceMs: number | null = null;
  private restMs = FAULT_REST_MS;

  constructor(limits: MotionLimits) {
    this.limits = limits;
  }

  get drive(): Drive {
    if (this.move === null) return 'off';
    return this.move.kind === 'approach' ? 'forward' : 'backward';
  }

  /** `docked` before the board has been up: where it is not known, it may stand on a pad. */
  get place(): Place {
    return this.where;
  }

  get fault(): string | null {
    return this.trouble?.text ?? null;
  }

  /** The board answers, and this is what the dock contact says. */
  boardUp(closed: boolean): void {
    this.halt();
    this.trouble = null;
    this.isClosed = closed;
    if (closed) this.where = 'docked';
    else if (!this.isPlaced) this.where = 'away';
    // Moved while nobody looked: perhaps by a hair only.
    else if (this.where === 'docked') this.where = 'leaving';
    this.isPlaced = true;
  }

  /** Motors off, as far as anything listens; the place is the last one that was known. */
  boardDown(reason: string): void {
    this.halt();
    this.isClosed = null;
    this.trouble = { kind: 'board', text: reason, untilMs: null };
  }

  command(command: BodyCommand, nowMs: number): void {
    if (this.isClosed === null) return;
    this.halted = command.do === 'stop';
    switch (command.do) {
      case 'approach':
        this.approach(nowMs);
        break;
      case 'leave':
        this.leave(nowMs);
        break;
      case 'stop':
        this.halt();
        break;
      case 'work':
      case 'rest':
        // The user's own work drives elsewhere; here they only must not leave it half on a pad.
        if (this.move?.kind === 'approach') this.leave(nowMs);
        this.stays = false;
        break;
    }
  }

  contact(closed: boolean, nowMs: number): void {
    if (this.isClosed === null) return;
    const was = this.isClosed;
    this.isClosed = closed;
    const { move } = this;
    if (move?.kind === 'approach') {
      if (closed) this.arrive('docked');
    } else if (move?.kind === 'leave') {
      const openSinceMs = closed ? null : (move.openSinceMs ?? nowMs);
      this.move = { ...move, openSinceMs };
    } else if (closed) this.where = 'docked';
    else if (was) this.slipOff(nowMs);
  }

  /** What the motors draw, where that is measured; the sign depends on how the sensor is wired. */
  amps(amps: number, nowMs: number): void {
    const draws = Math.abs(amps);
    if (this.move === null || draws <= this.limits.limitAmps) {
      this.overSinceMs = null;
      return;
    }
    this.overSinceMs ??= nowMs;
    if (nowMs - this.overSinceMs < OVER_CURRENT_MS) return;
    const { limitAmps } = this.limits;
    this.fail(
      'current',
      `the motors draw ${draws.toFixed(1)} A, more than ${limitAmps} A: blocked?`,
      nowMs,
    );
  }

  /** The board has switched the motors off by itself, since it was not granted in time. */
  tripped(timeoutMs: number, nowMs: number): void {
    if (this.move === null) return;
    this.fail(
      'dead-man',
      `the board has stopped the motors by itself: this computer was silent for ${timeoutMs} ms`,
      nowMs,
    );
  }

  tick(nowMs: number): void {
    const { move, trouble } = this;
    if (move?.kind === 'approach' && nowMs >= move.untilMs) this.backOff(nowMs);
    if (move?.kind === 'leave') this.lookWhetherClear(move, nowMs);
    if (trouble !== null && trouble.untilMs !== null && nowMs >= trouble.untilMs) {
      this.trouble = null;
    }
  }

  /** When `tick` is to be called next; null: not before another input. */
  nextMs(): number | null {
    const { move, trouble } = this;
    const dues: number[] = [];
    if (trouble !== null && trouble.untilMs !== null) dues.push(trouble.untilMs);
    if (move !== null) dues.push(move.untilMs);
    if (move?.kind === 'leave' && move.openSinceMs !== null) {
      dues.push(move.openSinceMs + this.limits.clearMs);
    }
    return dues.length === 0 ? null : Math.min(...dues);
  }

  private approach(nowMs: number): void {
    if (this.move?.kind === 'approach') return;
    this.trouble = null;
    this.stays = true;
    this.nudges = 0;
    if (this.isClosed) this.arrive('docked');
    else this.forward(this.limits.approachMs, nowMs);
  }

  private leave(nowMs: number): void {
    if (this.move?.kind === 'leave' || this.where === 'away') return;
    this.trouble = null;
    this.backOff(nowMs);
  }

  private forward(forMs: number, nowMs: number): void {
    this.where = 'approaching';
    this.overSinceMs = null;
    this.move = { kind: 'approach', untilMs: nowMs + forMs };
  }

  private backOff(nowMs: number): void {
    this.where = 'leaving';
    this.stays = false;
    this.overSinceMs = null;
    const openSinceMs = this.isClosed ? null : nowMs;
    this.move = { kind: 'leave', untilMs: nowMs + this.limits.leaveMs, openSinceMs };
  }

  private lookWhetherClear(
    { untilMs, openSinceMs }: Move & { kind: 'leave' },
    nowMs: number,
  ): void {
    const { clearMs, leaveMs } = this.limits;
    if (openSinceMs !== null) {
      if (nowMs >= openSinceMs + clearMs || nowMs >= untilMs) this.arrive('away');
      return;
    }
    if (nowMs < untilMs) return;
    this.fail(
      'stuck',
      `stuck on the pad: the dock contact is still closed after ${leaveMs} ms of driving backward`,
      nowMs,
    );
  }

  /** The contact has opened although the motors stand still. */
  private slipOff(nowMs: number): void {
    if (this.trouble?.kind === 'stuck') {
      this.trouble = null;
      this.where = 'leaving';
    } else if (this.stays && this.nudges < MOST_NUDGES) {
      // From clear of the pad to full contact takes no longer than the other way round.
      this.nudges += 1;
      this.forward(this.limits.leaveMs, nowMs);
    } else if (this.stays) this.backOff(nowMs);
    else this.where = this.halted ? 'leaving' : 'away';
  }

  private arrive(place: Place): void {
    this.move = null;
    this.where = place;
    this.restMs = FAULT_REST_MS;
  }

  private halt(): void {
    this.move = null;
    this.stays = false;
    if (this.isClosed) this.where = 'docked';
  }

  private fail(kind: FaultKind, text: string, nowMs: number): void {
    this.halt();
    this.trouble = { kind, text, untilMs: nowMs + this.restMs };
    this.restMs = Math.min(this.restMs * 2, LONGEST_FAULT_REST_MS);
  }
}
