import five from 'johnny-five';
import { afterEach, describe, expect, test } from 'vitest';
import type { Level } from '../../../hardware/board/board.ts';
import { GpioIo } from '../../../hardware/gpio/gpio-io.ts';
import { HandTime } from '../hand-time.ts';
import { type GpioWorld, openGpioWorld } from './world.ts';

const RELAY = 17;
const CONTACT = 22;

const worlds: GpioWorld[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.dispose();
});

async function stage() {
  const gpiox = await openGpioWorld();
  worlds.push(gpiox);
  const time = new HandTime();
  const troubles: string[] = [];
  const exits: (() => void)[] = [];
  const changes: (readonly [pin: number, level: Level | null])[] = [];
  gpiox.onPin = (pin, level) => changes.push([pin, level]);
  const io = new GpioIo({
    binding: gpiox.binding,
    clock: time,
    makeAlarm: time.makeAlarm,
    atExit(act) {
      exits.push(act);
      return () => exits.splice(exits.indexOf(act), 1);
    },
  });
  io.on('trouble', (text: string) => troubles.push(text));
  return { gpiox, time, io, troubles, exits, changes };
}

async function withBoard() {
  const parts = await stage();
  const options = { io: parts.io, repl: false, debug: false, sigint: false };
  const board = new five.Board(options);
  await new Promise<void>((resolve) => board.on('ready', () => resolve()));
  return { ...parts, board };
}

describe('outputs', () => {
  test('a Relay of johnny-five, which sets no mode, switches its pin', async () => {
    const { board, changes } = await withBoard();
    const relay = new five.Relay({ pin: 'GPIO17', board } as never);
    expect(changes).toEqual([]);
    relay.open();
    relay.close();
    relay.open();
    expect(changes).toEqual([
      [RELAY, 'low'],
      [RELAY, 'high'],
      [RELAY, 'low'],
    ]);
  });

  test('an output starts with the level of its first write, whatever its mode was set to before', async () => {
    const { io, changes } = await stage();
    io.pinMode(RELAY, io.MODES.OUTPUT);
    expect(changes).toEqual([]);
    io.digitalWrite(RELAY, 1);
    io.pinMode(RELAY, io.MODES.OUTPUT);
    expect(changes).toEqual([[RELAY, 'high']]);
  });

  test('an output can be read back', async () => {
    const { io, time } = await stage();
    const seen: number[] = [];
    io.digitalWrite(RELAY, 1);
    io.digitalRead(RELAY, (value) => seen.push(value));
    await time.pass(10);
    io.digitalWrite(RELAY, 0);
    await time.pass(10);
    expect(seen).toEqual([1]);
    expect(io.pins[RELAY]!.value).toBe(0);
  });
});

describe('inputs', () => {
  test.each([
    ['driven high', 'high', 1],
    ['driven low', 'low', 0],
  ] as const)('%s reads the same whatever the pull', async (_what, level, value) => {
    for (const mode of ['INPUT', 'PULLUP', 'PULLDOWN'] as const) {
      const { io, gpiox, time } = await stage();
      gpiox.drive(CONTACT, level);
      io.pinMode(CONTACT, io.MODES[mode]);
      const seen: number[] = [];
      io.digitalRead(CONTACT, (value) => seen.push(value));
      await time.pass(20);
      expect(seen, mode).toEqual([value]);
    }
  });

  test('a pin that nothing drives reads as its pull', async () => {
    const { io, gpiox, time } = await stage();
    const seen: [string, number][] = [];
    for (const [pin, mode] of [
      [22, io.MODES.PULLUP],
      [23, io.MODES.PULLDOWN],
    ] as const) {
      io.pinMode(pin, mode);
      io.digitalRead(pin, (value) => seen.push([`GPIO${pin}`, value]));
    }
    await time.pass(50);
    gpiox.drive(22, 'low');
    gpiox.drive(23, 'high');
    await time.pass(50);
    gpiox.drive(22, null);
    gpiox.drive(23, null);
    await time.pass(50);
    expect(seen).toEqual([
      ['GPIO22', 1],
      ['GPIO23', 0],
      ['GPIO22', 0],
      ['GPIO23', 1],
      ['GPIO22', 1],
      ['GPIO23', 0],
    ]);
  });

  test('a Switch of johnny-five gets its pull-up, and sees the contact', async () => {
    const { board, gpiox, time } = await withBoard();
    const contact = new five.Switch({ pin: 'GPIO22', board } as never);
    await time.pass(50);
    expect(contact.isClosed).toBe(false);
    gpiox.drive(CONTACT, 'low');
    await time.pass(50);
    expect(contact.isClosed).toBe(true);
    gpiox.drive(CONTACT, null);
    await time.pass(50);
    expect(contact.isOpen).toBe(true);
  });

  test('a low level written to an input switches its pull off, as on an Arduino', async () => {
    const { io, time } = await stage();
    const seen: number[] = [];
    io.pinMode(CONTACT, io.MODES.INPUT);
    io.digitalWrite(CONTACT, 1);
    io.digitalRead(CONTACT, (value) => seen.push(value));
    await time.pass(50);
    io.digitalWrite(CONTACT, 0);
    await time.pass(50);
    expect(seen).toEqual([1, 0]);
  });

  test('an input is requested once, with the pull that it has when it is first read', async () => {
    const { io, gpiox, time } = await stage();
    const seen: number[] = [];
    io.pinMode(CONTACT, io.MODES.INPUT);
    io.digitalWrite(CONTACT, 1);
    expect(gpiox.open).toEqual([]);
    io.digitalRead(CONTACT, (value) => seen.push(value));
    expect(gpiox.open).toEqual([CONTACT]);
    await time.pass(1);
    expect(seen).toEqual([1]);
  });

  test('each change is told once, as soon as its edge comes, and never from within the call', async () => {
    const { io, gpiox, time } = await stage();
    const seen: [number, number][] = [];
    io.pinMode(CONTACT, io.MODES.PULLUP);
    io.digitalRead(CONTACT, (value) => seen.push([time.nowMs(), value]));
    expect(seen).toEqual([]);
    await time.pass(12);
    gpiox.drive(CONTACT, 'low');
    await gpiox.arrived();
    expect(seen).toHaveLength(1);
    await time.pass(51);
    gpiox.drive(CONTACT, null);
    await gpiox.arrived();
    await time.pass(500);
    expect(seen).toEqual([
      [0, 1],
      [12, 0],
      [63, 1],
    ]);
  });

  test('a change whose edge is lost is found within 50 ms', async () => {
    const { io, gpiox, time } = await stage();
    const seen: number[] = [];
    io.pinMode(CONTACT, io.MODES.PULLUP);
    io.digitalRead(CONTACT, (value) => seen.push(value));
    await time.pass(12);
    gpiox.loseEdges();
    gpiox.drive(CONTACT, 'low');
    await gpiox.arrived();
    await time.pass(50);
    expect(seen).toEqual([1, 0]);
  });

  test('of a contact that bounces, the last level is what is told last', async () => {
    const { io, gpiox, time } = await stage();
    const seen: number[] = [];
    io.pinMode(CONTACT, io.MODES.PULLUP);
    io.digitalRead(CONTACT, (value) => seen.push(value));
    await time.pass(12);
    for (const level of ['low', null, 'low', null, 'low'] as const) gpiox.drive(CONTACT, level);
    await gpiox.arrived();
    await time.pass(10);
    expect(seen).toEqual([1, 0]);
  });

  test('an edge that comes after close() wakes nothing', async () => {
    const { io, gpiox, time } = await stage();
    const seen: number[] = [];
    io.pinMode(CONTACT, io.MODES.PULLUP);
    io.digitalRead(CONTACT, (value) => seen.push(value));
    await time.pass(12);
    gpiox.drive(CONTACT, 'low');
    await io.close();
    await gpiox.arrived();
    expect(time.pending).toBe(0);
    await time.pass(500);
    expect(seen).toEqual([1]);
  });

  test('who reads later is told the level too', async () => {
    const { io, time } = await stage();
    const seen: string[] = [];
    io.pinMode(CONTACT, io.MODES.PULLUP);
    io.digitalRead(CONTACT, (value) => seen.push(`first ${value}`));
    await time.pass(50);
    io.digitalRead(CONTACT, (value) => seen.push(`second ${value}`));
    await time.pass(50);
    expect(seen).toEqual(['first 1', 'first 1', 'second 1']);
  });

  test('a pin goes from output to input and back, held once at a time', async () => {
    const { io, gpiox } = await stage();
    io.digitalWrite(CONTACT, 1);
    io.pinMode(CONTACT, io.MODES.PULLUP);
    expect(gpiox.level(CONTACT)).toBe(null);
    io.pinMode(CONTACT, io.MODES.OUTPUT);
    expect(gpiox.open).toEqual([]);
    io.digitalWrite(CONTACT, 0);
    expect(gpiox.level(CONTACT)).toBe('low');
    expect(gpiox.open).toEqual([CONTACT]);
  });

  test('nothing is looked at while nobody reads', async () => {
    const { io, time } = await stage();
    io.pinMode(CONTACT, io.MODES.PULLUP);
    io.digitalWrite(RELAY, 0);
    expect(time.pending).toBe(0);
  });
});

describe('the end', () => {
  const writes = { closesHigh: [0, 1], closesLow: [1, 0] } as const;

  test.each([
    ['high', writes.closesHigh, 'low'],
    ['low', writes.closesLow, 'high'],
  ] as const)(
    'close() opens a relay that closes at %s, and gives all back',
    async (_, levels, open) => {
      const { io, gpiox, time, exits } = await stage();
      for (const level of levels) io.digitalWrite(RELAY, level);
      io.digitalRead(CONTACT, () => {});
      await io.close();
      expect(gpiox.level(RELAY)).toBe(open);
      expect(gpiox.open).toEqual([]);
      expect(time.pending).toBe(0);
      expect(exits).toEqual([]);
    },
  );

  test('the end of the process opens the relay', async () => {
    const { io, gpiox, exits } = await stage();
    io.digitalWrite(RELAY, 0);
    io.digitalWrite(RELAY, 1);
    for (const act of exits) act();
    expect(gpiox.level(RELAY)).toBe('low');
  });

  test('after close() nothing is written, read or taken', async () => {
    const { io, gpiox, time, changes } = await stage();
    io.digitalWrite(RELAY, 0);
    await io.close();
    io.digitalWrite(RELAY, 1);
    io.digitalWrite(5, 1);
    io.pinMode(6, io.MODES.PULLUP);
    io.digitalRead(6, () => {});
    await io.close();
    expect(changes).toEqual([[RELAY, 'low']]);
    expect(gpiox.open).toEqual([]);
    expect(time.pending).toBe(0);
  });

  test('without a stand-in, it is the end of this process that counts', async () => {
    const before = process.listenerCount('exit');
    const { gpiox, time } = await stage();
    const io = new GpioIo({ binding: gpiox.binding, clock: time, makeAlarm: time.makeAlarm });
    expect(process.listenerCount('exit')).toBe(before + 1);
    await io.close();
    expect(process.listenerCount('exit')).toBe(before);
  });
});

describe('trouble', () => {
  test('a pin that another process holds: said once, and everything else is switched off', async () => {
    const { io, gpiox, time, troubles } = await stage();
    gpiox.occupy(CONTACT);
    io.digitalWrite(RELAY, 0);
    io.digitalWrite(RELAY, 1);
    io.pinMode(CONTACT, io.MODES.PULLUP);
    io.digitalRead(CONTACT, () => {});
    io.digitalRead(CONTACT, () => {});
    // Not from within the call.
    expect(troubles).toEqual([]);
    expect(gpiox.level(RELAY)).toBe('low');
    await time.pass(50);
    expect(troubles).toEqual([expect.stringMatching(/^GPIO22 is not free: .*gpioinfo/)]);
    expect(gpiox.level(RELAY)).toBe('low');
    io.digitalWrite(RELAY, 1);
    expect(gpiox.level(RELAY)).toBe('low');
  });

  test('a pin that cannot be read any more', async () => {
    const { io, gpiox, time, troubles } = await stage();
    const seen: number[] = [];
    io.pinMode(CONTACT, io.MODES.PULLUP);
    io.digitalRead(CONTACT, (value) => seen.push(value));
    await time.pass(20);
    gpiox.breakReads(CONTACT);
    await time.pass(100);
    expect(troubles).toHaveLength(1);
    expect(seen).toEqual([1]);
    expect(time.pending).toBe(0);
  });

  test('trouble is not told after close()', async () => {
    const { io, gpiox, time, troubles } = await stage();
    gpiox.occupy(CONTACT);
    io.digitalRead(CONTACT, () => {});
    await io.close();
    await time.pass(50);
    expect(troubles).toEqual([]);
    expect(time.pending).toBe(0);
  });

  test('what these pins cannot do is an error that says what can', async () => {
    const { io } = await stage();
    expect(() => io.pinMode(5, io.MODES.PWM)).toThrow(/^GPIO5 of a Raspberry Pi can only be read/);
    expect(() => io.pwmWrite(5)).toThrow(/motors without pwm/);
    expect(() => io.analogWrite(5)).toThrow(/GPIO5/);
    expect(() => io.analogRead(0)).toThrow(/^A0 .*INA219/);
  });

  test.each(['GPIO1', 'GPIO28', 'D5', 1, 28, 2.5, ''])('%s is no pin', async (pin) => {
    const { io } = await stage();
    expect(() => io.normalize(pin)).toThrow('is no GPIO pin; use GPIO2 to GPIO27');
  });

  test.each(['GPIO2', 'GPIO27', 2, 27])('%s is a pin', async (pin) => {
    const { io } = await stage();
    expect(io.normalize(pin)).toBe(Number(String(pin).replace('GPIO', '')));
  });
});
