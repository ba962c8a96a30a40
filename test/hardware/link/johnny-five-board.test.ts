import five, { type Board } from 'johnny-five';
import { expect, test, vi } from 'vitest';
import { forgetBoard, makeBoard } from '../../../hardware/link/johnny-five-board.ts';
import { FakeIo } from '../fake-io.ts';
import { HandTime } from '../hand-time.ts';

const cache = () => (five.Board as unknown as { cache: Board[] }).cache;

const open = async () => {
  const io = new FakeIo();
  let ready = 0;
  const board = makeBoard(
    io,
    () => {
      ready += 1;
    },
    (text) => expect.fail(text),
  );
  expect(ready).toBe(0);
  await new HandTime().settle();
  expect(ready).toBe(1);
  return { io, board };
};

test('two boards in one process: each component writes to its own', async () => {
  const [first, second] = [await open(), await open()];
  new five.Relay({ board: second.board, pin: 8 }).close();
  expect(first.io.level(8)).toBeNull();
  expect(second.io.level(8)).toBe('high');
  forgetBoard(first.board);
  forgetBoard(second.board);
});

test('it prints nothing, takes no signals, and leaves no timer', async () => {
  const log = vi.spyOn(console, 'log');
  const signals = process.listenerCount('SIGINT');
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const { board } = await open();
  expect(process.listenerCount('SIGINT')).toBe(signals);
  expect(log).not.toHaveBeenCalled();
  expect(timers()).toBe(before);
  forgetBoard(board);
  log.mockRestore();
});

test('what is forgotten is held by nothing in johnny-five, and writing to it does nothing', async () => {
  const { io, board } = await open();
  const relay = new five.Relay({ board, pin: 8 }) as five.Relay & { io: unknown; board: unknown };
  const motor = new five.Motor({ board, pins: { pwm: 5, dir: 4 } });
  const held = cache().length;
  forgetBoard(board);
  // Who is told of the loss may still switch off.
  relay.open();
  expect(io.writes.at(-1)).toEqual({ pin: 8, value: 0 });
  await new HandTime().settle();
  expect(cache()).toHaveLength(held - 1);
  expect(relay.io).not.toBe(io);
  expect(relay.board).not.toBe(board);
  const writes = io.writes.length;
  relay.close();
  motor.forward(255);
  motor.stop();
  expect(io.writes).toHaveLength(writes);
});
