/**
 * Asks a board something small a few times each second, because a serial line says nothing when the other end
 * is dead.
 *
 * Questions in a row without an answer are counted, and not the time: when this process has been frozen, the
 * answers wait in the port, and a clock would call the board dead before they are read. The levels of the inputs are
 * asked for again each second, since a message that was lost or garbled is never repeated by itself.
 */

import type { SafeFirmata } from './safe-firmata.ts';

export const BEAT_MS = 300;
/** 1.5 s. */
const UNANSWERED = 5;
const REFRESH_BEATS = 3;
/** More of this between two beats is no hiccup: what the inputs say can't be believed. */
const GARBAGE_BYTES = 24;
const PINS_PER_PORT = 8;

export type Verdict = 'well' | 'silent' | 'disturbed';

export class Heartbeat {
  private readonly firmata: SafeFirmata;
  private readonly ask: () => void;
  private unanswered = 0;
  private beats = 0;
  private garbageSeen = 0;

  constructor(firmata: SafeFirmata, ask: () => void) {
    this.firmata = firmata;
    this.ask = ask;
  }

  /** Garbage until now was noise of the beginning. */
  begin(garbageBytes: number): void {
    this.garbageSeen = garbageBytes;
  }

  answered(): void {
    this.unanswered = 0;
  }

  /** To be called every BEAT_MS. */
  beat(garbageBytes: number): Verdict {
    const garbage = garbageBytes - this.garbageSeen;
    this.garbageSeen = garbageBytes;
    if (garbage > GARBAGE_BYTES) return 'disturbed';
    if (this.unanswered >= UNANSWERED) return 'silent';
    this.unanswered += 1;
    this.beats += 1;
    this.ask();
    if (garbage > 0 || this.beats % REFRESH_BEATS === 0) this.refreshInputs();
    return 'well';
  }

  private refreshInputs(): void {
    const { firmata } = this;
    const { INPUT, PULLUP } = firmata.MODES;
    const asked = new Set<number>();
    for (const [pin, { mode }] of firmata.pins.entries()) {
      const port = Math.floor(pin / PINS_PER_PORT);
      if ((mode !== INPUT && mode !== PULLUP) || asked.has(port)) continue;
      asked.add(port);
      firmata.reportDigitalPin(pin, 1);
    }
  }
}
