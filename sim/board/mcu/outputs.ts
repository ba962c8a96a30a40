/**
 * What the chip puts out at its pins, as one sees it from outside: levels that change, and the duty of pins that a
 * timer switches. The many edges of PWM are not told one by one.
 */

import type { Level, Pin } from '../../../hardware/board/board.ts';
import type { Place } from './pins.ts';

/** What a pin is doing. */
export interface Output {
  /** Null: it is an input. */
  readonly level: Level | null;
  /** 0 to 1; of an input 0. */
  readonly duty: number;
}

export interface OutputListener {
  onPin(pin: Pin, level: Level | null): void;
  onDuty(pin: Pin, duty: number): void;
}

export class Outputs {
  private readonly places: readonly (readonly [Pin, Place])[];
  private readonly look: (place: Place) => Output;
  private readonly listener: OutputListener;
  private readonly told = new Map<Pin, Output>();

  constructor(
    places: readonly (readonly [Pin, Place])[],
    look: (place: Place) => Output,
    listener: OutputListener,
  ) {
    this.places = places;
    this.look = look;
    this.listener = listener;
  }

  /** Something about a port, or about one pin of it, may have changed. */
  changed({ port, bit }: { readonly port: string; readonly bit?: number }): void {
    for (const [pin, place] of this.places) {
      if (place.port === port && (bit === undefined || place.bit === bit)) {
        this.tell(pin, this.look(place));
      }
    }
  }

  /** The chip was reset: all pins are inputs. */
  release(): void {
    for (const [pin] of this.places) this.tell(pin, { level: null, duty: 0 });
  }

  private tell(pin: Pin, { level, duty }: Output): void {
    const told = this.told.get(pin) ?? { level: null, duty: 0 };
    // Between 0 and 1 the level is that of a moment: nothing to tell, until it rests again.
    const flickers = duty > 0 && duty < 1;
    const now = { level: flickers ? told.level : level, duty };
    this.told.set(pin, now);
    if (now.level !== told.level) this.listener.onPin(pin, now.level);
    if (now.duty !== told.duty) this.listener.onDuty(pin, now.duty);
  }
}
