import { describe, expect, test } from 'vitest';
import type { RelayBoard } from '../../../hardware/board/board.ts';
import { openRelay } from '../../../hardware/drivers/relay.ts';
import { forgetBoard, makeBoard } from '../../../hardware/link/johnny-five-board.ts';
import { FakeIo } from '../fake-io.ts';
import { HandTime } from '../hand-time.ts';

const BOARD: RelayBoard = {
  pin: 'D8',
  closed: 'high',
  feedback: { pin: 'D9', closed: 'low', pullUp: true, debounceMs: 10 },
  settleMs: 50,
};

const open = async (board: RelayBoard = BOARD, prepare: (io: FakeIo) => void = () => {}) => {
  const time = new HandTime();
  const io = new FakeIo();
  prepare(io);
  const live = makeBoard(
    io,
    () => {},
    (text) => expect.fail(text),
  );
  await time.settle();
  let changes = 0;
  const relay = openRelay(
    { board: live, io },
    board,
    { clock: time, makeAlarm: time.makeAlarm },
    () => {
      changes += 1;
    },
  );
  const end = () => {
    relay.end();
    forgetBoard(live);
  };
  return { time, io, relay, end, changes: () => changes };
};

test('it is opened at once, and never closed on the way', async () => {
  const { io, relay } = await open();
  expect(io.level(8)).toBe('low');
  expect(io.writes.filter(({ pin }) => pin === 8).every(({ value }) => value === 0)).toBe(true);
  expect(relay.commandedClosed).toBe(false);
});

test('one that closes at low rests at high, and never gets a low level on the way', async () => {
  const { io, relay, time } = await open({ ...BOARD, closed: 'low', feedback: null });
  expect(io.level(8)).toBe('high');
  expect(io.writes.filter(({ pin, value }) => pin === 8 && value === 0)).toEqual([]);
  await time.pass(100);
  relay.close();
  expect(io.level(8)).toBe('low');
  relay.end();
  expect(io.level(8)).toBe('high');
});

test('it closes only when it was seen open and has had its time', async () => {
  const { io, relay, time } = await open();
  relay.close();
  expect(io.level(8)).toBe('low');
  await time.pass(49);
  expect(relay.mayClose).toBe(false);
  await time.pass(1);
  expect(relay.mayClose).toBe(true);
  relay.close();
  expect(io.level(8)).toBe('high');
  expect(relay.commandedClosed).toBe(true);
});

test('without feedback, time alone opens the way', async () => {
  const { io, relay, time } = await open({ ...BOARD, feedback: null });
  await time.pass(50);
  relay.close();
  expect(io.level(8)).toBe('high');
  await time.pass(10_000);
  expect(relay.trouble).toBeNull();
  expect(relay.feedback).toBeNull();
});

describe('feedback', () => {
  const closed = async () => {
    const stage = await open();
    await stage.time.pass(100);
    stage.relay.close();
    return stage;
  };

  test('follows: no trouble', async () => {
    const { io, relay, time } = await closed();
    await time.pass(8);
    io.drive(9, 'low');
    await time.pass(100);
    expect(relay.feedback).toBe(true);
    expect(relay.trouble).toBeNull();
    relay.open();
    await time.pass(8);
    io.drive(9, null);
    await time.pass(100);
    expect(relay.trouble).toBeNull();
  });

  test('stays open: silent after its time, and told', async () => {
    const { relay, time, changes } = await closed();
    await time.pass(49);
    expect(relay.trouble).toBeNull();
    const before = changes();
    await time.pass(1);
    expect(relay.trouble).toBe('silent');
    expect(changes()).toBeGreaterThan(before);
  });

  test('stays closed: welded after its time, and it cannot be closed again', async () => {
    const { io, relay, time } = await closed();
    io.drive(9, 'low');
    await time.pass(100);
    relay.open();
    await time.pass(49);
    expect(relay.trouble).toBeNull();
    await time.pass(1);
    expect(relay.trouble).toBe('welded');
    expect(relay.mayClose).toBe(false);
    relay.close();
    expect(io.level(8)).toBe('low');
  });

  test('opening it again and again gives a welded relay no more time', async () => {
    const { io, relay, time } = await closed();
    io.drive(9, 'low');
    await time.pass(100);
    for (let i = 0; i < 6; i++) {
      relay.open();
      await time.pass(10);
    }
    expect(relay.trouble).toBe('welded');
  });

  test('closed from the beginning is welded too', async () => {
    const { relay, time } = await open(BOARD, (io) => io.drive(9, 'low'));
    await time.pass(100);
    expect(relay.trouble).toBe('welded');
  });
});

test('at the end it is open, and nothing is left', async () => {
  const { io, relay, time, end } = await open();
  await time.pass(100);
  relay.close();
  end();
  expect(io.level(8)).toBe('low');
  expect(time.pending).toBe(0);
});

describe('a board behind a slow line', () => {
  /** Answers a question about a pin only when it is told to. */
  class SlowIo extends FakeIo {
    readonly questions: (() => void)[] = [];

    queryPinState(_pin: number, callback: () => void): void {
      this.questions.push(callback);
    }

    answer(): void {
      this.questions.shift()!();
    }
  }

  const slow = async () => {
    const time = new HandTime();
    const io = new SlowIo();
    const live = makeBoard(
      io,
      () => {},
      (text) => expect.fail(text),
    );
    await time.settle();
    const ports = { clock: time, makeAlarm: time.makeAlarm };
    return { time, io, relay: openRelay({ board: live, io }, BOARD, ports, () => {}) };
  };

  /** Open, seen to be, and then closed. */
  const closed = async () => {
    const stage = await slow();
    stage.io.answer();
    await stage.time.pass(50);
    stage.io.answer();
    stage.relay.close();
    return stage;
  };

  test('has its time from when it has the command, and is judged when it has told what it saw', async () => {
    const { io, relay, time } = await closed();
    await time.pass(900);
    expect(relay.trouble).toBeNull();
    io.answer();
    await time.pass(900);
    expect(relay.trouble).toBeNull();
    io.answer();
    expect(relay.trouble).toBe('silent');
  });

  test('tells of a relay that follows before it answers: no trouble', async () => {
    const { io, relay, time } = await closed();
    await time.pass(900);
    io.answer();
    await time.pass(60);
    io.drive(9, 'low');
    await time.pass(10);
    io.answer();
    expect(relay.trouble).toBeNull();
    expect(relay.feedback).toBe(true);
  });

  test('is asked again when an answer was lost', async () => {
    const { io, relay, time } = await closed();
    io.questions.length = 0;
    await time.pass(1000);
    expect(io.questions).toHaveLength(1);
    io.answer();
    await time.pass(50);
    io.answer();
    expect(relay.trouble).toBe('silent');
  });

  test('answers to an earlier command count for nothing', async () => {
    const { io, relay, time } = await closed();
    relay.open();
    io.answer();
    await time.pass(500);
    expect(relay.mayClose).toBe(false);
    io.answer();
    await time.pass(50);
    io.answer();
    expect(relay.mayClose).toBe(true);
  });
});
