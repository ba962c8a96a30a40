/** The commands of transparent modems: HC-12 (user manual v2.4) and SiK (its firmware, at.c). */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Hc12Commander } from '../../../sim/ether/modules/hc12.ts';
import { SikCommander } from '../../../sim/ether/modules/sik.ts';
import { bytesOf, textOf } from '../../../sim/ether/modules/text.ts';
import { plainCommander, TransparentModule } from '../../../sim/ether/modules/transparent.ts';
import { ModuleBench } from './stage.ts';

const PACKET_BYTES = 100;

let bench: ModuleBench<TransparentModule>;
const ask = (text: string) => bench.askText(text);
const sent = () => bench.sent.map(({ bytes }) => textOf(bytes));

test('a plain modem knows no commands', () => {
  bench = new ModuleBench((ports) => {
    const commander = plainCommander(9600);
    return new TransparentModule({ ports, packetBytes: PACKET_BYTES, commander });
  });
  for (const text of ['AT', '+++', 'AT+RX\r\n']) expect(bench.askText(text, 3000)).toBe('');
  expect(sent()).toEqual(['AT', '+++', 'AT+RX\r\n']);
  expect(bench.module.baud).toBe(9600);
});

describe('HC-12', () => {
  let commander: Hc12Commander;

  beforeEach(() => {
    bench = new ModuleBench((ports) => {
      commander = new Hc12Commander(ports);
      return new TransparentModule({ ports, packetBytes: PACKET_BYTES, commander });
    });
    commander.set(true);
  });

  test.each([
    ['AT', 'OK'],
    ['AT+B19200', 'OK+B19200'],
    ['AT+C006', 'OK+C006'],
    ['AT+C127', 'OK+C127'],
    ['AT+FU1', 'OK+FU1'],
    ['AT+P5', 'OK+P5'],
    ['AT+RB', 'OK+B9600'],
    ['AT+RC', 'OK+RC001'],
    ['AT+RF', 'OK+FU3'],
    ['AT+RP', 'OK+RP:+20dBm'],
    ['AT+RX', 'OK+FU3\r\nOK+B9600\r\nOK+RC001\r\nOK+RP:+20dBm'],
    ['AT+SLEEP', 'OK+SLEEP'],
    ['AT+DEFAULT', 'OK+DEFAULT'],
    ['AT+B9601', 'ERROR'],
    ['AT+C000', 'ERROR'],
    ['AT+C128', 'ERROR'],
    ['AT+C6', 'ERROR'],
    ['AT+FU5', 'ERROR'],
    ['AT+P9', 'ERROR'],
    ['HELLO', 'ERROR'],
  ])('%s is answered %s, with a line end or without', (command, answer) => {
    expect(ask(command)).toBe(`${answer}\r\n`);
    expect(ask(`${command}\r\n`)).toBe(`${answer}\r\n`);
    expect(sent()).toEqual([]);
  });

  test('settings are told at once and hold when SET is released', () => {
    ask('AT+B57600');
    ask('AT+C021');
    expect(ask('AT+RX')).toContain('OK+B57600\r\nOK+RC021');
    expect([bench.module.baud, bench.module.tuning]).toEqual([9600, 'channel 1 FU3']);
    commander.set(false);
    expect([bench.module.baud, bench.module.tuning]).toEqual([57_600, 'channel 21 FU3']);
    expect(bench.retunes).toBe(1);
    bench.module.powerOn();
    expect(bench.module.tuning).toBe('channel 21 FU3');
  });

  test('with SET released commands are data', () => {
    commander.set(false);
    expect(ask('AT')).toBe('');
    expect(sent()).toEqual(['AT']);
  });

  test('what is heard in command mode is not passed on', () => {
    expect(bench.hear((module) => module.onHear(bytesOf('data')))).toHaveLength(0);
    commander.set(false);
    expect(textOf(bench.hear((module) => module.onHear(bytesOf('data'))))).toBe('data');
  });
});

describe('SiK', () => {
  beforeEach(() => {
    bench = new ModuleBench((ports) => {
      const commander = new SikCommander(ports, 57_600);
      return new TransparentModule({ ports, packetBytes: PACKET_BYTES, commander });
    });
  });

  /** Into command mode, from silence. */
  const enter = () => {
    bench.ask('', 1000);
    expect(bench.askText('+++', 1100)).toBe('OK\r\n');
    bench.sent.length = 0;
  };

  test('+++ between two seconds of silence enters command mode', () => {
    enter();
    expect(ask('ati\r')).toBe('ATI\r\nSiK 2.2 on HM-TRP\r\n');
    expect(ask('AT\r\n')).toBe('AT\r\nOK\r\n');
    expect(sent()).toEqual([]);
  });

  test('the second before is needed', () => {
    ask('data');
    expect(bench.askText('+++', 1100)).toBe('');
    expect(sent()).toEqual(['data', '+++']);
  });

  test('so is the second after', () => {
    bench.ask('', 1000);
    expect(bench.askText('+++', 500)).toBe('');
    expect(bench.askText('x', 2000)).toBe('');
  });

  test('the plusses go on the air, as everything does until then', () => {
    bench.ask('', 1000);
    bench.ask('+++', 1100);
    expect(sent()).toEqual(['+++']);
  });

  test('registers are told, set, refused', () => {
    enter();
    expect(ask('ATS3?\r')).toBe('ATS3?\r\n25\r\n');
    expect(ask('ATS3=77\r')).toBe('ATS3=77\r\nOK\r\n');
    expect(ask('ATS3?\r')).toBe('ATS3?\r\n77\r\n');
    for (const command of ['ATS0=1', 'ATS16?', 'ATS1=58', 'ATS3', 'ATQ', 'AT+P=1']) {
      expect(ask(`${command}\r`)).toBe(`${command}\r\nERROR\r\n`);
    }
    expect(ask('ATI5\r')).toContain('S1: SERIAL_SPEED=57\r\nS2: AIR_SPEED=64\r\nS3: NETID=77\r\n');
  });

  test('AT&W keeps them, ATZ lets them take effect', () => {
    enter();
    const before = bench.module.tuning;
    ask('ATS3=77\r');
    ask('ATS1=115\r');
    ask('AT&W\r');
    ask('ATS2=128\r');
    expect([bench.module.tuning, bench.module.baud]).toEqual([before, 57_600]);
    ask('ATZ\r');
    expect(bench.module.baud).toBe(115_200);
    expect(bench.module.tuning).not.toBe(before);
    enter();
    expect(ask('ATS2?\r')).toBe('ATS2?\r\n64\r\n');
    expect(ask('AT&F\r')).toBe('AT&F\r\nOK\r\n');
    expect(ask('ATS3?\r')).toBe('ATS3?\r\n25\r\n');
  });

  test('ATO and a command that is too long lead back to data', () => {
    enter();
    expect(ask('ATO\r')).toBe('ATO\r\n');
    ask('data');
    expect(sent()).toEqual(['data']);
    enter();
    ask('x'.repeat(17));
    ask('data');
    expect(sent()).toEqual(['data']);
  });

  test('power lost in command mode leads back to data', () => {
    enter();
    bench.module.powerOn();
    ask('data');
    expect(sent()).toEqual(['data']);
  });
});

test('whatever comes, bytes and packets stay within bounds', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('hc12', 'sik', 'none'),
      fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 }),
      (commands, chunks) => {
        const module = new ModuleBench((ports) => {
          const commander =
            commands === 'hc12'
              ? new Hc12Commander(ports)
              : commands === 'sik'
                ? new SikCommander(ports, 57_600)
                : plainCommander(9600);
          return new TransparentModule({ ports, packetBytes: PACKET_BYTES, commander });
        });
        for (const chunk of chunks) module.ask(chunk, 0);
        module.ask('', 100);
        const out = module.sent.flatMap(({ bytes }) => [...bytes]);
        expect(out).toEqual(chunks.flatMap((chunk) => [...chunk]));
        for (const { bytes } of module.sent) expect(bytes.length).toBeLessThanOrEqual(PACKET_BYTES);
      },
    ),
  );
});
