/** A robot on the bench: what is read, and that every turn of the motors ends. */

import { expect, test } from 'vitest';
import { RobotBench } from '../../../hardware/bench/robot-bench.ts';
import { FakeArduino, STANDARD } from '../fake-arduino.ts';
import { HandTime } from '../hand-time.ts';
import { opened, ROBOT, type RobotBenchStage, robotOnBench } from './stage.ts';

const LEFT = 5;
const RIGHT = 6;
const DOCK = 2;

const duties = ({ arduino }: RobotBenchStage) => [arduino.duty(LEFT), arduino.duty(RIGHT)];
const full = { wheels: 'both', drive: 'forward', speedPercent: 100, forMs: 2000 } as const;

/** What became of a move, once it is over. */
function watched<T>(promise: Promise<T>): { end: T | null } {
  const watch: { end: T | null } = { end: null };
  void promise.then((end) => {
    watch.end = end;
  });
  return watch;
}

test('every sensor is read, raw and as it counts', async () => {
  const stage = await robotOnBench();
  expect(stage.bench.readings()).toEqual({
    role: 'robot',
    board: {
      up: true,
      firmware: 'RoostFirmata 1.0',
      reason: null,
      deadMan: { kind: 'firmware', state: expect.objectContaining({ armed: true, trips: 0 }) },
    },
    battery: {
      volts: expect.closeTo(7.507, 2),
      raw: 512,
      amps: null,
      percent: expect.closeTo(48, -1),
      charging: null,
      fault: null,
    },
    dock: { pin: 'D2', level: 'high', closed: false, openings: 0 },
    motors: { left: 0, right: 0 },
    draw: { amps: expect.closeTo(0, 1), raw: 512, fault: null },
    led: 'dark',
  });
  stage.arduino.drive(DOCK, 'low');
  await stage.time.pass(2);
  // The level is what was heard; what counts waits for the debouncing.
  expect(stage.bench.readings().dock).toMatchObject({ level: 'low', closed: false });
  await stage.time.pass(100);
  expect(stage.bench.readings().dock).toMatchObject({ level: 'low', closed: true });
  await stage.bench.close();
});

test('a turn has its own wheel, way and speed, and ends by itself', async () => {
  const stage = await robotOnBench();
  const { bench, time, arduino } = stage;
  const watch = watched(
    bench.move({ wheels: 'right', drive: 'backward', speedPercent: 40, forMs: 3000 }),
  );
  await time.pass(100);
  expect(duties(stage)).toEqual([0, expect.closeTo(0.4, 2)]);
  expect(arduino.level(7)).toBe('low');
  expect(bench.readings().motors).toEqual({ left: 0, right: -40 });
  // Longer than the dead-man: it is granted all the while.
  await time.pass(2800);
  expect(arduino.duty(RIGHT)).toBeGreaterThan(0);
  await time.pass(200);
  expect(duties(stage)).toEqual([0, 0]);
  expect(watch.end).toEqual({ how: 'time', afterMs: expect.closeTo(3000, -2) });
  expect(bench.readings().board.deadMan.state).toMatchObject({ trips: 0 });
  await bench.close();
});

test('an approach ends at the contact, leaving when the contact was open for a while', async () => {
  const stage = await robotOnBench();
  const { bench, time, arduino } = stage;
  const approach = watched(bench.move({ ...full, forMs: 5000, until: 'contact' }));
  await time.pass(1000);
  arduino.drive(DOCK, 'low');
  await time.pass(60);
  expect(approach.end).toMatchObject({ how: 'arrived' });
  expect(duties(stage)).toEqual([0, 0]);

  const leave = watched(bench.move({ ...full, drive: 'backward', until: { openForMs: 200 } }));
  await time.pass(300);
  arduino.drive(DOCK, null);
  await time.pass(150);
  expect(leave.end).toBeNull();
  await time.pass(150);
  expect(leave.end).toMatchObject({ how: 'arrived' });
  await bench.close();
});

test('motors that are held are off after 200 ms', async () => {
  const stage = await robotOnBench();
  const { bench, time, setDraw } = stage;
  const watch = watched(bench.move(full));
  await time.pass(100);
  setDraw(2.5);
  await time.pass(150);
  expect(watch.end).toBeNull();
  await time.pass(250);
  expect(watch.end).toMatchObject({ how: 'current' });
  expect(duties(stage)).toEqual([0, 0]);
  await bench.close();
});

test('stop, the end, and a board that is lost: motors off', async () => {
  for (const [end, how] of [
    [(stage: RobotBenchStage) => stage.bench.stop(), 'stopped'],
    [(stage: RobotBenchStage) => stage.bench.close(), 'lost'],
    [(stage: RobotBenchStage) => stage.arduino.unplug(), 'lost'],
  ] as const) {
    const stage = await robotOnBench();
    const watch = watched(stage.bench.move(full));
    await stage.time.pass(100);
    expect(duties(stage)).toEqual([1, 1]);
    void end(stage);
    await stage.time.pass(50);
    expect(watch.end).toMatchObject({ how });
    stage.arduino.plug();
    expect(duties(stage)).toEqual([0, 0]);
    await stage.bench.close();
  }
});

test('a silent turn is ended by the dead-man of the board, and the time is measured', async () => {
  const stage = await robotOnBench();
  const watch = watched(stage.bench.move({ ...full, forMs: 4000, isSilent: true }));
  await stage.time.pass(900);
  expect(duties(stage)).toEqual([1, 1]);
  await stage.time.pass(200);
  expect(watch.end).toEqual({ how: 'trip', afterMs: expect.closeTo(1000, -2) });
  expect(duties(stage)).toEqual([0, 0]);
  await stage.bench.close();
});

test('StandardFirmata has no dead-man: motors are off after their time, and after the end, all the same', async () => {
  const stage = await robotOnBench({ ...ROBOT, deadMan: { kind: 'none' } }, STANDARD);
  const first = watched(stage.bench.move({ ...full, isSilent: true }));
  await stage.time.pass(1900);
  expect(duties(stage)).toEqual([1, 1]);
  await stage.time.pass(200);
  expect(first.end).toMatchObject({ how: 'time' });
  expect(duties(stage)).toEqual([0, 0]);

  const second = watched(stage.bench.move(full));
  await stage.time.pass(100);
  expect(duties(stage)).toEqual([1, 1]);
  await stage.bench.close();
  await stage.time.pass(10);
  expect(second.end).toMatchObject({ how: 'lost' });
  expect(duties(stage)).toEqual([0, 0]);
});

test('a board that comes back shows the light that it was told, and other numbers count at once', async () => {
  const stage = await robotOnBench();
  const { bench, arduino, time } = stage;
  bench.led('solid');
  expect(bench.readings().led).toBe('solid');
  arduino.unplug();
  await time.pass(100);
  expect(bench.readings().board).toMatchObject({
    up: false,
    reason: expect.stringContaining('/dev/ttyACM0'),
  });
  expect(() => bench.led('dark')).toThrow(/\/dev\/ttyACM0/);
  await expect(bench.move(full)).rejects.toThrow(/\/dev\/ttyACM0/);
  arduino.plug();
  await time.until('it is up', () => bench.readings().board.up);
  await time.pass(500);
  expect(arduino.level(13)).toBe('high');
  const { volts } = ROBOT.battery;
  if (volts.kind !== 'divider') throw new Error('the stage has a divider');
  bench.changeBoard({ ...ROBOT, battery: { ...ROBOT.battery, volts: { ...volts, ratio: 3.1 } } });
  await time.pass(500);
  expect(bench.readings().battery.volts).toBeCloseTo((512 / 1023) * 5 * 3.1, 2);
  await bench.close();
  await time.pass(10);
  expect(arduino.level(13)).not.toBe('high');
  expect(time.pending).toBeLessThanOrEqual(1);
});

test('a board with another firmware is not taken, in plain words', async () => {
  const time = new HandTime();
  const arduino = new FakeArduino(time, STANDARD);
  const opening = RobotBench.open({ kind: 'firmata', port: '/dev/ttyACM0' }, ROBOT, {
    clock: time,
    makeAlarm: time.makeAlarm,
    onNotice: () => {},
    openPort: arduino.openPort,
  });
  await expect(opened(time, opening)).rejects.toThrow(/runs StandardFirmata.*needs RoostFirmata/);
});
