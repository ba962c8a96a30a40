import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkAgainst } from '../../../../firmware/config/shape.ts';
import { serialConfigOf, serialSchema } from '../../../../firmware/radio/serial/schema.ts';

/** The configuration, or what the user is told. */
function read(yaml: string) {
  const checked = checkAgainst(serialSchema, { radio: { serial: parse(yaml) } }, [
    'radio',
    'serial',
  ]);
  if (!Array.isArray(checked)) return serialConfigOf(checked);
  return checked.map(({ what, mend }) => `${what}: ${mend}`);
}

const at = 'path: /dev/ttyUSB0';

describe('a file that says little gets the speeds of the makers', () => {
  test.each([
    ['driver: transparent', { driver: 'transparent', baud: 9600, module: { kind: 'plain' } }],
    ['driver: transparent, module: sik', { driver: 'transparent', baud: 57_600 }],
    ['driver: reyax', { driver: 'reyax', baud: 115_200 }],
    ['driver: xbee', { driver: 'xbee', baud: 115_200 }],
    ['driver: xbee, baud: 9600', { baud: 9600 }],
  ])('%s', (yaml, wanted) => {
    expect(read(`{ ${yaml}, ${at} }`)).toMatchObject({ path: '/dev/ttyUSB0', ...wanted });
  });
});

describe('all settings arrive', () => {
  test.each([
    [
      'driver: transparent, module: hc12, channel: 21, powerDbm: -1, mode: FU3, lines: { set: rts }',
      { module: { kind: 'hc12', setLine: 'rts', channel: 21, powerDbm: -1, mode: 'FU3' } },
    ],
    [
      'driver: transparent, module: e22, channel: 65, network: 7, address: 65535, airRate: 4800, ' +
        'powerDbm: 22, listen: false, lines: { set: dtr, aux: cts }',
      {
        auxLine: 'cts',
        module: {
          kind: 'e22',
          setLine: 'dtr',
          channel: 65,
          network: 7,
          address: 65_535,
          airRate: 4800,
          powerDbm: 22,
          listen: false,
        },
      },
    ],
    [
      'driver: transparent, module: e32, channel: 6, address: 0, airRate: 300, powerDbm: 30, lines: { set: rts }',
      {
        auxLine: null,
        module: { kind: 'e32', setLine: 'rts', channel: 6, address: 0, airRate: 300, powerDbm: 30 },
      },
    ],
    [
      'driver: transparent, module: sik, network: 25, airRate: 64000, powerDbm: 20',
      { module: { kind: 'sik', network: 25, airRate: 64_000, powerDbm: 20 } },
    ],
    [
      'driver: reyax, address: 1, network: 18, frequencyMhz: 868.5, spreadingFactor: 7, powerDbm: 22',
      {
        module: {
          address: 1,
          network: 18,
          frequencyMhz: 868.5,
          powerDbm: 22,
          lora: { spreadingFactor: 7, bandwidthKhz: 125, codingRate: 1, preambleSymbols: 12 },
        },
      },
    ],
    ['driver: reyax', { module: { lora: null, address: null } }],
    [
      'driver: reyax, bandwidthKhz: 500, codingRate: 4, preambleSymbols: 8',
      {
        module: {
          lora: { spreadingFactor: 9, bandwidthKhz: 500, codingRate: 4, preambleSymbols: 8 },
        },
      },
    ],
    [
      'driver: xbee, channel: 26, network: 0x3332, address: 2, powerLevel: 0',
      { module: { channel: 26, network: 0x3332, address: 2, powerLevel: 0 } },
    ],
  ])('%s', (yaml, wanted) => {
    expect(read(`{ ${yaml}, ${at} }`)).toMatchObject(wanted);
  });
});

describe('what makes no sense is told with its mend', () => {
  test.each<[yaml: string, messages: string[]]>([
    [
      `{ driver: transparent, ${at}, chanel: 3 }`,
      ["unknown key 'chanel' in radio.serial: did you mean 'channel'?"],
    ],
    ['{ driver: transparent }', [expect.stringMatching(/^radio.serial.path is missing/) as never]],
    [
      `{ driver: serial, ${at} }`,
      [expect.stringMatching(/^radio.serial.driver is text 'serial': .*transparent/) as never],
    ],
    [
      `{ driver: xbee, ${at}, channel: 3 }`,
      ['radio.serial.channel is the number 3: an XBee takes 11 to 26'],
    ],
    [
      `{ driver: transparent, module: hc12, ${at}, powerDbm: 15, lines: { set: rts } }`,
      ['radio.serial.powerDbm is the number 15: an HC-12 takes one of -1, 2, 5, 8, 11, 14, 17, 20'],
    ],
    [
      `{ driver: transparent, module: hc12, ${at}, baud: 10000 }`,
      [
        'radio.serial.baud is the number 10000: an HC-12 takes ' +
          'one of 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200',
      ],
    ],
    [
      `{ driver: transparent, module: hc12, ${at}, network: 3, lines: { set: rts } }`,
      [
        'radio.serial.network: an HC-12 has no such setting: ' +
          'leave it out, or use channel, powerDbm, mode',
      ],
    ],
    [
      `{ driver: transparent, ${at}, channel: 3 }`,
      [
        'radio.serial.channel: nothing is known of the module, so channel cannot be set: ' +
          'leave it out, or say which module it is, for instance module: hc12',
      ],
    ],
    [
      `{ driver: transparent, module: e32, ${at}, airRate: 2400 }`,
      [
        'radio.serial.airRate: an E32 is set through its pins M0 and M1: ' +
          'write which line of the port that is, as lines: { set: rts }, or leave airRate out',
      ],
    ],
    [
      `{ driver: reyax, ${at}, module: hc12 }`,
      ['radio.serial.module: the reyax driver knows its modules: leave module out'],
    ],
    [
      `{ driver: xbee, ${at}, lines: { set: rts } }`,
      ['radio.serial.lines: an XBee has no pin to be set through: leave set out'],
    ],
    [
      `{ driver: transparent, module: hc12, ${at}, lines: { aux: cts } }`,
      ['radio.serial.lines: an HC-12 has no pin AUX: leave aux out'],
    ],
    [
      `{ driver: transparent, module: e22, ${at}, lines: { set: cts } }`,
      [expect.stringMatching(/^radio.serial.lines.set is text 'cts': /) as never],
    ],
  ])('%s', (yaml, messages) => {
    expect(read(yaml)).toEqual(messages);
  });
});
