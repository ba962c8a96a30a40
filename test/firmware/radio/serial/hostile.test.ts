/** Whatever a port gives, at whatever moment, a radio neither throws nor falls silent for good. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SerialConfig } from '../../../../firmware/radio/serial/config.ts';
import { FakeReyax, FakeXbee } from './fake-commanded.ts';
import type { FakeModule } from './fake-port.ts';
import { ascii, FakeEbyte, FakeEther, FakeHc12, FakePlain } from './fake-transparent.ts';
import { rigOn } from './rig.ts';

const AT = { path: '/dev/ttyFAKE', baud: 9600 };
const noLora = { address: 4, network: 3, frequencyMhz: 868, lora: null, powerDbm: 5 };
const e22 = { channel: 3, network: 1, address: 2, airRate: 4800, powerDbm: 10, listen: true };

const families: [name: string, config: SerialConfig, make: () => FakeModule][] = [
  [
    'a plain module',
    { ...AT, driver: 'transparent', module: { kind: 'plain' }, auxLine: null },
    () => new FakePlain(),
  ],
  [
    'an HC-12',
    {
      ...AT,
      driver: 'transparent',
      module: { kind: 'hc12', setLine: 'rts', channel: 4, powerDbm: 5, mode: 'FU3' },
      auxLine: null,
    },
    () => new FakeHc12(),
  ],
  [
    'an E22',
    {
      ...AT,
      driver: 'transparent',
      module: { kind: 'e22', setLine: 'rts', ...e22 },
      auxLine: 'cts',
    },
    () => new FakeEbyte('e22'),
  ],
  [
    'a RYLR module',
    { ...AT, driver: 'reyax', module: noLora },
    () => new FakeReyax(new FakeEther()),
  ],
  [
    'an XBee',
    { ...AT, driver: 'xbee', module: { channel: 12, network: 5, address: 1, powerLevel: 2 } },
    () => new FakeXbee(new FakeEther()),
  ],
];

/** Bytes at random, and bits of what the modules say. */
const noise = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        '+RCV=',
        '0,240,',
        '+OK\r\n',
        '+ERR=',
        '\r\n',
        '+READY',
        'OK',
        'ERROR\r\n',
        'OK+RX',
        '~\x00\x05\x88',
        '~\x00\x03\x89\x01\x00',
        '~\xff\xff',
        '}',
        '\x00',
        '\xc1\x00\x07',
        '\xff',
      ),
      { maxLength: 30 },
    )
    .map((parts) => ascii(parts.join(''))),
);

describe.each(families)('%s', (_name, config, make) => {
  test('that talks nonsense all the while comes up when it is back to its senses', async () => {
    const moments = fc.array(fc.tuple(noise, fc.integer({ min: 0, max: 400 })), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(moments, async (all) => {
        const module = make();
        module.baud = config.baud;
        const { time, plug, links, radio } = rigOn(config, module);
        for (const [bytes, forMs] of all) {
          await time.pass(forMs);
          plug.give(bytes);
          radio.send(Uint8Array.of(1, 2, 3));
        }
        for (let i = 0; i < 60 && links.at(-1) !== 'up'; i++) await time.pass(1000);
        expect(links.at(-1)).toBe('up');
        await time.until(radio.close());
      }),
      { numRuns: 25 },
    );
  });
});
