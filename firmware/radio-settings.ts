/**
 * Whether a module is set as its timing profile reckons with: told by `roost check`, and by each member at its start.
 *
 * Time-outs, and what a member believes of its own air time, come from the profile. A module that is set to be slower
 * makes every answer late, and breaks the law of the band without anybody noticing.
 */

import { type Airtime, airtimeMs, type LoraAirtime } from '../src/radio/airtime.ts';
import { endToEndMs, type SharedProfile } from '../src/radio/profile.ts';
import type { Hc12Settings, ReyaxConfig, ReyaxLora, SerialConfig } from './radio/serial/config.ts';
import { driverOf } from './radio/serial/open.ts';

/** The frame that the profiles count in (src/radio/timing.ts). */
const FRAME_BYTES = 40;
/** Modules differ from their profile by so much without any harm. */
const TOLERANCE = 1.25;
/** From such symbols on LoRa needs its slower coding (SX1272/73 data sheet, 4.1.1.6). */
const LONG_SYMBOL_MS = 16;
/** Europe's band for devices like these around 868 MHz, and the part of it where 10 % are allowed (ERC/REC 70-03, annex 1). */
const BAND_868 = { fromMhz: 863, toMhz: 870 };
const BUSY_PART = { fromMhz: 869.4, toMhz: 869.65 };
const OTHER_PARTS_SHARE = 0.01;

/** A driver that is only asked what it can take. */
const STOPPED = { nowMs: 0, at: () => {} };

/** What a person should know, each in one sentence. `timing` is the name of the profile. */
export function settingWarnings(
  serial: SerialConfig,
  timing: string,
  profile: SharedProfile,
): string[] {
  const warnings: string[] = [];
  const driver = driverOf(serial, profile, STOPPED);
  const airtime = airtimeAsSet(serial, profile.airtime);
  const packed = driver.pack(new Uint8Array(FRAME_BYTES)).length;
  const ratio =
    endToEndMs({ ...driver.profile, airtime }, packed) / endToEndMs(profile, FRAME_BYTES);
  if (ratio > TOLERANCE)
    warnings.push(
      `as the module is set, a frame takes ${ratio.toFixed(1)} times as long as timing ${timing} reckons ` +
        'with: answers come too late, and more air time is used than is counted; ' +
        'set the module to be faster, or name the timing that fits it',
    );
  const mhz = serial.driver === 'reyax' ? frequencyUnder(serial) : null;
  const share = profile.dutyCycle?.share ?? 1;
  if (mhz !== null && share > OTHER_PARTS_SHARE)
    warnings.push(
      `at ${mhz} MHz a transmitter may use 1 % of the time in Europe, or less, and timing ${timing} ` +
        `takes ${share * 100} %; choose frequencyMhz: 869.525, or write dutyPercent: 1, or what your country allows`,
    );
  return warnings;
}

/** The frequency when it lies in the band around 868 MHz, but not where much is allowed. */
function frequencyUnder({ module }: ReyaxConfig): number | null {
  const { frequencyMhz: mhz, lora } = module;
  if (mhz === null || mhz < BAND_868.fromMhz || mhz > BAND_868.toMhz) return null;
  const halfMhz = (lora?.bandwidthKhz ?? 125) / 2000;
  const fits = mhz - halfMhz >= BUSY_PART.fromMhz && mhz + halfMhz <= BUSY_PART.toMhz;
  return fits ? null : mhz;
}

/** What the settings say of the air; what they don't say is as the profile has it. */
function airtimeAsSet(serial: SerialConfig, airtime: Airtime): Airtime {
  if (serial.driver === 'xbee') return airtime;
  if (serial.driver === 'reyax')
    return serial.module.lora === null ? airtime : loraAirtime(serial.module.lora);
  const { module, baud } = serial;
  switch (module.kind) {
    case 'plain':
      return airtime;
    case 'hc12':
      return withRate(airtime, hc12Rate(module, baud));
    case 'sik':
      return withRate(airtime, module.airRate);
    case 'e22':
    case 'e32': {
      if (module.airRate === null) return airtime;
      // How the maker gets at its rates is not published, so they are taken at their word; never for a faster one.
      const named: Airtime = { kind: 'bits', bitsPerSecond: module.airRate, overheadBytes: 0 };
      return airtimeMs(named, FRAME_BYTES) > airtimeMs(airtime, FRAME_BYTES) ? named : airtime;
    }
  }
}

function withRate(airtime: Airtime, bitsPerSecond: number | null): Airtime {
  return airtime.kind === 'bits' && bitsPerSecond !== null
    ? { ...airtime, bitsPerSecond }
    : airtime;
}

/** Bits per second on the air; in FU3, the mode of a new module, they follow the UART (HC-12 manual v2.4). */
function hc12Rate({ mode }: Hc12Settings, baud: number): number {
  if (mode === 'FU4') return 500;
  if (mode === 'FU1' || mode === 'FU2') return 250_000;
  if (baud <= 2400) return 5000;
  if (baud <= 9600) return 15_000;
  return baud <= 38_400 ? 58_000 : 236_000;
}

function loraAirtime(lora: ReyaxLora): LoraAirtime {
  const { spreadingFactor, bandwidthKhz, codingRate, preambleSymbols } = lora;
  return {
    kind: 'lora',
    spreadingFactor,
    bandwidthHz: bandwidthKhz * 1000,
    codingRate,
    preambleSymbols,
    implicitHeader: false,
    crc: true,
    lowDataRate: 2 ** spreadingFactor / bandwidthKhz > LONG_SYMBOL_MS,
  };
}
