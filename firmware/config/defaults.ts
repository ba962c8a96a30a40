/** What holds when the swarm file doesn't say otherwise. */

import type { Timing } from '../../src/protocol/timing.ts';
import { type Sharers, type TimingProfile, timingOf } from '../../src/radio/timing.ts';
import type { ChargingConfig } from './swarm-config.ts';

export const DEFAULT_PROFILE: TimingProfile = 'lan';
export const DEFAULT_STATE = './state';
export const DEFAULT_GUARD = 'controller';
export const DEFAULT_MAX_OVERTAKES = 4;
const DEFAULT_CHARGING: ChargingConfig = { requestBelow: 35, chargeTo: 90, criticalBelow: 10 };

/** A mapping with some keys missing, or present without a value. */
type Some<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

export function chargingOf(given: Some<ChargingConfig> | undefined): ChargingConfig {
  return { ...DEFAULT_CHARGING, ...withoutUndefined(given ?? {}) };
}

/** The numbers of a profile, with those given in their place. `profile` must be a known name. */
export function timingWith(
  given: Some<Timing> & { readonly profile?: string | undefined },
  sharers: Sharers,
): { timing: Timing; profile: TimingProfile } {
  const { profile: name, ...numbers } = given;
  const profile = (name ?? DEFAULT_PROFILE) as TimingProfile;
  return { profile, timing: { ...timingOf(profile, sharers), ...withoutUndefined(numbers) } };
}

function withoutUndefined<T extends object>(
  given: T,
): Partial<{ [K in keyof T]: NonNullable<T[K]> }> {
  const pairs = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(pairs) as Partial<{ [K in keyof T]: NonNullable<T[K]> }>;
}
