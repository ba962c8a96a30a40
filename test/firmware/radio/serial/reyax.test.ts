import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReyaxConfig, ReyaxSettings } from '../../../../firmware/radio/serial/config.ts';
import { ReyaxLines, type ReyaxSaid } from '../../../../firmware/radio/serial/reyax-lines.ts';
import { FakeReyax } from './fake-commanded.ts';
import { ascii, FakeEther } from './fake-transparent.ts';
import { hex, rigOn } from './rig.ts';

const SILENT: ReyaxSettings = {
  address: null,
  network: null,
  frequencyMhz: null,
  lora: null,
  powerDbm: null,
};

const at = (settings: Partial<ReyaxSettings> = {}): ReyaxConfig => ({
  driver: 'reyax',
  path: '/dev/ttyFAKE',
  baud: 115_200,
  module: { ...SILENT, ...settings },
});

function reyax(settings: Partial<ReyaxSettings> = {}) {
  const ether = new FakeEther<string>();
  const module = new FakeReyax(ether);
  const said: string[] = [];
  ether.join((data) => said.push(data));
  return { module, said, ...rigOn(at(settings), module) };
}

const sends = (module: FakeReyax) => module.commands.filter((line) => line.startsWith('AT+SEND'));

describe('setting up', () => {
  test('writes what the module has not', async () => {
    const lora = { spreadingFactor: 7, bandwidthKhz: 125, codingRate: 1, preambleSymbols: 12 };
    const { module, links, time } = reyax({
      address: 3,
      network: 18,
      frequencyMhz: 868.5,
      lora,
      powerDbm: 14,
    });
    await time.pass(2000);
    expect(links).toEqual(['up']);
    expect(module.commands).toEqual([
      '',
      'AT',
      'AT+ADDRESS?',
      'AT+ADDRESS=3',
      'AT+NETWORKID?',
      'AT+BAND?',
      'AT+BAND=868500000',
      'AT+PARAMETER?',
      'AT+PARAMETER=7,7,1,12',
      'AT+CRFOP?',
      'AT+CRFOP=14',
    ]);
  });

  test('tells what the module does not take, with the meaning of the number', async () => {
    const { module, links, time } = reyax({ network: 2 });
    module.refusal = { to: /NETWORKID=2/, answer: '+ERR=4' };
    await time.pass(1000);
    expect(links).toEqual(['the module answered +ERR=4 (unknown command) to AT+NETWORKID=2']);
  });

  test('tells a module that says nothing', async () => {
    const { module, links, time } = reyax();
    module.refusal = { to: /.*/, answer: null };
    await time.pass(10_000);
    expect(links).toEqual([
      'the module does not answer AT at 115200 baud: is it a RYLR module, and TX wired to RX?',
    ]);
  });

  test('tells a module at another speed', async () => {
    const { module, links, time, plug } = reyax();
    module.baud = 9600;
    module.hear = () => module.toHost(ascii('+ERR=2\r\n'));
    await time.pass(3000);
    expect(plug.opened).toBeGreaterThan(0);
    expect(links).toEqual(['bytes come, and no answer in them: is the baud rate right?']);
  });

  test('is not led astray by frames that come meanwhile', async () => {
    const { module, links, heard, time } = reyax({ address: 9 });
    const answer = module.hear.bind(module);
    module.hear = (bytes) => {
      // Data of a stranger that looks like an answer.
      module.toHost(ascii('+RCV=7,5,\n+OK\n,-40,10\r\n'));
      answer(bytes);
    };
    await time.pass(2000);
    expect([links, module.settings.get('ADDRESS')]).toEqual([['up'], '9']);
    expect(heard).toEqual([]);
  });
});

describe('in operation', () => {
  test('a frame goes as text, and comes back as it was', async () => {
    const { module, said, radio, heard, time } = reyax();
    await time.pass(1000);
    radio.send(Uint8Array.of(0xff, 0x00, 0x0d, 0x0a));
    expect(sends(module)).toEqual(['AT+SEND=0,6,_wANCg']);
    await time.pass(1);
    expect(said).toEqual(['_wANCg']);
    module.toHost(ascii('+RCV=50,6,_wANCg,-99,40\r\n'));
    expect(heard).toEqual(['ff000d0a']);
  });

  test('frames up to 180 bytes fit into the 240 characters of a command', async () => {
    const { module, radio, time } = reyax();
    await time.pass(1000);
    expect(radio.mtuBytes).toBe(180);
    radio.send(new Uint8Array(180).fill(0xff));
    expect(sends(module)[0]).toMatch(/^AT\+SEND=0,240,_{240}$/);
  });

  test('one command at a time: the next frame waits for +OK', async () => {
    const { module, radio, time } = reyax();
    await time.pass(1000);
    module.refusal = { to: /SEND/, answer: null };
    radio.send(Uint8Array.of(1));
    radio.send(Uint8Array.of(2));
    await time.pass(20);
    expect(sends(module)).toHaveLength(1);
    module.toHost(ascii('+OK\r\n'));
    await time.pass(30);
    expect(sends(module)).toHaveLength(2);
  });

  test('+OK at once does not let a frame go before the air time is over', async () => {
    const { module, radio, time } = reyax();
    await time.pass(1000);
    radio.send(Uint8Array.of(1));
    radio.send(Uint8Array.of(2));
    await time.pass(10);
    expect(sends(module)).toHaveLength(1);
    await time.pass(30);
    expect(sends(module)).toHaveLength(2);
  });

  test('+ERR ends a transmission, and is told once while it stays the same', async () => {
    const { module, radio, notices, time } = reyax();
    await time.pass(1000);
    module.refusal = { to: /SEND/, answer: '+ERR=17' };
    for (let i = 0; i < 4; i++) {
      radio.send(Uint8Array.of(i));
      await time.pass(50);
    }
    expect(sends(module)).toHaveLength(4);
    expect(notices).toEqual([
      'a frame was not sent: the module answered +ERR=17 (the last transmission was not over)',
    ]);
    module.refusal = null;
    radio.send(Uint8Array.of(9));
    await time.pass(50);
    module.refusal = { to: /SEND/, answer: '+ERR=17' };
    radio.send(Uint8Array.of(9));
    expect(notices).toHaveLength(2);
  });

  test('a module that starts again is set up again', async () => {
    const { module, links, time } = reyax({ address: 5 });
    await time.pass(1000);
    module.settings.set('ADDRESS', '0');
    module.toHost(ascii('+READY\r\n'));
    expect(links.at(-1)).toBe('the module has started again by itself: is its power steady?');
    await time.pass(1000);
    expect([links.at(-1), module.settings.get('ADDRESS')]).toEqual(['up', '5']);
  });

  test('a module that falls silent is noticed', async () => {
    const { module, radio, links, time } = reyax();
    await time.pass(1000);
    module.refusal = { to: /.*/, answer: null };
    for (let i = 0; i < 6; i++) {
      radio.send(Uint8Array.of(i));
      await time.pass(2000);
    }
    expect(links.slice(1, 2)).toEqual([
      'the module no longer answers: is it still powered and wired?',
    ]);
  });

  test.each([
    ['text of somebody else', '+RCV=1,5,Hello,-40,10'],
    ['text with other characters', '+RCV=1,3,a+b,-40,10'],
    ['bits that no encoder leaves', '+RCV=1,2,AB,-40,10'],
    ['a length that no frame has', '+RCV=1,1,A,-40,10'],
    ['nothing', '+RCV=1,0,,-40,10'],
  ])('%s is dropped', async (_name, line) => {
    const { module, heard, drops, time } = reyax();
    await time.pass(1000);
    module.toHost(ascii(`${line}\r\n+RCV=1,2,AQ,-40,10\r\n`));
    expect([heard, drops]).toEqual([['01'], ['malformed']]);
  });
});

describe('taking apart', () => {
  function said(...chunks: Uint8Array[]): ReyaxSaid[] {
    const lines = new ReyaxLines();
    const all: ReyaxSaid[] = [];
    for (const chunk of chunks) lines.push(chunk, (one) => all.push(one));
    return all;
  }
  const received = (data: string) => `+RCV=12,${data.length},${data},-45,11\r\n`;

  /** Characters that could be mistaken for structure. */
  const data = fc.array(fc.constantFrom(...'+RCV=0,5\r\n-OK,'.split(''), 'a', '\x00', '\xff'), {
    maxLength: 240,
  });

  test('data is counted, whatever stands in it, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(
          data.map((characters) => characters.join('')),
          { minLength: 1, maxLength: 4 },
        ),
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 9 }),
        (all, sizes) => {
          const stream = ascii(all.map((text) => `${received(text)}+OK\r\n`).join(''));
          const chunks: Uint8Array[] = [];
          for (let from = 0, i = 0; from < stream.length; i++) {
            const size = sizes[i % sizes.length]!;
            chunks.push(stream.subarray(from, from + size));
            from += size;
          }
          expect(said(...chunks)).toEqual(
            all.flatMap((text) => [
              { said: 'received', data: text },
              { said: 'line', line: '+OK' },
            ]),
          );
        },
      ),
    );
  });

  test.each([
    ['truncated data', '+RCV=1,40,abcdef\r\n'],
    ['a head without its end', '+RCV=1\r\n'],
    ['a length above what the module can give', '+RCV=1,241,abc,-1,1\r\n'],
    ['an absurd length', '+RCV=1,99999999999999999999,abc,-1,1\r\n'],
    ['a negative length', '+RCV=1,-5,abc,-1,1\r\n'],
    ['no length', '+RCV=1,,abc,-1,1\r\n'],
    ['no strength', '+RCV=1,3,abc\r\n'],
    ['an endless line', `${'x'.repeat(5000)}\r\n`],
    ['a line that is no text', '\xff\x80\x00\r\n'],
  ])('%s costs its own line', (_name, noise) => {
    const wanted = 'abcd'.repeat(50);
    const all = said(ascii(noise), ascii(received(wanted)), ascii(received(wanted)));
    expect(all.filter((one) => one.said !== 'noise')).toEqual([
      { said: 'received', data: wanted },
      { said: 'received', data: wanted },
    ]);
    expect(all[0]!.said).toBe('noise');
  });

  test('a length that cannot be is not waited for', () => {
    expect(said(ascii('+RCV=1,241,abc,-1,1\r\n'))).toEqual([{ said: 'noise', bytes: 21 }]);
    expect(said(ascii('+RCV=1,240,abc,-1,1\r\n'))).toEqual([]);
  });

  test('noise is counted, and takes no memory', () => {
    const lines = new ReyaxLines();
    const all: ReyaxSaid[] = [];
    const push = (chunk: Uint8Array) => lines.push(chunk, (one) => all.push(one));
    for (let i = 0; i < 500; i++) {
      push(new Uint8Array(10_000).fill(0x2b));
      const { held } = lines as unknown as { held: string };
      expect(held.length).toBeLessThan(600);
    }
    push(ascii(`\n${received('abcd')}`));
    expect(all).toEqual([
      { said: 'noise', bytes: 5_000_001 },
      { said: 'received', data: 'abcd' },
    ]);
  });

  test('any bytes at all: it never throws, and a line after them is heard', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 5 }), (chunks) => {
        const end = ascii(`${'\n'.repeat(300)}+OK\r\n`);
        expect(said(...chunks, end).at(-1)).toEqual({ said: 'line', line: '+OK' });
      }),
    );
  });
});

test('the frames of two members come through each other', async () => {
  const ether = new FakeEther<string>();
  const [a, b] = [rigOn(at(), new FakeReyax(ether)), rigOn(at(), new FakeReyax(ether))];
  await a.time.pass(1000);
  await b.time.pass(1000);
  const frame = Uint8Array.from({ length: 180 }, (_, i) => (i * 37) % 256);
  a.radio.send(frame);
  await a.time.pass(1);
  expect([a.heard, b.heard]).toEqual([[], [hex(frame)]]);
});
