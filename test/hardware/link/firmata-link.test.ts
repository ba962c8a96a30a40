/** A board comes up: the right firmware, its dead-man, its pins. */

import { expect, test } from 'vitest';
import { OLD_STANDARD, ROOST, STANDARD } from '../fake-arduino.ts';
import { ARM, GUARDED, PORT, UNGUARDED, withStage, writesOf } from './stage.ts';

test('it is up when the dead-man is armed, and not before', () =>
  withStage(async (stage) => {
    expect(stage.link.live).toBeNull();
    const live = await stage.up();
    expect(stage.ups).toEqual([live]);
    expect(live.firmware).toBe('RoostFirmata 1.0');
    expect(live.deadMan.state()).toMatchObject({ armed: true, guardedPins: 1, timeoutMs: 2000 });
    expect(writesOf(stage, ARM)).toHaveLength(1);
    expect(stage.downs).toEqual([]);
    expect(stage.notices).toEqual([`the board at ${PORT} is there: RoostFirmata 1.0`]);
  }));

test('what an earlier process has left on is off when it is up', () =>
  withStage(
    async (stage) => {
      await stage.up();
      expect(stage.arduino.level(5)).toBeNull();
    },
    UNGUARDED,
    STANDARD,
    (arduino) => arduino.leave(5, 'high'),
  ));

test('a board that takes seconds to start is asked until it answers', () =>
  withStage(
    async (stage) => {
      await stage.time.pass(3000);
      expect(stage.link.live).toBeNull();
      stage.arduino.hang(false);
      await stage.up();
      expect(stage.downs).toEqual([]);
    },
    GUARDED,
    ROOST,
    (arduino) => arduino.hang(),
  ));

test('nobody answers: it says what to look at, once, and tries again for ever', () =>
  withStage(
    async (stage) => {
      await stage.time.pass(60_000);
      expect(stage.downs).toHaveLength(1);
      expect(stage.downs[0]).toMatch(/does not answer: is it the right port\?.*avrdude/);
      expect(stage.link.downReason).toBe(stage.downs[0]);
      expect(stage.notices).toEqual(stage.downs);
      expect(stage.arduino.openings).toBeGreaterThan(4);
      stage.arduino.hang(false);
      await stage.up();
      expect(stage.link.downReason).toBeNull();
    },
    GUARDED,
    ROOST,
    (arduino) => arduino.hang(),
  ));

test('something else talks there: it says so', () =>
  withStage(
    async (stage) => {
      await stage.time.pass(100);
      stage.arduino.noise(Buffer.from('boot: ok\r\n'));
      await stage.time.pass(6500);
      expect(stage.downs[0]).toMatch(/what is at \/dev\/ttyACM0 does not speak Firmata/);
    },
    GUARDED,
    ROOST,
    (arduino) => arduino.hang(),
  ));

test.each([
  [
    STANDARD,
    /runs StandardFirmata 2\.5, which leaves outputs on when this process dies.*roost-firmata\.hex/,
  ],
  [{ ...ROOST, version: [2, 0] as const }, /runs RoostFirmata 2\.0; .* needs RoostFirmata 1/],
  [{ ...ROOST, protocol: [3, 0] as const }, /with Firmata 3\.0; it needs Firmata 2/],
  [{ ...STANDARD, name: 'A\u0007"evil\n' }, /runs A"evil 2\.5, which/],
  [{ ...STANDARD, name: '' }, /runs a firmware without a name 2\.5/],
])('the wrong firmware %o: what was found, what is needed, and how', (options, words) =>
  withStage(
    async (stage) => {
      await stage.time.pass(30_000);
      expect(stage.ups).toEqual([]);
      expect(stage.downs).toHaveLength(1);
      expect(stage.downs[0]).toMatch(words);
      expect(stage.downs[0]).toContain(
        `-P ${PORT} -U flash:w:hardware/arduino/roost-firmata.hex:i`,
      );
      // The mend helps without a restart.
      stage.arduino.unplug();
      stage.arduino.plug(ROOST);
      await stage.up();
    },
    GUARDED,
    options,
  ),
);

test('where no dead-man is wanted, any Firmata 2 will do', () =>
  withStage(
    async (stage) => {
      const live = await stage.up();
      expect(live.firmware).toBe('StandardFirmata 2.3');
      expect(live.deadMan.kind).toBe('none');
      expect(live.deadMan.state()).toBeNull();
    },
    UNGUARDED,
    OLD_STANDARD,
  ));

test('grants reach the dead-man, and it is told when it trips', () =>
  withStage(async (stage) => {
    const { deadMan, io } = await stage.up();
    deadMan.grant(500);
    io.digitalWrite(8, 1);
    await stage.time.pass(400);
    expect(stage.arduino.level(8)).toBe('high');
    deadMan.grant(500);
    await stage.time.pass(400);
    expect(stage.trips).toEqual([]);
    await stage.time.pass(200);
    expect(stage.arduino.level(8)).toBe('low');
    expect(stage.trips).toHaveLength(1);
    expect(stage.trips[0]).toMatchObject({ tripped: true, trips: 1, granted: false });
    await stage.time.pass(5000);
    expect(stage.trips).toHaveLength(1);
    deadMan.grant(0);
    await stage.time.pass(1000);
    expect(deadMan.state()).toMatchObject({ tripped: false, trips: 1 });
    expect(stage.downs).toEqual([]);
  }));

test('blinking beside the relay never writes the relay', () =>
  withStage(async (stage) => {
    const { deadMan, io } = await stage.up();
    deadMan.grant(300);
    io.digitalWrite(8, 1);
    await stage.time.pass(400);
    expect(stage.arduino.level(8)).toBe('low');
    io.pinMode(13, io.MODES.OUTPUT);
    deadMan.grant(300);
    io.digitalWrite(13, 1);
    await stage.time.pass(100);
    expect(stage.arduino.level(13)).toBe('high');
    expect(stage.arduino.level(8)).toBe('low');
  }));

test('an old firmware keeps the pull-up of a contact that is closed, when its neighbour is written', () =>
  withStage(
    async (stage) => {
      const { io } = await stage.up();
      io.pinMode(9, io.MODES.INPUT);
      io.digitalWrite(9, 1);
      io.pinMode(13, io.MODES.OUTPUT);
      io.digitalRead(9, () => {});
      stage.arduino.drive(9, 'low');
      await stage.time.pass(10);
      io.digitalWrite(13, 1);
      await stage.time.pass(10);
      expect(stage.arduino.level(13)).toBe('high');
      expect(stage.arduino.hasPullUp(9)).toBe(true);
    },
    UNGUARDED,
    OLD_STANDARD,
  ));

test('an input without a pull-up gets none from its neighbour', () =>
  withStage(
    async (stage) => {
      const { io } = await stage.up();
      io.pinMode(9, io.MODES.INPUT);
      io.pinMode(13, io.MODES.OUTPUT);
      io.digitalRead(9, () => {});
      stage.arduino.drive(9, 'high');
      await stage.time.pass(10);
      io.digitalWrite(13, 1);
      await stage.time.pass(10);
      expect(stage.arduino.level(13)).toBe('high');
      expect(stage.arduino.hasPullUp(9)).toBe(false);
    },
    UNGUARDED,
    OLD_STANDARD,
  ));

test('a level that was lost on the line is asked for again', () =>
  withStage(async (stage) => {
    const { io } = await stage.up();
    const levels: number[] = [];
    io.pinMode(2, io.MODES.PULLUP);
    io.digitalRead(2, (value) => levels.push(value));
    await stage.time.pass(1500);
    expect(levels.at(-1)).toBe(1);
    stage.arduino.driveUnheard(2, 'low');
    expect(levels.at(-1)).toBe(1);
    await stage.time.pass(1000);
    expect(levels.at(-1)).toBe(0);
  }));
