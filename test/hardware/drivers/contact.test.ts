import { describe, expect, test } from 'vitest';
import type { ContactBoard, Level } from '../../../hardware/board/board.ts';
import { openContact } from '../../../hardware/drivers/contact.ts';
import { FakeIo } from '../fake-io.ts';
import { HandTime } from '../hand-time.ts';

const BOARD: ContactBoard = { pin: 'D2', closed: 'low', pullUp: true, debounceMs: 20 };

const open = (board: ContactBoard = BOARD, prepare: (io: FakeIo) => void = () => {}) => {
  const time = new HandTime();
  const io = new FakeIo();
  prepare(io);
  const changes: (boolean | null)[] = [];
  const contact = openContact({ io }, board, { clock: time, makeAlarm: time.makeAlarm }, () =>
    changes.push(contact.closed),
  );
  return { time, io, contact, changes };
};

describe('polarity and pull-up', () => {
  test.each<[closed: Level, pullUp: boolean, driven: Level | null, is: boolean]>([
    ['low', true, null, false],
    ['low', true, 'low', true],
    ['low', false, 'high', false],
    ['high', false, null, false],
    ['high', false, 'high', true],
    ['high', true, 'low', false],
    ['high', true, null, true],
  ])('closed %s, pull-up %s, driven %s: %s', async (closed, pullUp, driven, is) => {
    const { time, io, contact } = open({ ...BOARD, closed, pullUp });
    io.drive(2, driven);
    await time.pass(30);
    expect(contact.closed).toBe(is);
    expect(contact.steady).toBe(is);
  });

  test('a board that knows no pull-up as a mode gets it by a write', async () => {
    const { time, io, contact } = open(BOARD, (fake) => {
      fake.pins[2]!.supportedModes = [0, 1];
    });
    expect(io.pins[2]!.mode).toBe(io.MODES.INPUT);
    await time.pass(30);
    expect(contact.closed).toBe(false);
  });

  test('A1 is a digital pin too', async () => {
    const { time, io, contact } = open({ ...BOARD, pin: 'A1' });
    io.drive(15, 'low');
    await time.pass(30);
    expect(contact.closed).toBe(true);
  });
});

test('nothing is known until the board has told', async () => {
  const { time, contact } = open();
  expect(contact.closed).toBeNull();
  await time.settle();
  expect(contact.closed).toBe(false);
});

test('bounces are counted, and change nothing but steady', async () => {
  const { time, io, contact } = open();
  await time.pass(100);
  for (let i = 0; i < 4; i++) {
    io.drive(2, 'low');
    await time.pass(2);
    io.drive(2, null);
    await time.pass(2);
  }
  expect(contact.closed).toBe(false);
  expect(contact.openings).toBe(4);
  io.drive(2, 'low');
  await time.pass(19);
  expect(contact.closed).toBe(false);
  await time.pass(1);
  expect(contact.closed).toBe(true);
  io.drive(2, null);
  expect(contact.steady).toBe(false);
  expect(contact.closed).toBe(true);
});

test('each edge is told, and the end of each debouncing', async () => {
  const { time, io, changes } = open();
  await time.pass(100);
  changes.length = 0;
  io.drive(2, 'low');
  expect(changes).toEqual([false]);
  await time.pass(100);
  expect(changes).toEqual([false, true]);
  io.drive(2, 'low');
  expect(changes).toHaveLength(2);
});

test('after closing it hears nothing and leaves nothing', async () => {
  const { time, io, contact, changes } = open();
  await time.pass(100);
  io.drive(2, 'low');
  const told = changes.length;
  contact.close();
  io.drive(2, null);
  await time.pass(100);
  expect(changes).toHaveLength(told);
  expect(time.pending).toBe(0);
  expect(io.listenerCount('digital-read-2')).toBe(0);
});
