/** A pad on the bench: power by hand has an end, whoever forgets it. */

import { expect, test } from 'vitest';
import type { Silence } from '../../../hardware/bench/pad-bench.ts';
import { PAD_PI, PAD_UNO } from '../pad/boards.ts';
import { gpioPadOnBench, padOnBench } from './stage.ts';

test('the relay closes for the time that it is given, and the dead-man has nothing to do', async () => {
  const { bench, time, world } = await padOnBench();
  expect(bench.closeRelay(5000)).toBeNull();
  await time.pass(300);
  expect(world.contactsClosed()).toBe(true);
  expect(bench.readings()).toMatchObject({
    relay: { closed: true, remainingMs: expect.closeTo(4700, -2), trouble: null },
    feedback: { pin: 'D9', level: 'low', closed: true },
    current: { amps: expect.closeTo(1, 1) },
  });
  await time.pass(4400);
  expect(world.contactsClosed()).toBe(true);
  await time.pass(300);
  expect(world.contactsClosed()).toBe(false);
  const { board, relay } = bench.readings();
  expect(board.deadMan.state).toMatchObject({ trips: 0, granted: false });
  expect(relay).toMatchObject({ closed: false, remainingMs: 0 });
  await bench.close();
});

test('nothing is granted beyond that time: a process that is frozen has no power on then', async () => {
  const { bench, time, arduino, world } = await padOnBench();
  bench.closeRelay(1000);
  await time.pass(10);
  const grants = arduino.heard.filter((hex) => hex.startsWith('f00b02'));
  const last = grants.at(-1)!;
  const forMs =
    Number.parseInt(last.slice(8, 10), 16) | (Number.parseInt(last.slice(10, 12), 16) << 7);
  expect(forMs).toBe(1000);
  await time.pass(990);
  expect(world.relayClosed()).toBe(false);
  await bench.close();
});

test('open, the end, and a lost board: the relay opens', async () => {
  for (const end of ['open', 'close', 'unplug'] as const) {
    const { bench, time, arduino, world } = await padOnBench();
    bench.closeRelay(10_000);
    await time.pass(100);
    expect(world.contactsClosed()).toBe(true);
    if (end === 'open') bench.openRelay();
    else if (end === 'close') void bench.close();
    else arduino.unplug();
    await time.pass(50);
    expect(bench.readings().relay.closed).toBe(false);
    if (end !== 'unplug') expect(world.contactsClosed()).toBe(false);
    else expect(() => bench.closeRelay(1000)).toThrow(/\/dev\/ttyACM0/);
    await bench.close();
  }
});

test('more amps than the pad may give open it', async () => {
  const { bench, time, world, notices } = await padOnBench();
  world.loadAmps = 4;
  bench.closeRelay(10_000);
  await time.pass(400);
  expect(world.contactsClosed()).toBe(false);
  expect(notices.at(-1)).toMatch(/relay opened: .* A are more than maxAmps/);
  await bench.close();
});

test('a relay that is welded is not closed', async () => {
  const { bench, time, world } = await padOnBench();
  world.isWelded = true;
  world.settle();
  await time.pass(200);
  expect(bench.closeRelay(1000)).toBe('its feedback says that it is closed already: welded?');
  expect(bench.readings().relay).toMatchObject({ closed: false, trouble: 'welded' });
  expect(world.relayClosed()).toBe(false);
  await bench.close();
});

async function silence(hasFeedback: boolean): Promise<{ found: Silence; closedAfter: boolean }> {
  const feedback = hasFeedback ? PAD_UNO.relay.feedback : null;
  const stage = await padOnBench({ ...PAD_UNO, relay: { ...PAD_UNO.relay, feedback } });
  const { bench, time, world } = stage;
  bench.closeRelay(10_000);
  await time.pass(300);
  let found: Silence | null = null;
  void bench.fallSilent().then((result) => {
    found = result;
  });
  await time.pass(1900);
  expect(world.contactsClosed()).toBe(true);
  expect(found).toBeNull();
  await time.pass(300);
  const closedAfter = world.contactsClosed();
  await bench.close();
  return { found: found!, closedAfter };
}

test('silence: when the feedback has seen the relay open, and when the firmware told it', async () => {
  const { found, closedAfter } = await silence(true);
  expect(found).toEqual({ openedMs: expect.closeTo(2030, -2), toldMs: expect.closeTo(2000, -2) });
  expect(closedAfter).toBe(false);
});

test('silence without a feedback: the firmware alone tells', async () => {
  const { found } = await silence(false);
  // Nobody has seen anything.
  expect(found).toEqual({ openedMs: null, toldMs: expect.closeTo(2000, -2) });
});

test('a relay that does not open in spite of the dead-man is found', async () => {
  const { bench, time, world } = await padOnBench();
  bench.closeRelay(10_000);
  await time.pass(300);
  world.isWelded = true;
  let found: Silence | null = null;
  void bench.fallSilent().then((result) => {
    found = result;
  });
  await time.pass(5500);
  expect(found).toBeNull();
  await time.pass(1000);
  expect(found).toEqual({ openedMs: null, toldMs: expect.closeTo(2000, -2) });
  await bench.close();
});

test('silence that is broken off ends', async () => {
  const { bench, time } = await padOnBench();
  bench.closeRelay(10_000);
  await time.pass(300);
  let found: Silence | null = null;
  void bench.fallSilent().then((result) => {
    found = result;
  });
  await time.pass(100);
  bench.openRelay();
  await time.pass(1);
  expect(found).toEqual({ openedMs: null, toldMs: null });
  await bench.close();
});

const PULSE = 23;

test('a Raspberry Pi: pulses as long as the relay is closed by hand, and none in a silence', async () => {
  const { bench, time, io, world } = await gpioPadOnBench();
  const pulses = (): number => io.writes.filter(({ pin }) => pin === PULSE).length;
  expect(bench.closeRelay(3000)).toBeNull();
  await time.pass(1000);
  expect(world.contactsClosed()).toBe(true);
  expect(pulses()).toBeGreaterThan(8);
  let found: Silence | null = null;
  void bench.fallSilent().then((result) => {
    found = result;
  });
  await time.pass(700);
  const silent = pulses();
  await time.pass(1000);
  expect(pulses()).toBe(silent);
  // Nobody opens it here: there is no timer in the test.
  expect(found).toBeNull();
  await time.pass(2000);
  expect(found).toEqual({ openedMs: null, toldMs: null });
  expect(world.contactsClosed()).toBe(false);
  await bench.close();
});

test('a Raspberry Pi without a feedback: the relay is left alone for as long as somebody may listen for it', async () => {
  const { bench, time, world } = await gpioPadOnBench({
    ...PAD_PI,
    relay: { ...PAD_PI.relay, feedback: null },
  });
  bench.closeRelay(5000);
  await time.pass(300);
  void bench.fallSilent();
  world.setContact(true);
  await time.pass(2500);
  expect(world.contactsClosed()).toBe(true);
  await time.pass(1000);
  expect(world.contactsClosed()).toBe(false);
  await bench.close();
});
