/**
 * Which settings each module has, and within which limits: from the makers' manuals.
 *
 * All settings stand side by side in swarm.yaml, so that the file reads plainly; this table says which
 * of them make sense together.
 */

export type ModuleKind = 'plain' | 'hc12' | 'e22' | 'e32' | 'sik' | 'reyax' | 'xbee';

export type Rule =
  | { readonly from: number; readonly to: number }
  | { readonly oneOf: readonly (number | string)[] }
  | 'any';

/** What the messages call a module. */
export const MODULE_NAMES: Readonly<Record<ModuleKind, string>> = {
  plain: 'a plain module',
  hc12: 'an HC-12',
  e22: 'an E22',
  e32: 'an E32',
  sik: 'a SiK radio',
  reyax: 'a RYLR module',
  xbee: 'an XBee',
};

/** Bits per second on the air that register REG0 of an E22 can say, by code (E22-900T22S manual, 7.2). */
export const E22_AIR_RATES: readonly number[] = [
  300, 1200, 2400, 4800, 9600, 19_200, 38_400, 62_500,
];

/** The same for the register SPED of an E32 (E32-433T20D manual, 7.5). */
export const E32_AIR_RATES: readonly number[] = [300, 1200, 2400, 4800, 9600, 19_200];

/** Speeds of the UART by code, the same for both. */
export const EBYTE_BAUDS: readonly number[] = [
  1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200,
];

/** dBm by code, weakest code last: modules of 22 dBm (T22), and of 30 dBm (T30). */
export const E22_POWERS = [
  [22, 17, 13, 10],
  [30, 27, 24, 21],
] as const;

/** dBm by code: modules of 20 dBm (T20), and of 30 dBm (T30). */
export const E32_POWERS = [
  [20, 17, 14, 10],
  [30, 27, 24, 21],
] as const;

/** dBm of AT+P1 to AT+P8 (HC-12 manual v2.4). */
export const HC12_POWERS: readonly number[] = [-1, 2, 5, 8, 11, 14, 17, 20];

/** Bits per second on the UART that an HC-12 can be set to (manual v2.4). */
export const HC12_BAUDS = EBYTE_BAUDS;

/** kHz by code of AT+PARAMETER (RYLR998 AT command guide): 7, 8 and 9. */
export const REYAX_BANDWIDTHS = new Map([
  [125, 7],
  [250, 8],
  [500, 9],
]);

/** Of a SiK radio: what its S1 says in thousands. */
const SIK_BAUDS = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200] as const;
/** Bits per second on the air, in thousands in its S2 (SiK firmware, parameters). */
const SIK_AIR_RATES = [
  2000, 4000, 8000, 16_000, 19_000, 24_000, 32_000, 48_000, 64_000, 96_000, 128_000, 192_000,
  250_000,
] as const;

const ADDRESS: Rule = { from: 0, to: 65_535 };

/** By module: the settings that it has. */
export const SETTING_RULES: Readonly<Record<ModuleKind, Readonly<Record<string, Rule>>>> = {
  plain: {},
  hc12: {
    baud: { oneOf: HC12_BAUDS },
    channel: { from: 1, to: 100 },
    powerDbm: { oneOf: HC12_POWERS },
    mode: 'any',
  },
  e22: {
    baud: { oneOf: EBYTE_BAUDS },
    channel: { from: 0, to: 83 },
    network: { from: 0, to: 255 },
    address: ADDRESS,
    airRate: { oneOf: E22_AIR_RATES },
    powerDbm: { oneOf: E22_POWERS.flat() },
    listen: 'any',
  },
  e32: {
    baud: { oneOf: EBYTE_BAUDS },
    channel: { from: 0, to: 255 },
    address: ADDRESS,
    airRate: { oneOf: E32_AIR_RATES },
    powerDbm: { oneOf: E32_POWERS.flat() },
  },
  sik: {
    baud: { oneOf: SIK_BAUDS },
    network: ADDRESS,
    airRate: { oneOf: SIK_AIR_RATES },
    powerDbm: { from: 0, to: 30 },
  },
  reyax: {
    address: ADDRESS,
    network: { from: 0, to: 18 },
    frequencyMhz: { from: 137, to: 1020 },
    spreadingFactor: { from: 5, to: 12 },
    bandwidthKhz: { oneOf: [...REYAX_BANDWIDTHS.keys()] },
    codingRate: { from: 1, to: 4 },
    preambleSymbols: { from: 4, to: 25 },
    powerDbm: { from: 0, to: 22 },
  },
  xbee: {
    channel: { from: 11, to: 26 },
    network: ADDRESS,
    address: ADDRESS,
    powerLevel: { from: 0, to: 4 },
  },
};

/** Modules that take settings only while a pin of theirs is held. */
export const SET_PINS: Readonly<Partial<Record<ModuleKind, string>>> = {
  hc12: 'pin SET',
  e22: 'pin M1, with M0 on ground',
  e32: 'pins M0 and M1',
};

/** With which lines the module can be wired. */
export function hasAux(kind: ModuleKind): boolean {
  return kind === 'e22' || kind === 'e32';
}
