/**
 * `calibrate` and `zero`: one number of the board file, corrected by what is known for sure: the volts on a
 * voltmeter, or that no current flows.
 */

import type { Path } from '../../firmware/config/path.ts';
import type { PadBench } from '../../hardware/bench/pad-bench.ts';
import type { RobotBench } from '../../hardware/bench/robot-bench.ts';
import type { AnalogCurrentBoard, CurrentBoard } from '../../hardware/board/board.ts';
import { calibratedRatio } from '../../hardware/drivers/battery-calibration.ts';
import { EXIT } from '../errors.ts';
import { changeNumber } from './board-on-disk.ts';
import { type Ground, waitFor } from './ground.ts';
import { signed } from './rows.ts';
import { confirm, DONE, failed, type Outcome } from './talk.ts';

/** Readings are averaged over this time: one step of the converter is 15 mV of the battery. */
const LISTEN_MS = 2000;
const EVERY_MS = 50;
const LEAST_READINGS = 10;
/** An ACS712 is off by some tens of millivolts; more is a wire, or a current. */
const MOST_ZERO_SHIFT_VOLTS = 0.3;

const RATIO: Path = ['battery', 'volts', 'divider', 'ratio'];

export async function calibrate(ground: Ground<RobotBench>, measured: number): Promise<Outcome> {
  const { bench, talk } = ground;
  const { volts } = bench.board.battery;
  if (volts.kind !== 'divider') {
    return failed(
      `the volts come from ${volts.kind === 'ina219' ? 'an INA219' : 'the kernel'}, which has no divider to calibrate`,
      EXIT.usage,
    );
  }
  talk.say('listening for 2 seconds; motors off');
  bench.stop();
  const readVolts = await average(ground, () => bench.readings().battery.volts);
  if (readVolts === null) return failed('the battery sensor gives no volts', EXIT.timeout);
  const result = calibratedRatio({ ratio: volts.ratio, readVolts, measuredVolts: measured });
  if (!result.ok) return failed(result.problem, EXIT.usage);
  talk.say(
    `reads ${readVolts.toFixed(3)} V, voltmeter ${measured} V: ratio ${volts.ratio} -> ${result.ratio}`,
  );
  const refusal = await confirm(ground, 'Write the new ratio to the board file?');
  if (refusal !== null) return refusal;
  for (const line of await changeNumber(ground.file, RATIO, result.ratio)) talk.say(line);
  const { board } = bench;
  const divider = { ...volts, ratio: result.ratio };
  bench.changeBoard({ ...board, battery: { ...board.battery, volts: divider } });
  return DONE;
}

interface ZeroOf {
  readonly sensor: CurrentBoard | null;
  readonly path: Path;
  amps(): number | null;
  /** Nothing flows afterwards. */
  rest(): void;
  changed(sensor: AnalogCurrentBoard): void;
}

export async function zero(ground: Ground): Promise<Outcome> {
  const { bench, talk } = ground;
  const of = bench.role === 'robot' ? zeroOfMotors(bench) : zeroOfPad(bench);
  const { sensor } = of;
  if (sensor?.kind !== 'analog') {
    const why = sensor === null ? 'there is no current sensor' : 'an INA219 has its zero in itself';
    return failed(`${why}: nothing to set`, EXIT.usage);
  }
  of.rest();
  talk.say('listening for 2 seconds; everything off');
  const amps = await average(ground, of.amps);
  if (amps === null) return failed('the current sensor gives no reading', EXIT.timeout);
  const shiftVolts = amps * sensor.voltsPerAmp;
  if (Math.abs(shiftVolts) > MOST_ZERO_SHIFT_VOLTS) {
    return failed(
      `it reads ${signed(amps)} at rest, ${shiftVolts.toFixed(2)} V off: too much for an offset. Does a current ` +
        'flow, or is the sensor another one than the board file says?',
      EXIT.usage,
    );
  }
  const zeroVolts = Number((sensor.zeroVolts + shiftVolts).toFixed(4));
  talk.say(`reads ${signed(amps)} at rest: zeroVolts ${sensor.zeroVolts} -> ${zeroVolts}`);
  const refusal = await confirm(ground, 'Write the new zero to the board file?');
  if (refusal !== null) return refusal;
  for (const line of await changeNumber(ground.file, of.path, zeroVolts)) talk.say(line);
  of.changed({ ...sensor, zeroVolts });
  return DONE;
}

function zeroOfMotors(bench: RobotBench): ZeroOf {
  return {
    sensor: bench.board.drive.current,
    path: ['drive', 'current', 'analog', 'zeroVolts'],
    amps: () => bench.readings().draw?.amps ?? null,
    rest: () => bench.stop(),
    changed: (current) =>
      bench.changeBoard({ ...bench.board, drive: { ...bench.board.drive, current } }),
  };
}

function zeroOfPad(bench: PadBench): ZeroOf {
  return {
    sensor: bench.board.current,
    path: ['current', 'analog', 'zeroVolts'],
    amps: () => bench.readings().current?.amps ?? null,
    rest: () => bench.openRelay(),
    changed: (current) => bench.changeBoard({ ...bench.board, current }),
  };
}

/** Null when too little was read. */
async function average(ground: Ground, read: () => number | null): Promise<number | null> {
  // What the switch has stirred up settles first.
  await waitFor(ground, () => false, LISTEN_MS / 4);
  const values: number[] = [];
  for (let passedMs = 0; passedMs < LISTEN_MS && !ground.isStopped(); passedMs += EVERY_MS) {
    await waitFor(ground, () => false, EVERY_MS);
    const value = read();
    if (value !== null) values.push(value);
  }
  if (ground.isStopped() || values.length < LEAST_READINGS) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
