/** The RYLR998, against the transcripts of its AT command guide (56312E33). */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { ReyaxModule } from '../../../sim/ether/modules/reyax.ts';
import { bytesOf, textOf } from '../../../sim/ether/modules/text.ts';
import { RADIO_PROFILES } from '../../../src/radio/profiles.ts';
import { EtherStage, ModuleBench } from './stage.ts';

let bench: ModuleBench<ReyaxModule>;
const ask = (command: string) => bench.askText(`${command}\r\n`);

beforeEach(() => {
  bench = new ModuleBench((ports) => new ReyaxModule(ports));
});

describe('settings', () => {
  test.each([
    ['AT', '+OK'],
    ['AT+ADDRESS?', '+ADDRESS=0'],
    ['AT+NETWORKID?', '+NETWORKID=18'],
    ['AT+BAND?', '+BAND=915000000'],
    ['AT+PARAMETER?', '+PARAMETER=9,7,1,12'],
    ['AT+CRFOP?', '+CRFOP=22'],
    ['AT+IPR?', '+IPR=115200'],
    ['AT+MODE?', '+MODE=0'],
    ['AT+VER?', '+VER=RYLR998_REYAX_V1.2.2'],
  ])('from the factory: %s is answered %s', (command, answer) => {
    expect(ask(command)).toBe(`${answer}\r\n`);
  });

  test.each([
    ['ADDRESS', '120'],
    ['ADDRESS', '65535'],
    ['NETWORKID', '6'],
    ['BAND', '868500000'],
    ['PARAMETER', '8,7,4,12'],
    ['CRFOP', '10'],
  ])('AT+%s=%s is taken, told and kept without power', (name, value) => {
    expect(ask(`AT+${name}=${value}`)).toBe('+OK\r\n');
    expect(textOf(bench.hear((module) => module.powerOn()))).toBe('+READY\r\n');
    expect(ask(`AT+${name}?`)).toBe(`+${name}=${value}\r\n`);
  });

  test.each([
    ['ADDRESS=65536', 4],
    ['ADDRESS=-1', 4],
    ['ADDRESS=', 4],
    ['NETWORKID=2', 4],
    ['NETWORKID=16', 4],
    ['BAND=1', 4],
    ['PARAMETER=12,7,1,12', 4],
    ['PARAMETER=9,7,1', 4],
    ['PARAMETER=9,7,1,30', 18],
    ['CRFOP=23', 4],
    ['IPR=9601', 4],
    ['FOO=1', 4],
    ['FOO?', 4],
    ['', 4],
  ])('AT+%s is refused with +ERR=%d, and changes nothing', (command, error) => {
    const name = command.split(/[=?]/)[0];
    const before = ask(`AT+${name}?`);
    expect(ask(`AT+${command}`)).toBe(`+ERR=${error}\r\n`);
    expect(ask(`AT+${name}?`)).toBe(before);
  });

  test('a preamble other than 12 needs network 18', () => {
    expect(ask('AT+PARAMETER=9,7,1,8')).toBe('+OK\r\n');
    ask('AT+NETWORKID=6');
    expect(ask('AT+PARAMETER=9,7,1,8')).toBe('+ERR=18\r\n');
  });

  test('a new speed is answered at the old one and holds from then on', () => {
    expect(ask('AT+IPR=9600')).toBe('+IPR=9600\r\n');
    expect(bench.module.baud).toBe(9600);
  });

  test('reset and factory settings', () => {
    ask('AT+ADDRESS=7');
    expect(ask('AT+RESET')).toBe('+RESET\r\n+READY\r\n');
    expect(ask('AT+ADDRESS?')).toBe('+ADDRESS=7\r\n');
    expect(ask('AT+FACTORY')).toBe('+FACTORY\r\n');
    expect(ask('AT+ADDRESS?')).toBe('+ADDRESS=0\r\n');
  });

  test('what is no command of a modem is refused with +ERR=2', () => {
    expect(ask('HELLO')).toBe('+ERR=2\r\n');
  });
});

describe('AT+SEND', () => {
  test('goes to the air as it is, and +OK comes when it is over', () => {
    expect(ask('AT+SEND=50,5,HELLO')).toBe('');
    expect(bench.sent).toEqual([
      { bytes: bytesOf('HELLO'), network: 18, source: 0, destination: 50 },
    ]);
    expect(textOf(bench.hear((module) => module.onOver(bench.sent[0]!)))).toBe('+OK\r\n');
  });

  test('a second one meanwhile is refused with +ERR=17; other commands are not', () => {
    ask('AT+SEND=0,5,HELLO');
    expect(ask('AT+SEND=0,5,AGAIN')).toBe('+ERR=17\r\n');
    expect(ask('AT+ADDRESS?')).toBe('+ADDRESS=0\r\n');
    expect(bench.sent).toHaveLength(1);
    bench.module.onOver(bench.sent[0]!);
    ask('AT+SEND=0,5,AGAIN');
    expect(bench.sent).toHaveLength(2);
  });

  test('what could not be sent is told with +ERR=10', () => {
    ask('AT+SEND=0,5,HELLO');
    const answer = bench.hear((module) => module.onUnsent(bench.sent[0]!, 'channel-busy'));
    expect(textOf(answer)).toBe('+ERR=10\r\n');
    ask('AT+SEND=0,5,AGAIN');
    expect(bench.sent).toHaveLength(2);
  });

  test.each([
    ['0,5,HELL', 5],
    ['0,5,HELLOO', 5],
    ['0,0,', 5],
    [`0,241,${'x'.repeat(241)}`, 13],
    ['65536,1,x', 4],
    ['0,x,x', 4],
    ['', 4],
  ])('AT+SEND=%s is refused with +ERR=%d', (text, error) => {
    expect(ask(`AT+SEND=${text}`)).toBe(`+ERR=${error}\r\n`);
    expect(bench.sent).toEqual([]);
  });

  test('240 bytes are the most; commas belong to the data', () => {
    const data = ','.repeat(240);
    ask(`AT+SEND=0,240,${data}`);
    expect(textOf(bench.sent[0]!.bytes)).toBe(data);
  });

  test('a line without end is dropped whole, and the next one is read', () => {
    expect(ask('x'.repeat(100_000))).toBe('+ERR=13\r\n');
    expect(ask('AT')).toBe('+OK\r\n');
  });
});

describe('+RCV', () => {
  const packet = { bytes: bytesOf('HELLO'), network: 18, source: 50, destination: 0 };
  const heard = (change: Partial<typeof packet> = {}) =>
    textOf(bench.hear((module) => module.onHear(packet.bytes, { ...packet, ...change }, -99)));

  test('has address, length, data, signal and its distance to noise', () => {
    expect(heard()).toBe('+RCV=50,5,HELLO,-99,11\r\n');
  });

  test('comes for the own address and for all, in the own network', () => {
    ask('AT+ADDRESS=7');
    expect(heard({ destination: 7 })).not.toBe('');
    expect(heard({ destination: 8 })).toBe('');
    expect(heard({ network: 6 })).toBe('');
  });

  test('damaged data come as they are, with their own length', () => {
    const damaged = bytesOf('HE');
    expect(textOf(bench.hear((module) => module.onHear(damaged, packet, -60)))).toBe(
      '+RCV=50,2,HE,-60,11\r\n',
    );
  });

  test('noise is no packet', () => {
    expect(bench.hear((module) => module.onNoise())).toHaveLength(0);
  });
});

test('over the ether: +RCV at the others, then +OK at the sender', () => {
  const stage = new EtherStage({ family: 'reyax', profile: RADIO_PROFILES['lora-sf7'] });
  stage.write(0, 'AT+SEND=0,5,HELLO\r\n');
  stage.run(1000);
  expect(stage.readText(0)).toBe('+OK\r\n');
  expect(stage.readText(1)).toBe('+RCV=0,5,HELLO,-60,11\r\n');
  expect(stage.readText(2)).toBe('+RCV=0,5,HELLO,-60,11\r\n');
});

test('other bands, spreading factors and networks are deaf to each other', () => {
  for (const setting of ['BAND=868500000', 'PARAMETER=8,7,1,12', 'NETWORKID=6']) {
    const stage = new EtherStage({ family: 'reyax', profile: RADIO_PROFILES['lora-sf7'] });
    stage.write(1, `AT+${setting}\r\n`);
    stage.run(100);
    stage.write(0, 'AT+SEND=0,5,HELLO\r\n');
    stage.run(1000);
    expect(stage.readText(1)).toBe('+OK\r\n');
    expect(stage.readText(2)).toContain('HELLO');
  }
});

test('whatever comes, it goes on and answers the next command', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 }), (chunks) => {
      const module = new ModuleBench((ports) => new ReyaxModule(ports));
      for (const chunk of chunks) module.ask(chunk);
      module.ask('\r\n');
      expect(module.askText('AT\r\n')).toBe('+OK\r\n');
    }),
  );
});
