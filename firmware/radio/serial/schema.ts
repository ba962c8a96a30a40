/**
 * The shape of `serial:` in swarm.yaml, and the way from it to a SerialConfig.
 */

import * as z from 'zod';
import type { SerialConfig, TransparentModule } from './config.ts';
import { kindOf, misfits } from './misfits.ts';
import type { ModuleKind } from './setting-rules.ts';

/**
 * Speeds that a module has when it comes from its maker; but an XBee is given more than its 9600, at which
 * the UART would take longer than the air many times over.
 */
const DEFAULT_BAUDS: Readonly<Record<ModuleKind, number>> = {
  plain: 9600,
  hc12: 9600,
  e22: 9600,
  e32: 9600,
  sik: 57_600,
  reyax: 115_200,
  xbee: 115_200,
};

/** What AT+PARAMETER recommends besides the spreading factor (RYLR998 AT command guide). */
const LORA_DEFAULTS = { bandwidthKhz: 125, codingRate: 1, preambleSymbols: 12 };
const DEFAULT_SPREADING = 9;

function whole(description: string, example: number) {
  return z
    .int()
    .optional()
    .meta({ description, examples: [example] });
}

function line<const Names extends readonly [string, ...string[]]>(names: Names, what: string) {
  return z
    .enum(names)
    .optional()
    .meta({ description: what, examples: [names[0]] });
}

const shape = {
  driver: z.enum(['transparent', 'reyax', 'xbee']).meta({
    description:
      'How to speak with the module: raw bytes, AT commands of REYAX, API frames of XBee',
    examples: ['transparent'],
  }),
  path: z
    .string()
    .min(1)
    .meta({
      description: "Path of the serial port; %id in it stands for the member's own id",
      examples: ['/dev/ttyUSB0'],
    }),
  baud: z
    .int()
    .min(1200)
    .max(1_000_000)
    .optional()
    .meta({
      description: 'Speed of the port; 9600, 57600 for sik, 115200 for reyax and xbee without it',
      examples: [9600],
    }),
  module: z
    .enum(['plain', 'hc12', 'e22', 'e32', 'sik'])
    .optional()
    .meta({
      description: 'Which module stands behind a transparent port; plain without it',
      examples: ['hc12'],
    }),
  dutyPercent: z
    .number()
    .min(0.1)
    .max(100)
    .optional()
    .meta({
      description:
        'How much of the time a member may send, by the rules of its band and country; that of the ' +
        'timing profile without it (10 in most), 100 where there is no such rule',
      examples: [1],
    }),
  channel: whole('Channel of the radio, the same for all members', 3),
  network: whole('Number of the network, the same for all members', 7),
  address: whole('Address in the module, the same for all members', 0),
  powerDbm: whole('Transmit power in dBm', 14),
  powerLevel: whole('Transmit power of an XBee, 0 to 4', 4),
  mode: z
    .enum(['FU1', 'FU2', 'FU3', 'FU4'])
    .optional()
    .meta({ description: 'Transmission mode of an HC-12', examples: ['FU3'] }),
  airRate: whole('Bits per second on the air', 4800),
  listen: z
    .boolean()
    .optional()
    .meta({ description: 'Whether an E22 listens before it talks', examples: [true] }),
  frequencyMhz: z
    .number()
    .optional()
    .meta({ description: 'Centre frequency of a RYLR module, in MHz', examples: [869.525] }),
  spreadingFactor: whole('Spreading factor of a RYLR module', 9),
  bandwidthKhz: whole('Bandwidth of a RYLR module, in kHz', 125),
  codingRate: whole('Coding rate of a RYLR module: 1 for 4/5 to 4 for 4/8', 1),
  preambleSymbols: whole('Preamble of a RYLR module, in symbols', 12),
  lines: z
    .strictObject({
      set: line(['rts', 'dtr'], 'The line that SET, M1 or M0 and M1 are wired to'),
      aux: line(['cts', 'dsr'], 'The line that AUX is wired to'),
    })
    .optional()
    .meta({
      description: 'Pins of the module that are wired to lines of the port',
      examples: [{ set: 'rts' }],
    }),
};

/** `serial:` of swarm.yaml, flat; which settings a module has is checked with their limits. */
export const serialSchema = z
  .strictObject(shape)
  .check((context) => {
    for (const { key, message } of misfits(context.value)) {
      context.issues.push({
        code: 'custom',
        path: [key],
        input: context.value,
        message,
        continue: true,
      });
    }
  })
  .meta({
    description: 'A radio module at a serial port',
    examples: [{ driver: 'transparent', path: '/dev/ttyUSB0', module: 'hc12' }],
  });

export type SerialFile = z.output<typeof serialSchema>;

/** The settings of a file that was checked. */
export function serialConfigOf(file: SerialFile): SerialConfig {
  const { driver, path } = file;
  const baud = file.baud ?? DEFAULT_BAUDS[kindOf(file)];
  const { address = null, network = null, channel = null, powerDbm = null } = file;
  switch (driver) {
    case 'transparent': {
      const auxLine = file.lines?.aux ?? null;
      return { driver, path, baud, module: transparentModule(file), auxLine };
    }
    case 'reyax': {
      const module = {
        address,
        network,
        powerDbm,
        frequencyMhz: file.frequencyMhz ?? null,
        lora: loraOf(file),
      };
      return { driver, path, baud, module };
    }
    case 'xbee': {
      const { powerLevel = null } = file;
      return { driver, path, baud, module: { channel, network, address, powerLevel } };
    }
  }
}

function loraOf(file: SerialFile) {
  const { spreadingFactor, bandwidthKhz, codingRate, preambleSymbols } = file;
  const given = [spreadingFactor, bandwidthKhz, codingRate, preambleSymbols];
  if (given.every((value) => value === undefined)) return null;
  return {
    spreadingFactor: spreadingFactor ?? DEFAULT_SPREADING,
    bandwidthKhz: bandwidthKhz ?? LORA_DEFAULTS.bandwidthKhz,
    codingRate: codingRate ?? LORA_DEFAULTS.codingRate,
    preambleSymbols: preambleSymbols ?? LORA_DEFAULTS.preambleSymbols,
  };
}

function transparentModule(file: SerialFile): TransparentModule {
  const { channel = null, network = null, address = null, airRate = null } = file;
  const { powerDbm = null, listen = null, mode = null } = file;
  const setLine = file.lines?.set ?? null;
  switch (file.module ?? 'plain') {
    case 'plain':
      return { kind: 'plain' };
    case 'hc12':
      return { kind: 'hc12', setLine, channel, powerDbm, mode };
    case 'e22':
      return { kind: 'e22', setLine, channel, network, address, airRate, powerDbm, listen };
    case 'e32':
      return { kind: 'e32', setLine, channel, address, airRate, powerDbm };
    case 'sik':
      return { kind: 'sik', network, airRate, powerDbm };
  }
}
