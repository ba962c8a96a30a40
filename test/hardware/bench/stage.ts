/** Boards on the bench over a fake Arduino, on time that is moved by hand. */

import { PadBench } from '../../../hardware/bench/pad-bench.ts';
import { RobotBench } from '../../../hardware/bench/robot-bench.ts';
import type { PadBoard, RobotBoard } from '../../../hardware/board/board.ts';
import type { LinkPorts } from '../../../hardware/link/connection.ts';
import { FakeArduino, type FakeArduinoOptions, ROOST } from '../fake-arduino.ts';
import { FakeIo } from '../fake-io.ts';
import { HandTime } from '../hand-time.ts';
import { PAD_PI, PAD_UNO } from '../pad/boards.ts';
import { PadWorld } from '../pad/stage.ts';
import { shippedBoard } from '../robot/stage.ts';

const AT = { kind: 'firmata', port: '/dev/ttyACM0' } as const;
const NOTHING_VOLTS = 2.5;
const VOLTS_PER_AMP = 0.185;

/** Roost's firmware, a divider at A0, motors at D5 and D6 with a current sensor at A2. */
export const ROBOT: RobotBoard = (() => {
  const uno = shippedBoard('robot-uno');
  const { drive } = shippedBoard('robot-uno-ina219');
  return { ...uno, drive, deadMan: { kind: 'firmware', timeoutMs: 1000 } };
})();

export interface BenchStage<Bench> {
  readonly bench: Bench;
  readonly time: HandTime;
  readonly arduino: FakeArduino;
  readonly notices: string[];
}

export interface RobotBenchStage extends BenchStage<RobotBench> {
  /** What the motors draw. */
  setDraw(amps: number): void;
}

export async function robotOnBench(
  board: RobotBoard = ROBOT,
  firmware: FakeArduinoOptions = ROOST,
): Promise<RobotBenchStage> {
  const time = new HandTime();
  const arduino = new FakeArduino(time, firmware);
  const setDraw = (amps: number): void => arduino.setVolts(2, NOTHING_VOLTS + amps * VOLTS_PER_AMP);
  arduino.setVolts(0, 7.5 / 3);
  setDraw(0);
  const { ports, notices } = portsOn(time, arduino);
  const bench = await opened(time, RobotBench.open(AT, board, ports));
  await time.pass(1500);
  return { bench, time, arduino, notices, setDraw };
}

export interface PadBenchStage extends BenchStage<PadBench> {
  readonly world: PadWorld;
}

export async function padOnBench(board: PadBoard = PAD_UNO): Promise<PadBenchStage> {
  const time = new HandTime();
  const arduino = new FakeArduino(time, ROOST);
  const world = new PadWorld(time, arduino, { relay: 8, feedback: 9, contact: 2 });
  arduino.onPin = () => world.look();
  world.onAmps = (amps) => arduino.setVolts(0, NOTHING_VOLTS + amps * VOLTS_PER_AMP);
  world.settle();
  const { ports, notices } = portsOn(time, arduino);
  const bench = await opened(time, PadBench.open(AT, board, ports));
  await time.pass(500);
  return { bench, time, arduino, notices, world };
}

export interface GpioBenchStage {
  readonly bench: PadBench;
  readonly time: HandTime;
  readonly io: FakeIo;
  readonly world: PadWorld;
}

/** On the pins of a Raspberry Pi, with a timer outside that pulses feed. */
export async function gpioPadOnBench(board: PadBoard = PAD_PI): Promise<GpioBenchStage> {
  const time = new HandTime();
  const io = new FakeIo('GPIO');
  const world = new PadWorld(time, io, { relay: 17, feedback: 27, contact: 22 });
  io.onPin = () => world.look();
  world.settle();
  const opening = PadBench.open({ kind: 'gpio' }, board, {
    clock: time,
    makeAlarm: time.makeAlarm,
    onNotice: () => {},
    openGpio: async () => io,
  });
  const bench = await opened(time, opening);
  await time.pass(500);
  return { bench, time, io, world };
}

function portsOn(time: HandTime, arduino: FakeArduino) {
  const notices: string[] = [];
  const ports: LinkPorts = {
    clock: time,
    makeAlarm: time.makeAlarm,
    onNotice: (text) => notices.push(text),
    openPort: arduino.openPort,
  };
  return { ports, notices };
}

/** Lets time pass until it is there, or why it is not. */
export async function opened<T>(time: HandTime, opening: Promise<T>): Promise<T> {
  let isOver = false;
  const over = (): void => {
    isOver = true;
  };
  opening.then(over, over);
  await time.until('the board has come up or not', () => isOver);
  return await opening;
}
