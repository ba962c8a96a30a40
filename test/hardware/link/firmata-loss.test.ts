/** A board is lost in every way there is, comes back, and nothing is left at the end. */

import { expect, test } from 'vitest';
import { ROOST } from '../fake-arduino.ts';
import { ARM, GUARDED, openStage, PORT, withStage, writesOf } from './stage.ts';

test('it hangs: down within 2 s, told once, and up again when it answers', () =>
  withStage(async (stage) => {
    await stage.up();
    await stage.time.pass(10_000);
    stage.arduino.hang();
    await stage.time.pass(2000);
    expect(stage.downs).toEqual([`the board at ${PORT} does not answer any more`]);
    expect(stage.link.live).toBeNull();
    await stage.time.pass(60_000);
    expect(stage.downs).toHaveLength(2);
    stage.arduino.hang(false);
    await stage.up();
    expect(stage.ups).toHaveLength(2);
  }));

test('unplugged: down at once; what is written then goes nowhere; up again when it is back', () =>
  withStage(async (stage) => {
    const { io, board, deadMan } = await stage.up();
    stage.arduino.unplug();
    expect(stage.downs).toEqual([`the port ${PORT} is gone: was it unplugged?`]);
    io.digitalWrite(8, 1);
    board.digitalWrite(13, 1);
    deadMan.grant(1000);
    await stage.time.pass(20_000);
    expect(stage.downs).toHaveLength(2);
    expect(stage.downs[1]).toBe(`there is no port ${PORT}`);
    stage.arduino.plug();
    const before = stage.arduino.heard.length;
    const live = await stage.up();
    expect(live.io).not.toBe(io);
    io.digitalWrite(8, 1);
    await stage.time.pass(100);
    expect(stage.arduino.heard.slice(before).join(' ')).not.toMatch(/f50801/);
    expect(writesOf(stage, ARM)).toHaveLength(2);
  }));

test('a port that breaks with an error says what the system said', () =>
  withStage(async (stage) => {
    await stage.up();
    stage.arduino.breakPort('some odd trouble');
    await stage.time.pass(10);
    expect(stage.downs).toEqual([`the port ${PORT} failed: some odd trouble`]);
    await stage.up();
  }));

test('reset in the middle: everything anew on the same port, armed again, and at once', () =>
  withStage(async (stage) => {
    await stage.up();
    await stage.time.pass(5000);
    stage.arduino.reset();
    await stage.time.pass(200);
    expect(stage.downs).toEqual([`the board at ${PORT} was reset and is set up anew`]);
    expect(stage.ups).toHaveLength(2);
    expect(stage.arduino.openings).toBe(1);
    expect(writesOf(stage, ARM)).toHaveLength(2);
  }));

test('reset whose hello was lost: the dead-man is not armed any more, which shows', () =>
  withStage(async (stage) => {
    await stage.up();
    stage.arduino.resetUnheard();
    await stage.time.pass(1000);
    expect(stage.downs).toEqual([`the board at ${PORT} was reset and is set up anew`]);
    expect(stage.link.live?.deadMan.state()?.armed).toBe(true);
  }));

test('a late answer to a question of the beginning is no reset', () =>
  withStage(
    async (stage) => {
      await stage.time.pass(1200);
      stage.arduino.hang(false);
      // Three questions wait in the board's buffer, and all are answered.
      for (let i = 0; i < 3; i++) stage.arduino.sayHello();
      await stage.up();
      await stage.time.pass(5000);
      expect(stage.downs).toEqual([]);
    },
    GUARDED,
    ROOST,
    (arduino) => arduino.hang(),
  ));

test('a firmware report that was asked for at the beginning and comes late is no reset', () =>
  withStage(
    async (stage) => {
      await stage.time.pass(1200);
      stage.arduino.hang(false);
      await stage.up();
      stage.arduino.sayHello();
      await stage.time.pass(500);
      expect(stage.downs).toEqual([]);
      expect(stage.ups).toHaveLength(1);
    },
    GUARDED,
    ROOST,
    (arduino) => arduino.hang(),
  ));

test('one that nobody has asked for is a reset, even just after the beginning', () =>
  withStage(async (stage) => {
    await stage.up();
    stage.arduino.reset();
    await stage.time.pass(500);
    expect(stage.downs).toEqual([`the board at ${PORT} was reset and is set up anew`]);
  }));

test('the noise of a boot loader before the first answer is no disturbed line', () =>
  withStage(
    async (stage) => {
      await stage.time.pass(600);
      stage.arduino.noise(new Uint8Array(200).fill(0xaa));
      stage.arduino.hang(false);
      await stage.up();
      await stage.time.pass(1000);
      expect(stage.downs).toEqual([]);
    },
    GUARDED,
    ROOST,
    (arduino) => arduino.hang(),
  ));

test('a port that takes its time to close is not opened before', () =>
  withStage(async (stage) => {
    await stage.up();
    stage.arduino.closesWithinMs = 700;
    stage.arduino.hang();
    await stage.time.pass(3000);
    stage.arduino.hang(false);
    await stage.up();
    expect(stage.downs).toEqual([`the board at ${PORT} does not answer any more`]);
  }));

test('a port that never closes is given up after a second', async () => {
  const stage = await openStage();
  await stage.up();
  stage.arduino.closesWithinMs = 1_000_000;
  let isClosed = false;
  const closed = stage.link.close().then(() => {
    isClosed = true;
  });
  await stage.time.pass(999);
  expect(isClosed).toBe(false);
  await stage.time.pass(1);
  await closed;
});

test('closing while it waits for the next try leaves no timer', async () => {
  const stage = await openStage(GUARDED, ROOST, (arduino) => arduino.unplug());
  await stage.time.pass(10_000);
  await stage.link.close();
  expect(stage.time.pending).toBe(0);
});

test.each([false, true])('no timer of the system is left, the board hanging: %s', async (hangs) => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const stage = await openStage(GUARDED, ROOST, (arduino) => arduino.hang(hangs));
  await stage.time.pass(1000);
  expect(stage.arduino.openings).toBe(1);
  expect(timers()).toBe(before);
  await stage.link.close();
  expect(timers()).toBe(before);
});

test('closing while the port is being opened gives it back', async () => {
  const stage = await openStage(GUARDED, ROOST, (arduino) => {
    arduino.opensWithinMs = 500;
  });
  await stage.time.pass(100);
  const closed = stage.link.close();
  await stage.time.pass(1000);
  await closed;
  expect(stage.arduino.openings).toBe(1);
  expect(stage.arduino.isOpen).toBe(false);
  expect(stage.time.pending).toBe(0);
});

test('what was gone for long is tried every 5 s, what was just there at once', () =>
  withStage(async (stage) => {
    await stage.up();
    stage.arduino.unplug();
    await stage.time.pass(60_000);
    stage.arduino.plug();
    await stage.up();
    await stage.time.pass(5000);
    stage.arduino.unplug();
    await stage.time.pass(100);
    stage.arduino.plug();
    await stage.time.pass(300);
    expect(stage.link.live).not.toBeNull();
    // Just up again, and gone: no hurry.
    stage.arduino.unplug();
    await stage.time.pass(100);
    stage.arduino.plug();
    await stage.time.pass(300);
    expect(stage.link.live).toBeNull();
    await stage.up();
  }));

test('a few bytes of garbage do nothing', () =>
  withStage(async (stage) => {
    await stage.up();
    stage.arduino.noise(Uint8Array.of(0, 0x7f, 0xf0, 0x79, 0xf7, 0xc3, 0xf0, 0x6e, 0x40, 0, 0xf7));
    await stage.time.pass(3000);
    expect(stage.downs).toEqual([]);
  }));

test('much garbage: the line is disturbed; down, and up again when it is quiet', () =>
  withStage(async (stage) => {
    await stage.up();
    let state = 7;
    for (let i = 0; i < 200; i++) {
      const bytes = Uint8Array.from({ length: 20 }, () => {
        state = (state * 1_103_515_245 + 12_345) >>> 0;
        return state >>> 16;
      });
      stage.arduino.noise(bytes);
      await stage.time.pass(5);
    }
    expect(stage.downs.length).toBeGreaterThan(0);
    await stage.up();
    await stage.time.pass(3000);
    expect(stage.link.live).not.toBeNull();
  }));

test('a process that was frozen does not take the board for lost', () =>
  withStage(async (stage) => {
    await stage.up();
    for (let i = 0; i < 4; i++) await stage.time.freeze(20_000);
    await stage.time.pass(1000);
    expect(stage.downs).toEqual([]);
  }));

test('a board with fewer pins than its model is told', () =>
  withStage(
    async (stage) => {
      await stage.time.pass(1000);
      expect(stage.downs[0]).toMatch(/has 8 pins, and a board of model uno more/);
    },
    GUARDED,
    { ...ROOST, pins: 8 },
  ));

test('closing before the port is open leaves nothing', async () => {
  const stage = await openStage();
  await stage.link.close();
  await stage.time.pass(10_000);
  expect(stage.ups).toEqual([]);
  stage.arduino.off();
  expect(stage.time.pending).toBe(0);
});

test('closing takes back what was granted, and gives the port back', async () => {
  const stage = await openStage();
  const { deadMan, io } = await stage.up();
  deadMan.grant(2000);
  io.digitalWrite(8, 1);
  expect(stage.arduino.level(8)).toBe('high');
  await stage.link.close();
  expect(stage.arduino.level(8)).toBe('low');
  expect(stage.arduino.isOpen).toBe(false);
});

test('the process keeps its own ways: no listener for signals, no reading of the terminal', () =>
  withStage(async (stage) => {
    const before = process.listenerCount('SIGINT') + process.listenerCount('exit');
    await stage.up();
    expect(process.listenerCount('SIGINT') + process.listenerCount('exit')).toBe(before);
  }));
