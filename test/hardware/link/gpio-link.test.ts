import { expect, test } from 'vitest';
import type { LinkPlan, LiveBoard } from '../../../hardware/link/board-link.ts';
import type { Io } from '../../../hardware/link/io.ts';
import { openBoardLink } from '../../../hardware/link/open.ts';
import { FakeIo } from '../fake-io.ts';
import { HandTime } from '../hand-time.ts';

const PULSE: LinkPlan = {
  model: 'pi',
  deadMan: { kind: 'pulse', pin: 'GPIO23', everyMs: 100 },
  guarded: [{ pin: 'GPIO17', safe: 'low' }],
};

const open = async (openGpio: () => Promise<Io>, plan = PULSE) => {
  const time = new HandTime();
  const ups: LiveBoard[] = [];
  const downs: string[] = [];
  const notices: string[] = [];
  const link = await openBoardLink(
    { kind: 'gpio' },
    plan,
    { clock: time, makeAlarm: time.makeAlarm, onNotice: (text) => notices.push(text), openGpio },
    {
      onUp: (live) => ups.push(live),
      onDown: (reason) => downs.push(reason),
      onTrip: () => {},
    },
  );
  return { time, link, ups, downs, notices };
};

test('up, with a dead-man of pulses that rests', async () => {
  const io = new FakeIo('GPIO');
  const { time, link, ups, notices } = await open(async () => io);
  await time.pass(10);
  expect(ups).toHaveLength(1);
  expect(link.live).toBe(ups[0]);
  expect(ups[0]!.deadMan.kind).toBe('pulse');
  expect(io.level(23)).toBe('low');
  ups[0]!.deadMan.grant(1000);
  await time.pass(500);
  expect(io.writes.filter(({ pin, value }) => pin === 23 && value === 1).length).toBe(3);
  expect(notices).toEqual(['the GPIO of this machine is ready']);
  await link.close();
  expect(io.isClosed).toBe(true);
  expect(io.level(23)).toBe('low');
  expect(time.pending).toBe(0);
});

test('without the package it says so once, and tries again', async () => {
  let tries = 0;
  const { time, link, ups, downs } = await open(async () => {
    tries += 1;
    if (tries < 5) throw new Error('npm install @iiot2k/gpiox@2.1.4');
    return new FakeIo('GPIO');
  });
  await time.pass(30_000);
  expect(downs).toEqual(['npm install @iiot2k/gpiox@2.1.4']);
  expect(tries).toBe(5);
  expect(ups).toHaveLength(1);
  await link.close();
});

test('trouble of a pin: down, everything given back, and up again', async () => {
  const ios: FakeIo[] = [];
  const { time, link, ups, downs } = await open(async () => {
    const io = new FakeIo('GPIO');
    ios.push(io);
    return io;
  });
  await time.pass(10);
  ups[0]!.deadMan.grant(100_000);
  ios[0]!.emit('trouble', 'GPIO17 is in use by another program');
  expect(link.live).toBeNull();
  await time.pass(5000);
  expect(downs).toEqual(['GPIO17 is in use by another program']);
  expect(ios[0]!.isClosed).toBe(true);
  expect(ups).toHaveLength(2);
  expect(ios).toHaveLength(2);
  await link.close();
  expect(time.pending).toBe(0);
});

test('a firmware as dead-man is not to be had here', async () => {
  const { time, link, ups, downs } = await open(async () => new FakeIo('GPIO'), {
    ...PULSE,
    deadMan: { kind: 'firmware', timeoutMs: 2000 },
  });
  await time.pass(5000);
  expect(ups).toEqual([]);
  expect(downs).toEqual([
    'the pins of this machine have no firmware that switches off: use deadMan pulse',
  ]);
  await link.close();
});

test('closed while it opens: nothing comes up', async () => {
  const io = new FakeIo('GPIO');
  const { time, link, ups } = await open(async () => io);
  await link.close();
  await time.pass(5000);
  expect(ups).toEqual([]);
  expect(io.isClosed).toBe(true);
  expect(time.pending).toBe(0);
});
