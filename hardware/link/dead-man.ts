/**
 * What switches off by itself when this process dies, freezes or loses the board: by the firmware of the board, by
 * a timer outside of it that wants pulses, or not at all.
 */

import type { Alarm, Clock } from '../../src/runtime/ports.ts';
import type { DeadMan, DeadManState } from './board-link.ts';
import { grantFrame, LONGEST_MS, type Sysex } from './dead-man-frames.ts';
import type { Io } from './io.ts';
import { devicePin } from './pins.ts';

/** Roost's firmware: it counts the time of each grant down itself. */
export class FirmwareDeadMan implements DeadMan {
  readonly kind = 'firmware';
  private readonly send: (message: Sysex) => void;
  private beat = 0;
  private told: DeadManState | null = null;

  constructor(send: (message: Sysex) => void) {
    this.send = send;
  }

  grant(forMs: number): void {
    this.beat = (this.beat + 1) & 0x7f;
    this.send(grantFrame(this.beat, Math.min(forMs, LONGEST_MS)));
  }

  state(): DeadManState | null {
    return this.told;
  }

  /** The firmware has told its state; true when it says for the first time that it has switched off. */
  hear(state: DeadManState): boolean {
    const before = this.told;
    this.told = state;
    if (before === null) return false;
    return state.trips !== before.trips || (state.tripped && !before.tripped);
  }
}

export interface PulsePorts {
  readonly clock: Clock;
  makeAlarm(ring: () => void): Alarm;
}

/** A pin that changes its level as long as something is granted; a timer outside switches off when it stops. */
export class PulseDeadMan implements DeadMan {
  readonly kind = 'pulse';
  private readonly write: (value: number) => void;
  private readonly everyMs: number;
  private readonly clock: Clock;
  private readonly alarm: Alarm;
  private grantedUntilMs = Number.NEGATIVE_INFINITY;
  private isBeating = false;
  private level = 0;

  constructor(
    io: Io,
    board: { readonly pin: string; readonly everyMs: number },
    ports: PulsePorts,
  ) {
    const pin = devicePin(board.pin);
    this.write = (value) => io.digitalWrite(pin, value);
    this.everyMs = board.everyMs;
    this.clock = ports.clock;
    this.alarm = ports.makeAlarm(() => this.beat());
    io.pinMode(pin, io.MODES.OUTPUT);
    this.write(0);
  }

  grant(forMs: number): void {
    this.grantedUntilMs = this.clock.nowMs() + forMs;
    if (forMs <= 0) this.rest();
    else if (!this.isBeating) this.beat();
  }

  state(): null {
    return null;
  }

  end(): void {
    this.rest();
  }

  private beat(): void {
    const nowMs = this.clock.nowMs();
    if (nowMs >= this.grantedUntilMs) {
      this.rest();
      return;
    }
    this.isBeating = true;
    this.level = 1 - this.level;
    this.write(this.level);
    this.alarm.set(nowMs + this.everyMs);
  }

  private rest(): void {
    this.alarm.set(null);
    if (!this.isBeating) return;
    this.isBeating = false;
    this.level = 0;
    this.write(0);
  }
}

/** A robot that runs StandardFirmata: what is on stays on. */
export const NO_DEAD_MAN: DeadMan = {
  kind: 'none',
  grant() {},
  state: () => null,
};
