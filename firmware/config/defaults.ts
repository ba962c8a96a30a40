/** What holds when the swarm file doesn't say otherwise. */

import type { Timing } from '../../src/protocol/timing.ts';
import { type Sharers, type TimingProfile, timingOf } from '../../src/radio/timing.ts';
import type { SerialFile } from '../radio/serial/schema.ts';
import type { ChargingConfig } from './swarm-config.ts';

const DEFAULT_PROFILE: TimingProfile = 'lan';
export const DEFAULT_STATE = './state';
export const DEFAULT_GUARD = 'controller';
export const DEFAULT_MAX_OVERTAKES = 4;
const DEFAULT_CHARGING: ChargingConfig = { requestBelow: 35, chargeTo: 90, criticalBelow: 10 };

/** The profile of a swarm that names none: what its radio module is like as it comes from its maker. */
export function defaultProfile(serial: SerialFile | undefined): TimingProfile {
  if (serial === undefined) return DEFAULT_PROFILE;
  switch (serial.driver) {
    case 'xbee':
      return 'xbee';
    case 'reyax':
      return serial.spreadingFactor === 7 ? 'lora-sf7' : 'lora-sf9';
    case 'transparent':
      return TRANSPARENT_PROFILES[serial.module ?? 'plain'];
  }
}

const TRANSPARENT_PROFILES = {
  plain: 'hc12',
  hc12: 'hc12',
  e22: 'lora-sf9',
  e32: 'lora-sf9',
  sik: 'sik',
} as const satisfies Record<string, TimingProfile>;

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
