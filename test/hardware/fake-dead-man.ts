/** The dead-man of Roost's firmware, in the fake Arduino: as the frames describe it, and on time moved by hand. */

import type { Alarm } from '../../src/runtime/ports.ts';
import type { HandTime } from './hand-time.ts';

interface Hands {
  put(pin: number, value: number): void;
  say(message: readonly number[]): void;
}

export class FakeDeadMan {
  private readonly time: HandTime;
  private readonly hands: Hands;
  private readonly resetCause: number;
  private readonly alarm: Alarm;
  private readonly safe = new Map<number, number>();
  private timeoutMs = 0;
  private grantedUntilMs: number | null = null;
  private tripped = false;
  private trips = 0;
  private beat = 0;

  constructor(time: HandTime, resetCause: number, hands: Hands) {
    this.time = time;
    this.hands = hands;
    this.resetCause = resetCause;
    this.alarm = time.makeAlarm(() => this.trip());
  }

  guards(pin: number): boolean {
    return this.safe.has(pin);
  }

  refuses(pin: number, value: number): boolean {
    const safe = this.safe.get(pin);
    return safe !== undefined && value !== safe && this.grantedUntilMs === null;
  }

  obey([word, ...data]: number[]): void {
    switch (word) {
      case 1: {
        const [pin = 0, safe = 0, low = 0, high = 0] = data;
        this.safe.set(pin, safe);
        this.timeoutMs = low | (high << 7);
        this.hands.put(pin, safe);
        break;
      }
      case 2: {
        const [beat = 0, low = 0, high = 0] = data;
        this.beat = beat;
        this.tripped = false;
        const forMs = Math.min(low | (high << 7), this.timeoutMs);
        if (forMs === 0) {
          this.grantNothing();
          break;
        }
        this.grantedUntilMs = this.time.nowMs() + forMs;
        this.alarm.set(this.grantedUntilMs);
        break;
      }
      case 3:
        this.sayState();
        break;
    }
  }

  grantNothing(): void {
    this.grantedUntilMs = null;
    this.alarm.set(null);
    for (const [pin, safe] of this.safe) this.hands.put(pin, safe);
  }

  end(): void {
    this.alarm.set(null);
  }

  private trip(): void {
    this.grantNothing();
    this.tripped = true;
    this.trips += 1;
    this.sayState();
  }

  private sayState(): void {
    const granted = this.grantedUntilMs !== null;
    const flags = (this.safe.size > 0 ? 1 : 0) | (this.tripped ? 2 : 0) | (granted ? 4 : 0);
    const leftMs = Math.min(0x3fff, Math.ceil((this.grantedUntilMs ?? 0) - this.time.nowMs()));
    const left = granted ? leftMs : 0;
    this.hands.say([
      ...[0x0b, 3, flags, this.beat, left & 0x7f, left >> 7, this.trips & 0x7f, this.trips >> 7],
      ...[this.resetCause, this.safe.size, this.timeoutMs & 0x7f, this.timeoutMs >> 7],
    ]);
  }
}
