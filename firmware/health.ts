/** A member's health as its state shows it: what the loop has watched, with what waits in the protocol and at the radio. */
import type { Health } from '../src/runtime/health.ts';

export interface MemberHealth {
  /** Frames that were sent again because no answer came, since the start. */
  readonly retries: number;
  /** From ENTER to ADMIT, median of the last sixteen; null before the first. */
  readonly roundTripMs: number | null;
  /** By pad: since this member last saw the fence grow. */
  readonly tokenAgeMs: Readonly<Record<string, number>>;
  /** By pad: how many wait. */
  readonly queueLengths: Readonly<Record<string, number>>;
  /** Frames that wait for the radio; 0 where it takes them at once. */
  readonly unsent: number;
}

export interface HealthSources {
  readonly health: Health;
  readonly clock: { nowMs(): number };
  /** What the member has overheard of each pad (Role.describe). */
  readonly pads: () => readonly { readonly pad: string; readonly queue: readonly unknown[] }[];
  readonly unsent: () => number;
}

export function memberHealth(sources: HealthSources): MemberHealth {
  const { health, clock, pads, unsent } = sources;
  return {
    ...health.report(clock.nowMs()),
    queueLengths: Object.fromEntries(pads().map(({ pad, queue }) => [pad, queue.length])),
    unsent: unsent(),
  };
}
