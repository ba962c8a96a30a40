/** Air times against published figures. */
import { describe, expect, test } from 'vitest';
import { airtimeMs, type LoraAirtime, uartMs } from '../../src/radio/airtime.ts';
import { endToEndMs, frameAirMs, frameUartMs } from '../../src/radio/profile.ts';
import { RADIO_PROFILES } from '../../src/radio/profiles.ts';
import { SeededFate, Stage } from '../sim/air/stage.ts';

const LORA: LoraAirtime = {
  kind: 'lora',
  spreadingFactor: 7,
  bandwidthHz: 125_000,
  codingRate: 1,
  preambleSymbols: 8,
  implicitHeader: false,
  crc: true,
  lowDataRate: false,
};

describe('LoRa', () => {
  test.each<[expectedMs: number, bytes: number, radio: Partial<LoraAirtime>]>([
    [41.216, 10, {}],
    [41.216, 13, { implicitHeader: true }],
    [164.864, 13, { spreadingFactor: 9 }],
    [577.536, 13, { spreadingFactor: 11, lowDataRate: true }],
    // brocaar/lorawan, airtime_test.go: 13 bytes at SF12, and its numbers of symbols of 32.768 ms.
    [1155.072, 13, { spreadingFactor: 12 }],
    [401.408 + 26 * 32.768, 13, { spreadingFactor: 12, codingRate: 2 }],
    [401.408 + 18 * 32.768, 13, { spreadingFactor: 12, implicitHeader: true }],
    [401.408 + 58 * 32.768, 50, { spreadingFactor: 12, lowDataRate: true }],
    // Twice the bandwidth, half the time; no payload at all leaves preamble and header.
    [20.608, 10, { bandwidthHz: 250_000 }],
    [20.736, 0, { implicitHeader: true, crc: false }],
  ])('%f ms for %i bytes, %o', (expectedMs, bytes, radio) => {
    expect(airtimeMs({ ...LORA, ...radio }, bytes)).toBeCloseTo(expectedMs, 9);
  });

  test('a checksum of two bytes takes as long as two bytes', () => {
    for (let bytes = 0; bytes < 100; bytes += 1) {
      expect(airtimeMs({ ...LORA, crc: false }, bytes + 2)).toBe(airtimeMs(LORA, bytes));
    }
  });
});

test('IEEE 802.15.4: the longest frame, 127 bytes, takes 4.256 ms', () => {
  expect(frameAirMs(RADIO_PROFILES.xbee, 116)).toBeCloseTo(4.256, 9);
});

test('a UART sends ten bits a byte', () => {
  expect(uartMs(9600, 96)).toBe(100);
  expect(uartMs(57_600, 40)).toBeCloseTo(6.944, 3);
});

describe('a frame of 40 bytes from computer to computer', () => {
  // COBS makes 43 bytes of it: 44.79 ms on a UART at 9600 baud, 7.47 ms at 57600, on each side.
  test.each([
    // 44.79, silence of 3 bytes 3.13, (43 + 16) bytes at 15 kbit/s 31.47, 44.79
    ['hc12', 124.17, 124],
    // 7.47, the other's empty turn 2.08, (43 + 13) bytes at 64 kbit/s 7.00, 7.47
    ['sik', 24.01, 24],
    // 44.79, 3.13, 85.25 symbols of 1.024 ms 87.30, 44.79, and 0.3 from listening to sending
    ['lora-sf7', 180.3, 180],
    // 44.79, 3.13, 58 symbols and the preamble of 12.25, of 4.096 ms 287.74, 44.79, and 0.3
    ['lora-sf9', 380.75, null],
    // 4.25, 0.19, (40 + 17) bytes at 250 kbit/s 1.82, 4.25
    ['xbee', 10.52, null],
    ['lan', 0.23, null],
    ['mars', 600_000, null],
  ] as const)('%s: %f ms', (name, expectedMs, publishedMs) => {
    const profile = RADIO_PROFILES[name];
    expect(endToEndMs(profile, 40)).toBeCloseTo(expectedMs, 1);
    if (publishedMs !== null) expect(Math.round(endToEndMs(profile, 40))).toBe(publishedMs);

    const fate = new SeededFate(1);
    fate.fraction = () => 0; // no back-off
    const stage = new Stage({ profile, stations: 3, fate });
    stage.sendAt(1000, 1);
    stage.timeline.run();
    expect(stage.heard().map(({ heard, bytes }) => [heard, bytes.length])).toEqual([
      [0, 40],
      [2, 40],
    ]);
    for (const { atMs } of stage.heard()) {
      expect(atMs - 1000).toBeCloseTo(endToEndMs(profile, 40), 6);
    }
  });

  test('a frame is on the air after its time on the UART, for its air time', () => {
    const profile = RADIO_PROFILES.hc12;
    const stage = new Stage({ profile, stations: 2 });
    stage.sendAt(0, 0);
    stage.timeline.run();
    const { startMs, endMs } = stage.heard()[0]!.transmission;
    expect(startMs).toBeCloseTo(frameUartMs(profile, 40) + 3.125, 9);
    expect(endMs - startMs).toBeCloseTo(frameAirMs(profile, 40), 9);
  });
});
