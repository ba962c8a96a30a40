/** The XBee S2C, against the examples of its user guide ("Frame descriptions", escaped for mode 2 where need be). */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { bytesOf } from '../../../sim/ether/modules/text.ts';
import { XbeeModule } from '../../../sim/ether/modules/xbee.ts';
import { ApiFrameReader, apiFrame } from '../../../sim/ether/modules/xbee-frame.ts';
import { RADIO_PROFILES } from '../../../src/radio/profiles.ts';
import { EtherStage, hex, ModuleBench, unhex } from './stage.ts';

/** The data of each frame in the bytes. */
function framesIn(bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  new ApiFrameReader().push(bytes, (data) => found.push(data));
  return found;
}

describe('frames', () => {
  test('a modem status as the guide prints it', () => {
    expect(hex(apiFrame(unhex('8A 00')))).toBe('7E 00 02 8A 00 75');
  });

  test('start, escape, XON and XOFF are escaped everywhere after the first byte', () => {
    // "Escaped characters in API frames": 7E 00 02 23 11 CB becomes 7E 00 02 23 7D 31 CB.
    expect(hex(apiFrame(unhex('23 11')))).toBe('7E 00 02 23 7D 31 CB');
    expect(framesIn(unhex('7E 00 02 23 7D 31 CB')).map(hex)).toEqual(['23 11']);
  });

  test('every data comes back, however the bytes are cut', () => {
    const data = fc.uint8Array({ minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(fc.array(data, { maxLength: 5 }), fc.integer({ min: 1, max: 50 }), (all, cut) => {
        const reader = new ApiFrameReader();
        const found: string[] = [];
        const stream = all.flatMap((one) => [...apiFrame(one)]);
        for (let at = 0; at < stream.length; at += cut) {
          const piece = Uint8Array.from(stream.slice(at, at + cut));
          reader.push(piece, (one) => found.push(hex(one)));
        }
        expect(found).toEqual(all.map(hex));
      }),
    );
  });

  test.each([
    ['a wrong checksum', '7E 00 02 8A 00 76'],
    ['a length of nothing', '7E 00 00 FF'],
    ['an absurd length', '7E FF FF 8A 00 75'],
    ['no start', '00 02 8A 00 75'],
  ])('%s is passed over, and the next frame is read', (_, text) => {
    expect(framesIn(unhex(`${text} 7E 00 02 8A 01 74`)).map(hex)).toEqual(['8A 01']);
  });

  test('a start in the middle begins anew', () => {
    expect(framesIn(unhex('7E 00 05 8A 7E 00 02 8A 01 74')).map(hex)).toEqual(['8A 01']);
  });
});

let bench: ModuleBench<XbeeModule>;
/** The module's answer to one frame, as the data of its frames. */
const ask = (data: string) => framesIn(bench.ask(apiFrame(unhex(data)))).map(hex);

beforeEach(() => {
  bench = new ModuleBench((ports) => new XbeeModule(ports, 0x40520001, 115_200));
});

test('power up is told', () => {
  expect(hex(bench.hear((module) => module.powerOn()))).toBe('7E 00 02 8A 00 75');
});

describe('AT commands', () => {
  const query = (name: string) => ask(`08 52 ${hex(bytesOf(name))}`);
  const set = (name: string, value: string) => ask(`08 01 ${hex(bytesOf(name))} ${value}`);

  test.each([
    ['CH', '0C'],
    ['ID', '33 32'],
    ['MY', '00 00'],
    ['PL', '04'],
    ['BD', '00 00 00 07'],
    ['AP', '02'],
    ['SH', '00 13 A2 00'],
    ['SL', '40 52 00 01'],
    ['NP', '00 6E'],
  ])('%s is %s', (name, value) => {
    expect(query(name)).toEqual([`88 52 ${hex(bytesOf(name))} 00 ${value}`]);
  });

  test.each([
    ['CH', '1A'],
    ['ID', '7E 13'],
    ['MY', '12 34'],
    ['PL', '00'],
    ['BD', '00 00 00 03'],
  ])('%s takes %s at once', (name, value) => {
    expect(set(name, value)).toEqual([`88 01 ${hex(bytesOf(name))} 00`]);
    expect(query(name)).toEqual([`88 52 ${hex(bytesOf(name))} 00 ${value}`]);
    expect(bench.retunes).toBe(1);
  });

  test.each([
    ['CH', '0A', 3],
    ['CH', '1B', 3],
    ['ID', '01 00 00', 3],
    ['PL', '05', 3],
    ['SL', '00 00 00 01', 3],
    ['BD', '00 00 00 0A', 3],
    ['MY', '01 02 03 04 05', 3],
    ['ZZ', '00', 2],
  ])('%s = %s is refused with status %d', (name, value, status) => {
    expect(set(name, value)).toEqual([`88 01 ${hex(bytesOf(name))} 0${status}`]);
    expect(bench.retunes).toBe(0);
  });

  test('a new speed holds after its answer', () => {
    set('BD', '00 00 00 03');
    expect(bench.module.baud).toBe(9600);
  });

  test('what WR did not keep is gone with the power', () => {
    set('CH', '10');
    expect(ask('08 01 57 52')).toEqual(['88 01 57 52 00']);
    set('CH', '11');
    bench.module.powerOn();
    expect(query('CH')).toEqual(['88 52 43 48 00 10']);
  });

  test('FR starts anew, RE goes back to the factory', () => {
    set('CH', '10');
    expect(ask('08 01 46 52')).toEqual(['88 01 46 52 00', '8A 01']);
    expect(query('CH')).toEqual(['88 52 43 48 00 0C']);
    set('CH', '10');
    expect(ask('08 01 52 45')).toEqual(['88 01 52 45 00']);
    expect(query('CH')).toEqual(['88 52 43 48 00 0C']);
  });

  test('frame id 0 wants no answer', () => {
    expect(ask('08 00 43 48 10')).toEqual([]);
    expect(query('CH')).toEqual(['88 52 43 48 00 10']);
  });
});

describe('transmit', () => {
  const over = () => framesIn(bench.hear((module) => module.onOver(bench.sent[0]!))).map(hex);

  test('16-bit broadcast: status 0x89 when it is over', () => {
    expect(ask('01 52 FF FF 00 54 78')).toEqual([]);
    expect(bench.sent).toEqual([
      { bytes: bytesOf('Tx'), network: 0x3332, source: 0, destination: 0xffff },
    ]);
    expect(over()).toEqual(['89 52 00']);
  });

  test('64-bit broadcast: the same', () => {
    ask('00 52 00 00 00 00 00 00 FF FF 00 54 78');
    expect(bench.sent[0]).toMatchObject({ bytes: bytesOf('Tx'), destination: 0xffff });
    expect(over()).toEqual(['89 52 00']);
  });

  test('0x10: status 0x8B', () => {
    ask('10 52 00 00 00 00 00 00 FF FF FF FE 00 00 54 78');
    expect(bench.sent[0]).toMatchObject({ bytes: bytesOf('Tx'), destination: 0xffff });
    expect(over()).toEqual(['8B 52 FF FE 00 00 00']);
  });

  test('frame id 0 wants no status', () => {
    ask('01 00 FF FF 00 54 78');
    expect(over()).toEqual([]);
  });

  test.each([
    ['channel-busy', '02'],
    ['queue-full', '32'],
    ['duty-cycle', '04'],
  ] as const)('%s is status %s', (reason, status) => {
    ask('01 52 FF FF 00 54 78');
    const answer = bench.hear((module) => module.onUnsent(bench.sent[0]!, reason));
    expect(framesIn(answer).map(hex)).toEqual([`89 52 ${status}`]);
  });

  test('111 bytes are too many, 110 are not', () => {
    expect(ask(`01 52 FF FF 00 ${'55'.repeat(111)}`)).toEqual(['89 52 74']);
    expect(ask(`01 52 FF FF 00 ${'55'.repeat(110)}`)).toEqual([]);
    expect(bench.sent).toHaveLength(1);
  });

  test('requests without end find no buffers', () => {
    for (let sent = 0; sent < 32; sent += 1) expect(ask('01 52 FF FF 00 54')).toEqual([]);
    expect(ask('01 53 FF FF 00 54')).toEqual(['89 53 32']);
    expect(bench.sent).toHaveLength(32);
  });
});

describe('receive', () => {
  const packet = { bytes: bytesOf('TxData'), network: 0x3332, source: 0x1234, destination: 0xffff };
  const heard = (change: Partial<typeof packet> = {}) => {
    const said = bench.hear((module) => module.onHear(packet.bytes, { ...packet, ...change }, -94));
    return framesIn(said).map(hex);
  };

  test('0x81 as the guide prints it, for a broadcast', () => {
    expect(heard()).toEqual(['81 12 34 5E 02 54 78 44 61 74 61']);
  });

  test('0x90 with AO = 0', () => {
    ask('08 00 41 4F 00');
    expect(heard()).toEqual(['90 FF FF FF FF FF FF FF FF 12 34 02 54 78 44 61 74 61']);
  });

  test('a sender without a short address comes with its long one', () => {
    const source = 2 ** 32 + 0x40520002;
    expect(heard({ source })).toEqual(['80 00 13 A2 00 40 52 00 02 5E 02 54 78 44 61 74 61']);
    ask('08 00 41 4F 00');
    expect(heard({ source })).toEqual(['90 00 13 A2 00 40 52 00 02 FF FE 02 54 78 44 61 74 61']);
  });

  test('comes for the own address and for all, in the own network', () => {
    ask('08 00 4D 59 00 07');
    expect(heard({ destination: 7 })).toEqual(['81 12 34 5E 00 54 78 44 61 74 61']);
    expect(heard({ destination: 8 })).toEqual([]);
    expect(heard({ destination: 2 ** 32 + 0x40520001 })).toHaveLength(1);
    expect(heard({ network: 1 })).toEqual([]);
  });
});

describe('over the ether', () => {
  const profile = RADIO_PROFILES.xbee;
  const told = (stage: EtherStage, station: number) => framesIn(stage.read(station)).map(hex);

  test('a broadcast comes to all, and its status to the sender', () => {
    const stage = new EtherStage({ family: 'xbee', profile });
    stage.write(0, apiFrame(unhex('01 01 FF FF 00 7E 7D 11 13')));
    stage.run(100);
    expect(told(stage, 0)).toEqual(['89 01 00']);
    expect(told(stage, 1)).toEqual(['81 00 00 3C 02 7E 7D 11 13']);
    expect(told(stage, 2)).toEqual(['81 00 00 3C 02 7E 7D 11 13']);
  });

  test('it works on the air of any radio', () => {
    const stage = new EtherStage({ family: 'xbee', profile: RADIO_PROFILES.hc12 });
    stage.write(0, apiFrame(unhex('01 01 FF FF 00 55')));
    stage.run(500);
    expect(told(stage, 1)).toEqual(['81 00 00 3C 02 55']);
  });

  test('a channel without end of noise is a CCA failure', () => {
    const stage = new EtherStage({ family: 'xbee', profile });
    stage.ether.jam(1000);
    stage.run(10);
    stage.write(0, apiFrame(unhex('01 01 FF FF 00 55')));
    stage.run(100);
    expect(told(stage, 0)).toEqual(['89 01 02']);
  });

  test.each([
    ['channel', '08 01 43 48 10', '88 01 43 48 00'],
    ['network', '08 01 49 44 00 01', '88 01 49 44 00'],
  ])('another %s is deaf to it', (_, command, answer) => {
    const stage = new EtherStage({ family: 'xbee', profile });
    stage.write(1, apiFrame(unhex(command)));
    stage.run(100);
    stage.write(0, apiFrame(unhex('01 01 FF FF 00 55')));
    stage.run(100);
    expect(told(stage, 1)).toEqual([answer]);
    expect(told(stage, 2)).toHaveLength(1);
  });
});

test('whatever comes, it goes on and answers the next command', () => {
  const noise = fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 });
  const frame = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }).map(apiFrame));
  fc.assert(
    fc.property(fc.oneof(noise, frame), (chunks) => {
      const module = new ModuleBench((ports) => new XbeeModule(ports, 1));
      for (const chunk of chunks) module.ask(chunk);
      const said = framesIn(module.ask(apiFrame(unhex('08 52 53 48'))));
      expect(said.map(hex)).toEqual(['88 52 53 48 00 00 13 A2 00']);
    }),
  );
});
