/**
 * A sequence as data: what is done in each step, and what is to be seen afterwards. The docking of a robot and of a pad
 * (docking.ts) are lists of these; run-steps.ts carries them out.
 */

import type { LedPattern } from '../../hardware/drivers/led-patterns.ts';

export type Act =
  | { readonly do: 'nothing' }
  | { readonly do: 'led'; readonly pattern: LedPattern }
  | { readonly do: 'approach' | 'leave' }
  | { readonly do: 'relay'; readonly closed: boolean };

export interface Step<Readings> {
  readonly title: string;
  /** Something moves or has power: asked for first, in these words. */
  readonly confirm?: string;
  readonly act: Act;
  /** What must be seen within this time; without it, only a person can tell. */
  readonly expect?: {
    readonly what: string;
    readonly withinMs: number;
    /** Where it is no reason to end when it is not seen: what it may mean. */
    readonly otherwise?: string;
    isSeen(readings: Readings): boolean;
    /** Such as the amps that flow. */
    found?(readings: Readings): string;
  };
}
