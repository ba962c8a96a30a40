/** I2C trouble: absent devices, a bus that is stuck, more than is allowed. None of it keeps the dead-man waiting. */

import { describe, expect, it } from 'vitest';
import { Bench, LOW, say } from './stage.ts';

const CONFIG = [0xf0, 0x78, 0, 0, 0xf7];
const read = (address: number, count: number, always = false) => [
  ...[0xf0, 0x76, address, always ? 0x10 : 0x08, 2, 0],
  ...[count & 0x7f, count >> 7, 0xf7],
];

/** Strings and replies that it has said since the last call. */
function said(bench: Bench): string[] {
  const text = bench.heard.splice(0);
  const messages: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== 0xf0) continue;
    const end = text.indexOf(0xf7, at);
    const pairs: number[] = [];
    for (let i = at + 2; i + 1 < end; i += 2) pairs.push(text[i]! | (text[i + 1]! << 7));
    if (text[at + 1] === 0x71) messages.push(String.fromCharCode(...pairs));
    if (text[at + 1] === 0x77) messages.push(`reply ${pairs.join(' ')}`);
  }
  return messages;
}

function withBus(): Bench {
  const bench = new Bench();
  bench.tell(CONFIG);
  bench.heard.length = 0;
  return bench;
}

describe('a device that is absent', () => {
  it('gives an empty reply and a string', () => {
    const bench = withBus();
    bench.tell(read(0x41, 2));
    bench.pass(20);
    expect(said(bench)).toEqual(['I2C: Too few bytes received', 'reply 65 2']);
    bench.tell([0xf0, 0x76, 0x41, 0, 5, 0, 1, 0, 0xf7]);
    bench.pass(20);
    expect(said(bench)).toEqual(['I2C: no device answers']);
    bench.tell([0xf0, 0x76, 0x41, 8, 1, 0, 0xf7]);
    bench.pass(20);
    expect(said(bench)).toEqual(['I2C: Too few bytes received', 'reply 65 0']);
  });

  it('is told from one that comes back', () => {
    const bench = withBus();
    bench.arduino.attach(0x40, { write: () => {}, read: () => Uint8Array.of(1, 255) });
    bench.tell(read(0x40, 2));
    bench.pass(20);
    bench.arduino.detach(0x40);
    bench.tell(read(0x40, 2));
    bench.pass(20);
    expect(said(bench)).toEqual(['reply 64 2 1 255', 'I2C: Too few bytes received', 'reply 64 2']);
  });
});

describe('a bus with a wire at ground', () => {
  it('is said to be stuck, and works again without it', () => {
    const bench = withBus();
    bench.arduino.attach(0x40, { write: () => {}, read: () => Uint8Array.of(7, 8) });
    bench.arduino.drive('A4', 'low');
    bench.tell(read(0x40, 2));
    bench.pass(30);
    expect(said(bench)).toEqual(['I2C: the bus is stuck', 'reply 64 2']);
    bench.arduino.drive('A4', null);
    bench.tell(read(0x40, 2));
    bench.pass(30);
    expect(said(bench)).toEqual(['reply 64 2 7 8']);
  });

  it('keeps neither the dead-man nor the watchdog from their time, with all that can be asked for', () => {
    const bench = withBus();
    bench.arduino.drive('A5', 'low');
    // Eight readings, each with the longest delay, at the shortest interval.
    bench.tell([0xf0, 0x78, 0x7f, 0x7f, 0xf7], [0xf0, 0x7a, 1, 0, 0xf7]);
    for (let address = 8; address < 16; address += 1) bench.tell(read(address, 32, true));
    bench.tell(say.arm(8, LOW, 2000), say.grant(1, 2000), say.level(8, 1));
    bench.pass(500);
    expect(bench.arduino.level('D8')).toBe('high');
    bench.tell(say.grant(2, 300));
    // A grant is heard between two readings.
    bench.pass(350);
    expect(bench.arduino.level('D8')).toBe('low');
    bench.pass(3000);
    bench.tell(say.reset());
    bench.pass(300);
    expect(bench.state()).toMatchObject({ armed: true, resetCause: 1, trips: 1 });
  });
});

describe('requests', () => {
  it('of all that the protocol knows are done as it says', () => {
    const bench = withBus();
    const written: string[] = [];
    bench.arduino.attach(0x40, {
      write: (bytes) => written.push(Buffer.from(bytes).toString('hex')),
      read: (count) => Uint8Array.from({ length: count }, (_, i) => i),
    });
    // Write; read without a register; without a stop between; the most at once.
    bench.tell([0xf0, 0x76, 0x40, 0, 5, 0, 0x7f, 1, 0xf7]);
    bench.tell([0xf0, 0x76, 0x40, 8, 3, 0, 0xf7]);
    bench.tell([0xf0, 0x76, 0x40, 0x48, 9, 0, 1, 0, 0xf7]);
    bench.pass(20);
    expect(written).toEqual(['05ff', '09']);
    expect(said(bench)).toEqual(['reply 64 0 0 1 2', 'reply 64 9 0']);
    bench.tell(read(0x40, 32));
    bench.pass(30);
    expect(said(bench)[0]!.split(' ')).toHaveLength(3 + 32);
  });

  it('beyond what fits are refused', () => {
    const bench = withBus();
    bench.tell(read(0x40, 33), read(0x40, 0), [0xf0, 0x76, 0, 0x28, 2, 0, 1, 0, 0xf7]);
    for (let address = 1; address < 10; address += 1) bench.tell(read(address, 1, true));
    bench.tell([0xff]);
    bench.pass(50);
    const strings = said(bench).filter((text) => !/^reply|Too few/.test(text));
    expect(strings).toEqual([
      'I2C: 1 to 32 bytes at once',
      'I2C: 1 to 32 bytes at once',
      'I2C: addresses have 7 bits here',
      'I2C: too many readings',
    ]);
  });

  it('are nothing without a bus, and a guarded pin does not become one', () => {
    const bench = new Bench();
    bench.heard.length = 0;
    bench.tell(read(0x40, 2));
    bench.pass(20);
    expect(said(bench)).toEqual([]);
    bench.tell(say.arm(18, LOW, 2000), CONFIG);
    bench.pass(20);
    expect(said(bench)).toEqual(['I2C: A4 or A5 is guarded']);
    expect(bench.arduino.level('A4')).toBe('low');
  });

  it('end when one of its pins is made something else', () => {
    const bench = withBus();
    bench.tell(say.mode(19, 1), say.level(19, 1));
    expect(bench.arduino.level('A5')).toBe('high');
    bench.tell(read(0x40, 2));
    bench.pass(20);
    expect(said(bench)).toEqual([]);
  });
});
