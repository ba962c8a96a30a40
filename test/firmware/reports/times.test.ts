/** How often members may report, on each radio that we know. */
import { describe, expect, it } from 'vitest';
import { reportTimes } from '../../../firmware/reports/times.ts';
import { frameAirMs, type SharedProfile } from '../../../src/radio/profile.ts';
import { RADIO_PROFILES } from '../../../src/radio/profiles.ts';
import { REPORT_FRAME_BYTES } from '../../../src/radio/transmit.ts';

const SHARED = Object.entries(RADIO_PROFILES).filter(
  (entry): entry is [string, SharedProfile] => entry[1].medium === 'shared',
);

describe.each(SHARED)('on %s', (_, profile) => {
  it.each([2, 6, 11, 76])(
    '%i members tell all that they must with a tenth of the channel',
    (members) => {
      const times = reportTimes(profile, members);
      const pieceMs = frameAirMs(profile, REPORT_FRAME_BYTES);
      // Two pieces of a state at each change, five of the counts, of everybody.
      const busy = members * pieceMs * (2 / times.reportEveryMs + 5 / times.countsEveryMs);
      expect(busy).toBeLessThan(0.1);
      const calm = members * pieceMs * (2 / times.stateEveryMs + 5 / times.countsEveryMs);
      expect(calm).toBeLessThan(0.05);
    },
  );

  it('more members report more rarely, and a relay makes all of it rarer', () => {
    const [few, many, relayed] = [
      reportTimes(profile, 6),
      reportTimes(profile, 60),
      reportTimes(profile, 60, true),
    ];
    expect(many.pieceEveryMs).toBeCloseTo(10 * few.pieceEveryMs);
    expect(relayed.pieceEveryMs).toBeCloseTo(2 * many.pieceEveryMs);
    expect(many.reportEveryMs).toBeGreaterThan(few.reportEveryMs);
    expect(relayed.commandEveryMs).toBeGreaterThanOrEqual(few.commandEveryMs);
  });

  it('a member is gone only after it has missed several states', () => {
    for (const members of [2, 6, 76]) {
      const { silenceMs, stateEveryMs, reportEveryMs, countsEveryMs } = reportTimes(
        profile,
        members,
      );
      expect(silenceMs).toBeGreaterThan(3 * stateEveryMs);
      expect(stateEveryMs).toBeGreaterThanOrEqual(2 * reportEveryMs);
      expect(countsEveryMs).toBeGreaterThan(stateEveryMs);
      expect(stateEveryMs).toBeGreaterThanOrEqual(30_000);
    }
  });
});

it('in seconds', () => {
  const rows = SHARED.flatMap(([name, profile]) =>
    [6, 11, 51].map((members) => {
      const times = reportTimes(profile, members);
      const seconds = [
        times.pieceEveryMs,
        times.reportEveryMs,
        times.stateEveryMs,
        times.countsEveryMs,
        times.silenceMs,
      ].map((ms) => (ms / 1000).toFixed(1));
      return `${name} ${members}: ${seconds.join(' ')}`;
    }),
  );
  expect(
    ['radio members: piece report state counts silence', ...rows].join('\n'),
  ).toMatchInlineSnapshot(`
    "radio members: piece report state counts silence
    hc12 6: 3.4 13.8 30.0 300.0 105.0
    hc12 11: 6.3 25.2 50.5 300.0 176.6
    hc12 51: 29.2 117.0 233.9 1169.6 818.7
    sik 6: 0.8 3.1 30.0 300.0 105.0
    sik 11: 1.4 5.7 30.0 300.0 105.0
    sik 51: 6.6 26.5 52.9 300.0 185.2
    lora-sf7 6: 9.6 38.5 77.0 384.8 269.3
    lora-sf7 11: 17.6 70.5 141.1 705.4 493.8
    lora-sf7 51: 81.8 327.1 654.1 3270.5 2289.4
    lora-sf9 6: 30.8 123.2 246.4 1231.9 862.3
    lora-sf9 11: 56.5 225.8 451.7 2258.4 1580.9
    lora-sf9 51: 261.8 1047.1 2094.2 10470.9 7329.6
    xbee 6: 0.2 0.8 30.0 300.0 105.0
    xbee 11: 0.4 1.5 30.0 300.0 105.0
    xbee 51: 1.7 6.9 30.0 300.0 105.0"
  `);
});
