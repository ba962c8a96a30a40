/** How long modules are busy, at least and at most, beside the simulator's modems. */
import { describe, expect, test } from 'vitest';
import { Air } from '../../sim/air/air.ts';
import type { Fate } from '../../sim/air/fate.ts';
import { Schedule } from '../../sim/world/schedule.ts';
import { busyMs, longestBackOffMs, longestBusyMs } from '../../src/radio/occupancy.ts';
import { endToEndMs, frameUartMs, type SharedProfile } from '../../src/radio/profile.ts';
import { RADIO_PROFILES } from '../../src/radio/profiles.ts';

const SHARED = ['hc12', 'sik', 'lora-sf7', 'lora-sf9', 'xbee'] as const;

/** When a simulated modem has sent its frame; null if it gave up. Of the back-offs it always draws this one. */
function sentMs(profile: SharedProfile, bytes: number, fraction: number): number | null {
  const schedule = new Schedule();
  const fate: Fate = { strikes: () => false, fraction: () => fraction };
  let sent: number | null = null;
  const onHear = (_to: number, _bytes: Uint8Array, { endMs }: { endMs: number }) => {
    sent = endMs;
  };
  const listener = { onHear, onLost: () => {}, onUnsent: () => {} };
  const air = new Air({ profile, stations: 2, timeline: schedule, fate, listener });
  air.send(0, new Uint8Array(bytes));
  schedule.run(60_000);
  return sent;
}

/** The same radio where it finds the channel busy whenever it listens. */
function neverFree(profile: SharedProfile): SharedProfile {
  const rule = profile.listenBeforeTalk;
  return {
    ...profile,
    listenBeforeTalk: rule && { ...rule, senseDbm: Number.NEGATIVE_INFINITY },
  };
}

describe.each(SHARED)('%s', (name) => {
  const profile = RADIO_PROFILES[name];

  test('on a quiet channel, a modem that draws no back-off is busy for as long as reckoned', () => {
    for (const bytes of [20, 40, profile.mtuBytes]) {
      expect(sentMs(profile, bytes, 0)).toBeCloseTo(busyMs(profile, bytes), 9);
      const receivedMs = busyMs(profile, bytes) + frameUartMs(profile, bytes);
      expect(receivedMs).toBeCloseTo(endToEndMs(profile, bytes), 9);
    }
  });

  test('on a channel that is never free, with the longest back-offs, it keeps to the bound', () => {
    const endMs = sentMs(neverFree(profile), 40, 1 - 1e-9);
    if (profile.listenBeforeTalk?.afterwards === 'drop') expect(endMs).toBeNull();
    else expect(endMs).toBeCloseTo(busyMs(profile, 40) + longestBackOffMs(profile), 6);
    expect(endMs ?? 0).toBeLessThanOrEqual(longestBusyMs(profile, 40));
  });
});

test('back-offs: 1, 2, 4, 8, 16 and 32 choices of a slot, the longest of each', () => {
  expect(longestBackOffMs(RADIO_PROFILES.hc12)).toBe(0);
  // 0 + 1 + 3 + 7 + 15 slots, and 31 for each of the other 12 tries, of 10.24 ms.
  expect(longestBackOffMs(RADIO_PROFILES['lora-sf7'])).toBeCloseTo(398 * 10.24, 9);
  // 7 + 15 + 31 + 31 + 31 slots of 0.32 ms.
  expect(longestBackOffMs(RADIO_PROFILES.xbee)).toBeCloseTo(115 * 0.32, 9);
});
