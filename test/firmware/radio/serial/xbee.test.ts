import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { XbeeConfig, XbeeSettings } from '../../../../firmware/radio/serial/config.ts';
import {
  encodeXbee,
  XBEE_DATA_BYTES,
  XbeeReader,
} from '../../../../firmware/radio/serial/xbee-frames.ts';
import { RADIO_PROFILES } from '../../../../src/radio/profiles.ts';
import { FakeXbee } from './fake-commanded.ts';
import { FakeEther } from './fake-transparent.ts';
import { hex, rigOn, unhex } from './rig.ts';

const SILENT: XbeeSettings = { channel: null, network: null, address: null, powerLevel: null };

const at = (settings: Partial<XbeeSettings> = {}, baud = 9600): XbeeConfig => ({
  driver: 'xbee',
  path: '/dev/ttyFAKE',
  baud,
  module: { ...SILENT, ...settings },
});

function xbee(settings: Partial<XbeeSettings> = {}, { baud = 9600, apiMode = 2 } = {}) {
  const ether = new FakeEther();
  const module = new FakeXbee(ether, apiMode);
  const air: string[] = [];
  ether.join((packet) => air.push(hex(packet)));
  return { module, air, ...rigOn(at(settings, baud), module, { profile: RADIO_PROFILES.xbee }) };
}

describe('setting up', () => {
  test('sets what the module has not, and writes nothing to flash', async () => {
    const { module, links, time } = xbee({
      channel: 15,
      network: 0x1234,
      address: 2,
      powerLevel: 4,
    });
    await time.pass(1000);
    expect(links).toEqual(['up']);
    expect(module.changed).toEqual(['CH', 'ID', 'MY']);
    expect(module.settings.get('ID')).toBe(0x1234);
  });

  test('a module in API mode 1 is put in mode 2', async () => {
    const { module, links, time } = xbee({}, { apiMode: 1 });
    await time.pass(1000);
    expect([links, module.changed, module.apiMode]).toEqual([['up'], ['AP'], 2]);
  });

  test('a new module, that takes typed commands only, is put in mode 2', async () => {
    const { module, links, time } = xbee({ channel: 15 }, { apiMode: 0 });
    await time.pass(8000);
    expect([links, module.changed]).toEqual([['up'], ['AP', 'CH']]);
  });

  test('a new module gets the speed of the port', async () => {
    const { module, links, time, radio, air } = xbee({}, { baud: 115_200 });
    await time.pass(8000);
    expect([links, module.changed, module.baud]).toEqual([['up'], ['BD'], 115_200]);
    radio.send(Uint8Array.of(5));
    await time.pass(1);
    expect(air).toEqual(['05']);
  });

  test('tells what the module does not take', async () => {
    const { module, links, time } = xbee({ channel: 26 });
    module.refuses = 'CH';
    await time.pass(200);
    expect(links).toEqual([
      'the module answered invalid parameter to CH 0x1A: it does not take this setting',
    ]);
  });

  test('tells a module that says nothing', async () => {
    const { module, links, time } = xbee();
    module.hear = () => {};
    await time.pass(60_000);
    expect(links).toEqual([
      'the module does not answer at 9600 baud: is it an XBee, and DOUT wired to RX?',
    ]);
  });

  test('tells a module that speaks in another way', async () => {
    const { module, links, time } = xbee();
    module.hear = () => module.toHost(Uint8Array.from({ length: 50 }, (_, i) => 0x7a + (i % 10)));
    await time.pass(20_000);
    expect(links).toEqual(['bytes come, and no answer in them: is the baud rate right?']);
  });

  test('tells it of bytes with no start of a frame in them, too', async () => {
    const { module, links, time } = xbee();
    module.hear = () => module.toHost(Uint8Array.of(0x55, 0x81, 0xf0));
    await time.pass(20_000);
    expect(links).toEqual(['bytes come, and no answer in them: is the baud rate right?']);
  });
});

describe('in operation', () => {
  test('a frame is broadcast, as the example of the guide has it', async () => {
    const { plug, radio, time } = xbee();
    await time.pass(1000);
    const before = plug.written.length;
    radio.send(Uint8Array.from(Buffer.from('Broadcast')));
    // The guide's frame has id 0 and the checksum 6D; ours has an id, to get the status.
    const [sent] = plug.written.slice(before);
    expect(hex(sent!)).toMatch(/^7e000e01..ffff0042726f616463617374..$/);
    const id = sent![4]!;
    expect((sent!.at(-1)! + id) % 256).toBe(0x6d);
  });

  test.each([0x80, 0x81, 0x90] as const)('frames received as 0x%s are heard', async (type) => {
    const ether = new FakeEther();
    const [a, b] = [new FakeXbee(ether), new FakeXbee(ether)];
    b.receives = type;
    const profile = RADIO_PROFILES.xbee;
    const [sender, receiver] = [rigOn(at(), a, { profile }), rigOn(at(), b, { profile })];
    await sender.time.pass(1000);
    await receiver.time.pass(1000);
    const frame = Uint8Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 0x7e : 0x11 + i));
    sender.radio.send(frame);
    await sender.time.pass(1);
    expect(receiver.heard).toEqual([hex(frame)]);
  });

  test('the radio takes a hundred bytes', async () => {
    const { radio, time, unsent } = xbee();
    await time.pass(1000);
    expect(radio.mtuBytes).toBe(100);
    radio.send(new Uint8Array(101));
    expect(unsent).toEqual(['too-long']);
  });

  test('the next frame waits for the status of the one before it', async () => {
    const { module, radio, air, plug, time } = xbee();
    await time.pass(1000);
    module.status = null;
    radio.send(Uint8Array.of(1));
    radio.send(Uint8Array.of(2));
    await time.pass(15);
    expect(air).toEqual(['01']);
    // Of an earlier frame: not meant.
    module.sendFrame([0x89, 1, 0]);
    await time.pass(5);
    expect(air).toEqual(['01']);
    const id = plug.written.at(-1)![4]!;
    module.sendFrame([0x89, id, 0]);
    await time.pass(20);
    expect(air).toEqual(['01', '02']);
  });

  test('a frame that was not sent is told once while the reason stays', async () => {
    const { module, radio, notices, time } = xbee();
    await time.pass(1000);
    module.status = 2;
    for (let i = 0; i < 3; i++) {
      radio.send(Uint8Array.of(i));
      await time.pass(100);
    }
    expect(notices).toEqual(['a frame was not sent: the channel is busy']);
    module.status = 0x21;
    radio.send(Uint8Array.of(9));
    expect(notices.at(-1)).toBe('a frame was not sent: its status is 33');
  });

  test('a module that starts again is set up again', async () => {
    const { module, links, time } = xbee({ channel: 20 });
    await time.pass(1000);
    module.settings.set('CH', 12);
    module.sendFrame([0x8a, 0x00]);
    expect(links.at(-1)).toMatch(/has started again by itself/);
    await time.pass(1000);
    expect([links.at(-1), module.settings.get('CH')]).toEqual(['up', 20]);
  });

  test('other modem status is no trouble', async () => {
    const { module, links, time } = xbee();
    await time.pass(1000);
    for (const status of [0x02, 0x03, 0x06]) module.sendFrame([0x8a, status]);
    module.sendFrame([0x8a]);
    expect(links).toEqual(['up']);
  });

  test('a module that falls silent is noticed', async () => {
    const { module, radio, links, time } = xbee();
    await time.pass(1000);
    module.hear = () => {};
    for (let i = 0; i < 6; i++) {
      radio.send(Uint8Array.of(i));
      await time.pass(3000);
    }
    expect(links[1]).toBe('the module no longer answers: is it still powered and wired?');
  });

  test('frames that are too short, or of other kinds, do no harm', async () => {
    const { module, heard, drops, links, time } = xbee();
    await time.pass(1000);
    for (const data of [
      [0x81],
      [0x81, 0, 0, 0, 0],
      [0x89],
      [0x89, 1],
      [0x8b, 1],
      [0x88],
      [0x97, 1],
    ])
      module.sendFrame(data);
    expect([heard, drops, links]).toEqual([[], ['malformed', 'malformed'], ['up']]);
  });
});

describe('API frames', () => {
  function read(...chunks: Uint8Array[]) {
    const reader = new XbeeReader();
    const frames: string[] = [];
    let noise = 0;
    for (const chunk of chunks) {
      reader.push(
        chunk,
        (data) => frames.push(hex(data)),
        (bytes) => {
          noise += bytes;
        },
      );
    }
    return { frames, noise };
  }

  test.each([
    [
      'a broadcast (guide, TX request)',
      '0100ffff0042726f616463617374',
      '7E000E0100FFFF0042726F6164636173746D',
    ],
    ['a status (guide, TX status)', '890100', '7E000389010075'],
    ['an escaped byte (guide, escaped characters)', '2311', '7E000223 7D31 CB'],
  ])('%s', (_name, data, frame) => {
    expect(hex(encodeXbee(unhex(data)))).toBe(unhex(frame) && hex(unhex(frame)));
    expect(read(unhex(frame))).toEqual({ frames: [data], noise: 0 });
  });

  const data = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 110 }),
    fc
      .array(fc.constantFrom(0x7e, 0x7d, 0x11, 0x13, 0x5e), { minLength: 1, maxLength: 110 })
      .map((values) => Uint8Array.from(values)),
  );

  test('any data comes out as it went in, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(data, { maxLength: 5 }),
        fc.integer({ min: 1, max: 40 }),
        (all, size) => {
          const stream = Uint8Array.from(all.flatMap((one) => [...encodeXbee(one)]));
          const chunks = Array.from({ length: Math.ceil(stream.length / size) }, (_, i) =>
            stream.subarray(i * size, (i + 1) * size),
          );
          expect(read(...chunks)).toEqual({ frames: all.map(hex), noise: 0 });
        },
      ),
    );
  });

  test('the start byte stands only at the start', () => {
    fc.assert(
      fc.property(data, (one) => {
        expect(encodeXbee(one).lastIndexOf(0x7e)).toBe(0);
        expect([...encodeXbee(one)].some((byte) => byte === 0x11 || byte === 0x13)).toBe(false);
      }),
    );
  });

  test('noise and damage cost what they hit: the next frame is heard', () => {
    const good = encodeXbee(unhex('8100012802aabbcc'));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), data, fc.nat(), (noise, other, at) => {
        const damaged = encodeXbee(other);
        damaged[at % damaged.length]! ^= 0x10;
        const { frames } = read(noise, damaged, good);
        expect(frames.at(-1)).toBe('8100012802aabbcc');
      }),
    );
  });

  test.each([
    ['a wrong checksum', '7E000389010076'],
    ['a length of nothing', '7E0000FF'],
    ['an absurd length', '7EFFFF0102030405'],
    ['a length beyond the cap', '7E010189'],
    ['an end too soon', '7E00038901'],
    ['an escape at the end', '7E0003897D'],
  ])('%s is noise, and counted', (_name, bad) => {
    const good = '7E000389010075';
    expect(read(unhex(bad + good))).toEqual({ frames: ['890100'], noise: expect.any(Number) });
    expect(read(unhex(bad + good)).noise).toBeGreaterThanOrEqual(3);
  });

  test('noise without end takes no memory', () => {
    const reader = new XbeeReader();
    const frames: string[] = [];
    let noise = 0;
    const push = (chunk: Uint8Array) =>
      reader.push(
        chunk,
        (one) => frames.push(hex(one)),
        (bytes) => {
          noise += bytes;
        },
      );
    for (let i = 0; i < 200; i++) push(new Uint8Array(10_000).fill(0x55));
    push(unhex('7E000389010075'));
    expect([frames, noise]).toEqual([['890100'], 2_000_000]);
    const { held } = reader as unknown as { held: Uint8Array };
    expect(held.length).toBe(XBEE_DATA_BYTES + 3);
  });
});
