/** What a robot's LED shows: the body knows its commands and where it is, and no more of the protocol. */

import type { BodyCommand, Place } from '../../src/roles/body.ts';
import { LED_OF_PHASE, type LedPattern } from '../drivers/led-patterns.ts';

export interface Shown {
  readonly fault: string | null;
  readonly place: Place;
  /** The last command. */
  readonly commanded: BodyCommand['do'] | null;
}

export function ledPattern({ fault, place, commanded }: Shown): LedPattern {
  if (fault !== null) return LED_OF_PHASE.fault;
  switch (place) {
    case 'approaching':
      return LED_OF_PHASE.approaching;
    case 'leaving':
      return LED_OF_PHASE.leaving;
    case 'docked':
      return LED_OF_PHASE.charging;
    case 'away':
      return commanded === 'rest' || commanded === 'stop'
        ? LED_OF_PHASE.resting
        : LED_OF_PHASE.working;
  }
}
