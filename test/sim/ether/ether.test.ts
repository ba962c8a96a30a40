/** The ether as a whole, in virtual time: who hears what, when, and what goes wrong between. */
import { describe, expect, test } from 'vitest';
import { packetBytesOf } from '../../../sim/ether/module-air.ts';
import { Hc12Commander } from '../../../sim/ether/modules/hc12.ts';
import { TransparentModule } from '../../../sim/ether/modules/transparent.ts';
import { endToEndMs, frameAirMs } from '../../../src/radio/profile.ts';
import { RADIO_PROFILES } from '../../../src/radio/profiles.ts';
import { EtherStage } from './stage.ts';

const bytes = (length: number, first = 1) =>
  Uint8Array.from({ length }, (_, at) => (first + at * 7) % 256);

const { hc12, sik } = RADIO_PROFILES;
/** 40 bytes and what COBS puts around them. */
const FRAME = bytes(43);
const LONG_MS = 1000;

function frames(stage: EtherStage) {
  return stage.events.filter(({ event }) => event === 'frame');
}

describe('a packet', () => {
  test('what one computer writes, all others read, byte for byte and once', () => {
    const stage = new EtherStage();
    stage.write(0, FRAME);
    stage.run(LONG_MS);
    expect(stage.read(1)).toEqual(FRAME);
    expect(stage.read(2)).toEqual(FRAME);
    expect(stage.read(0)).toHaveLength(0);
    expect(frames(stage)).toEqual([
      {
        event: 'frame',
        from: 0,
        bytes: 43,
        airMs: expect.closeTo(frameAirMs(hc12, 40)),
        collision: false,
      },
    ]);
  });

  test.each([
    ['hc12', hc12],
    ['sik', sik],
    ['lora-sf7', RADIO_PROFILES['lora-sf7']],
    ['lora-sf9', RADIO_PROFILES['lora-sf9']],
  ] as const)('on %s it takes the time that the profile foretells', (_, profile) => {
    const stage = new EtherStage({ profile });
    const startMs = stage.timeline.nowMs;
    stage.write(0, FRAME);
    stage.run(LONG_MS);
    const lastMs = stage.reads.findLast(({ station }) => station === 1)!.atMs - startMs;
    expect(lastMs).toBeCloseTo(endToEndMs(profile, 40), 6);
  });

  test.each([
    ['while the first is still on the UART', 5],
    ['within three bytes after it', 22],
  ])('a second piece %s belongs to the packet', (_, afterMs) => {
    const stage = new EtherStage();
    stage.write(0, FRAME.slice(0, 20));
    stage.run(afterMs);
    stage.write(0, FRAME.slice(20));
    stage.run(LONG_MS);
    expect(frames(stage)).toHaveLength(1);
    expect(stage.read(1)).toEqual(FRAME);
  });

  test('a pause of three bytes ends it', () => {
    const stage = new EtherStage();
    stage.write(0, bytes(10));
    // Ten bytes take 10.42 ms on the UART, three more 3.13 ms.
    stage.run(10.5 + 3.2);
    stage.write(0, bytes(10, 100));
    stage.run(LONG_MS);
    expect(frames(stage).map((event) => 'bytes' in event && event.bytes)).toEqual([10, 10]);
    expect(stage.read(1)).toEqual(Uint8Array.from([...bytes(10), ...bytes(10, 100)]));
  });

  test('so does the limit of a packet', () => {
    const stage = new EtherStage();
    const limit = packetBytesOf(hc12);
    stage.write(0, bytes(limit + 10));
    stage.run(LONG_MS);
    expect(frames(stage).map((event) => 'bytes' in event && event.bytes)).toEqual([limit, 10]);
    expect(stage.read(2)).toEqual(bytes(limit + 10));
  });

  test('a computer that writes much faster than its UART loses what finds no room', () => {
    const stage = new EtherStage();
    stage.write(0, bytes(20_000));
    stage.run(60_000);
    const { overrunBytes, unsent } = stage.ether.statistics();
    expect(overrunBytes).toBe(20_000 - 16_384);
    expect(unsent).toEqual({});
    expect(stage.read(1)).toEqual(bytes(16_384));
  });
});

describe('what goes wrong', () => {
  test('two at the same time collide: nobody else gets either', () => {
    const stage = new EtherStage();
    stage.write(0, FRAME);
    stage.run(1);
    stage.write(1, FRAME);
    stage.run(LONG_MS);
    expect(stage.read(2)).toHaveLength(0);
    expect(stage.ether.statistics()).toMatchObject({ frames: 2, collisions: 2, heard: 0 });
    expect(stage.ether.statistics().lost).toEqual({ collision: 2, deaf: 2 });
  });

  test('who listens first waits for the other instead', () => {
    const stage = new EtherStage({ profile: sik });
    stage.write(0, FRAME);
    stage.run(1);
    stage.write(1, FRAME);
    stage.run(LONG_MS);
    expect(stage.read(2)).toHaveLength(2 * FRAME.length);
    expect(stage.ether.statistics()).toMatchObject({ frames: 2, collisions: 0 });
  });

  test('loss takes whole copies, each for itself', () => {
    const stage = new EtherStage();
    stage.ether.setWeather({ loss: 0.5 });
    for (let sent = 0; sent < 100; sent += 1) {
      stage.write(0, FRAME);
      stage.run(200);
    }
    const [one, other] = [stage.read(1).length / 43, stage.read(2).length / 43];
    for (const heard of [one, other]) {
      expect(Number.isInteger(heard)).toBe(true);
      expect(heard).toBeGreaterThan(25);
      expect(heard).toBeLessThan(75);
    }
    expect(stage.ether.statistics().lost.struck).toBe(200 - one - other);
    stage.ether.setWeather({ loss: 0 });
    stage.reads.length = 0;
    stage.write(0, FRAME);
    stage.run(LONG_MS);
    expect(stage.read(1)).toEqual(FRAME);
  });

  test('the same seed loses the same', () => {
    const heardBy = (seed: number) => {
      const stage = new EtherStage({ seed });
      stage.ether.setWeather({ loss: 0.5 });
      for (let sent = 0; sent < 40; sent += 1) {
        stage.write(0, bytes(5, sent));
        stage.run(100);
      }
      return stage.read(1).join();
    };
    expect(heardBy(3)).toBe(heardBy(3));
    expect(heardBy(3)).not.toBe(heardBy(4));
  });

  test.each([
    ['flips', { flips: 1 }, 43],
    ['cuts', { cuts: 1 }, null],
  ] as const)('%s reach the computer as damaged bytes', (_, weather, length) => {
    const stage = new EtherStage();
    stage.ether.setWeather(weather);
    stage.write(0, FRAME);
    stage.run(LONG_MS);
    expect(stage.read(1)).not.toEqual(FRAME);
    if (length === null) expect(stage.read(1).length).toBeLessThan(43);
    else expect(stage.read(1)).toHaveLength(length);
  });

  test('cut links carry nothing, both ways, until they are healed', () => {
    const stage = new EtherStage();
    stage.ether.cut(0, 1);
    for (const from of [0, 1]) {
      stage.write(from, FRAME);
      stage.run(LONG_MS);
    }
    expect(stage.read(0)).toHaveLength(0);
    expect(stage.read(1)).toHaveLength(0);
    expect(stage.read(2)).toHaveLength(2 * 43);
    stage.ether.heal();
    stage.write(0, FRAME);
    stage.run(LONG_MS);
    expect(stage.read(1)).toEqual(FRAME);
  });

  test('a duty cycle ends a talker, and says why', () => {
    const stage = new EtherStage({
      profile: { ...hc12, dutyCycle: { share: 0.1, windowMs: 1000 } },
    });
    for (let sent = 0; sent < 6; sent += 1) {
      stage.write(0, FRAME);
      stage.run(150);
    }
    expect(stage.ether.statistics().unsent['duty-cycle']).toBeGreaterThan(0);
    expect(stage.events).toContainEqual({ event: 'unsent', from: 0, reason: 'duty-cycle' });
  });
});

describe('the jammer', () => {
  test.each([
    ['hc12', hc12],
    ['sik', sik],
    ['xbee', RADIO_PROFILES.xbee],
    ['lora-sf9', RADIO_PROFILES['lora-sf9']],
  ] as const)('on %s nobody gets a packet while it lasts, and everybody after it', (_, profile) => {
    const stage = new EtherStage({ profile });
    stage.ether.jam(3000);
    for (let sent = 0; sent < 40; sent += 1) {
      stage.write(sent % 2, bytes(4, sent));
      stage.run(70);
    }
    expect(stage.ether.statistics().heard).toBe(0);
    stage.run(60_000);
    stage.reads.length = 0;
    stage.write(0, FRAME);
    stage.run(5000);
    expect(stage.read(1)).toEqual(FRAME);
    expect(stage.events.filter(({ event }) => event === 'jam')).toEqual([
      { event: 'jam', on: true },
      { event: 'jam', on: false },
    ]);
  });

  test('a packet on the air when it begins is lost', () => {
    const stage = new EtherStage();
    stage.write(0, FRAME);
    stage.run(60);
    stage.ether.jam(100);
    stage.run(LONG_MS);
    expect(stage.ether.statistics()).toMatchObject({ frames: 1, heard: 0, collisions: 1 });
  });

  test('receivers without a checksum give out rubbish', () => {
    const stage = new EtherStage();
    stage.ether.jam(1000);
    stage.run(1500);
    expect(stage.read(0).length).toBeGreaterThan(5);
    expect(stage.read(1).length).toBeGreaterThan(5);
    expect(stage.read(0)).not.toEqual(stage.read(1));
    stage.reads.length = 0;
    stage.run(LONG_MS);
    expect(stage.reads).toEqual([]);
  });

  test('a new jam takes the place of the old one', () => {
    const stage = new EtherStage();
    stage.ether.jam(200);
    stage.run(100);
    stage.ether.jam(10_000);
    stage.run(5000);
    stage.write(0, FRAME);
    stage.run(LONG_MS);
    expect(stage.ether.statistics().heard).toBe(0);
    expect(stage.events.filter((event) => event.event === 'jam' && !event.on)).toEqual([]);
  });

  test('its noise is no part of the statistics', () => {
    const stage = new EtherStage();
    stage.ether.jam(1000);
    stage.run(3000);
    expect(stage.ether.statistics()).toMatchObject({ frames: 0, airMs: 0, lost: {} });
  });
});

describe('plug', () => {
  test('who is unplugged hears nothing and says nothing', () => {
    const stage = new EtherStage();
    stage.ether.unplug(1);
    stage.write(0, FRAME);
    stage.write(1, FRAME);
    stage.run(LONG_MS);
    expect(stage.read(1)).toHaveLength(0);
    expect(stage.read(2)).toEqual(FRAME);
    stage.ether.plug(1);
    stage.reads.length = 0;
    stage.write(1, FRAME);
    stage.run(LONG_MS);
    expect(stage.read(0)).toEqual(FRAME);
  });

  test.each([
    ['on the UART', 20],
    ['on the air', 60],
  ])('pulled while its packet is %s, it never arrives', (_, afterMs) => {
    const stage = new EtherStage();
    stage.write(0, FRAME);
    stage.run(afterMs);
    stage.ether.unplug(0);
    stage.ether.plug(0);
    stage.run(LONG_MS);
    expect(stage.reads).toEqual([]);
    stage.write(0, FRAME);
    stage.run(LONG_MS);
    expect(stage.read(1)).toEqual(FRAME);
  });

  test('pulled before the packet is whole, it sends nothing of it', () => {
    const stage = new EtherStage();
    stage.write(0, bytes(10));
    stage.run(11);
    stage.ether.unplug(0);
    stage.run(LONG_MS);
    expect(stage.ether.statistics()).toMatchObject({ frames: 0, unsent: {} });
    stage.ether.plug(0);
    stage.write(0, FRAME);
    stage.run(LONG_MS);
    expect(stage.read(1)).toEqual(FRAME);
  });

  test('pulled while it is being heard, nothing of it is read later', () => {
    const stage = new EtherStage();
    stage.write(0, FRAME);
    stage.run(100);
    stage.ether.unplug(1);
    stage.ether.plug(1);
    stage.run(LONG_MS);
    expect(stage.read(1).length).toBeLessThan(43);
    expect(stage.read(2)).toEqual(FRAME);
  });

  test('the stations are those that were made', () => {
    const stage = new EtherStage();
    expect(() => stage.ether.plug(3)).toThrow('no station 3');
    expect(() => stage.ether.cut(0, 3)).toThrow('no station 3');
  });
});

describe('the speed of the port', () => {
  test.each([4800, 19_200, 57_600, 115_200])(
    'at %d instead of 9600 nothing is understood',
    (baud) => {
      const stage = new EtherStage();
      stage.ether.setHostBaud(0, baud);
      stage.write(0, FRAME);
      stage.run(LONG_MS);
      expect(Buffer.from(stage.read(1)).includes(Buffer.from(FRAME))).toBe(false);
      stage.reads.length = 0;
      stage.write(1, FRAME);
      stage.run(LONG_MS);
      expect(Buffer.from(stage.read(0)).includes(Buffer.from(FRAME))).toBe(false);
      expect(stage.read(2)).toEqual(FRAME);
    },
  );

  test('set right again, all is well', () => {
    const stage = new EtherStage();
    expect(stage.ether.hasRightBaud(0)).toBe(true);
    stage.ether.setHostBaud(0, 115_200);
    expect(stage.ether.hasRightBaud(0)).toBe(false);
    stage.ether.setHostBaud(0, 9600);
    expect(stage.ether.hasRightBaud(0)).toBe(true);
    stage.write(0, FRAME);
    stage.run(LONG_MS);
    expect(stage.read(1)).toEqual(FRAME);
  });
});

test('modules on other channels neither hear nor disturb each other', () => {
  const commanders: Hc12Commander[] = [];
  const stage = new EtherStage({
    stations: 4,
    makeModule: (ports, station) => {
      const commander = new Hc12Commander(ports);
      commanders[station] = commander;
      return new TransparentModule({ ports, packetBytes: packetBytesOf(hc12), commander });
    },
  });
  for (const station of [2, 3]) {
    commanders[station]!.set(true);
    stage.write(station, 'AT+C021');
    stage.run(100);
    expect(stage.readText(station)).toBe('OK+C021\r\n');
    commanders[station]!.set(false);
  }
  stage.reads.length = 0;
  stage.write(0, bytes(40, 1));
  stage.write(2, bytes(40, 2));
  stage.run(LONG_MS);
  expect(stage.read(1)).toEqual(bytes(40, 1));
  expect(stage.read(3)).toEqual(bytes(40, 2));
});

test('statistics add up', () => {
  const stage = new EtherStage();
  stage.write(0, FRAME);
  stage.run(900);
  expect(stage.ether.statistics()).toEqual({
    elapsedMs: 1000,
    frames: 1,
    bytes: 43,
    collisions: 0,
    heard: 2,
    lost: {},
    unsent: {},
    overrunBytes: 0,
    airMs: expect.closeTo(frameAirMs(hc12, 40)),
    airShare: expect.closeTo(frameAirMs(hc12, 40) / 1000),
  });
});
