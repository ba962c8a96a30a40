/** What moves at a robot on the bench: always after a question, and never without an end. */

import type { RobotReadings } from '../../hardware/bench/readings.ts';
import type { EndOfMove, RobotBench } from '../../hardware/bench/robot-bench.ts';
import { EXIT } from '../errors.ts';
import { robotDocking } from './docking.ts';
import type { Ground } from './ground.ts';
import type { MotorCommand } from './parse.ts';
import { type Hands, runSteps } from './run-steps.ts';
import type { Act } from './steps.ts';
import { confirm, DONE, failed, type Outcome } from './talk.ts';

type RobotGround = Ground<RobotBench>;

const MOTORS_WILL_TURN = 'Motors will turn. Robot off the ground?';
/** A dead-man that has done nothing by then does nothing. */
const SILENCE_PATIENCE_MS = 1000;
/** The line, the report of the firmware, and a busy computer. */
const LATE_MS = 300;

export async function turn(ground: RobotGround, command: MotorCommand): Promise<Outcome> {
  const refusal = await confirm(ground, MOTORS_WILL_TURN);
  if (refusal !== null) return refusal;
  const { wheels, drive, speedPercent, forMs } = command;
  const { pwm } = ground.bench.board.drive[wheels === 'both' ? 'left' : wheels];
  if (pwm === null && speedPercent < 100)
    ground.talk.say('these motors are only switched: full speed');
  const end = await ground.bench.move({ wheels, drive, speedPercent, forMs });
  if (end.how !== 'time') return unwanted(end, ground);
  ground.talk.say(`motors off after ${seconds(end.afterMs)}`);
  return DONE;
}

export async function dockRobot(ground: RobotGround): Promise<Outcome> {
  const { bench } = ground;
  const hands: Hands<RobotReadings> = {
    readings: () => bench.readings(),
    act: (act) => actOfRobot(ground, act),
  };
  return await runSteps(robotDocking(bench.board, bench.readings()), hands, ground);
}

async function actOfRobot(ground: RobotGround, act: Act): Promise<Outcome | null> {
  const { bench, talk } = ground;
  const { approachMs, leaveMs, clearMs, speedPercent } = bench.board.drive;
  if (act.do === 'led') bench.led(act.pattern);
  if (act.do !== 'approach' && act.do !== 'leave') return null;
  const isApproach = act.do === 'approach';
  const end = await bench.move({
    wheels: 'both',
    drive: isApproach ? 'forward' : 'backward',
    speedPercent,
    forMs: isApproach ? approachMs : leaveMs,
    until: isApproach ? 'contact' : { openForMs: clearMs },
  });
  if (end.how !== 'arrived' && end.how !== 'time') return unwanted(end, ground);
  // Whether the contact is as it should be by then is looked at as with every step.
  talk.say(`    motors off after ${seconds(end.afterMs)}`);
  return null;
}

export async function deadManOfRobot(ground: RobotGround): Promise<Outcome> {
  const { bench, talk } = ground;
  const { deadMan, drive } = bench.board;
  if (deadMan.kind !== 'firmware') {
    return failed(
      deadMan.kind === 'none'
        ? "this board has no dead-man: its motors run on when this computer dies (deadMan: firmware, and Roost's firmware)"
        : 'a timer outside of the board tells nothing: let the motors turn, pull the pulse pin off, and look',
      EXIT.usage,
    );
  }
  const refusal = await confirm(ground, MOTORS_WILL_TURN);
  if (refusal !== null) return refusal;
  const { timeoutMs } = deadMan;
  const end = await bench.move({
    wheels: 'both',
    drive: 'forward',
    speedPercent: drive.speedPercent,
    forMs: 2 * timeoutMs + SILENCE_PATIENCE_MS,
    isSilent: true,
  });
  const ms = Math.round(end.afterMs);
  if (end.how === 'time')
    return failed(
      `the motors still turned ${ms} ms after the last word: do not let it drive alone`,
      EXIT.timeout,
    );
  if (end.how !== 'trip') return unwanted(end, ground);
  const isInTime = ms <= timeoutMs + LATE_MS;
  const text = `the board told that it stopped the motors, ${ms} ms after the last word (set: ${timeoutMs} ms)`;
  if (!isInTime) return failed(`${text}: too late`, EXIT.timeout);
  talk.say(text);
  return DONE;
}

function unwanted({ how, afterMs }: EndOfMove, { bench }: RobotGround): Outcome {
  switch (how) {
    case 'current':
      return failed(
        `motors off after ${seconds(afterMs)}: they drew more than ${bench.board.drive.limitAmps} A; blocked?`,
        EXIT.timeout,
      );
    case 'trip':
      return failed('motors off: the board stopped them, this computer was too slow', EXIT.timeout);
    case 'lost':
      return failed(bench.readings().board.reason ?? 'the board was lost', EXIT.unreachable);
    case 'time':
    case 'arrived':
    case 'stopped':
      return failed(`stopped after ${seconds(afterMs)}`, EXIT.timeout);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
