/** Carries out one command at a board on the bench. What goes wrong comes back as an outcome, never as an error. */

import { ConfigError } from '../../firmware/config/config-error.ts';
import { StoreError } from '../../firmware/store/store-error.ts';
import { BoardAway } from '../../hardware/bench/board-hold.ts';
import type { PadBench } from '../../hardware/bench/pad-bench.ts';
import type { RobotBench } from '../../hardware/bench/robot-bench.ts';
import { EXIT } from '../errors.ts';
import { calibrate, zero } from './calibrate.ts';
import type { Ground } from './ground.ts';
import { closeRelay, deadManOfPad, dockPad, openRelay } from './pad-hands.ts';
import { type BenchCommand, helpLines } from './parse.ts';
import { deadManOfRobot, dockRobot, turn } from './robot-hands.ts';
import { DONE, failed, type Outcome } from './talk.ts';

/** `quit` and `stop` are for whoever reads the lines. */
export type Deed = Exclude<BenchCommand, { readonly do: 'stop' | 'quit' }>;

export async function carryOut(command: Deed, ground: Ground): Promise<Outcome> {
  try {
    return await obey(command, ground);
  } catch (error) {
    if (error instanceof BoardAway) return failed(error.message, EXIT.unreachable);
    if (error instanceof ConfigError || error instanceof StoreError)
      return failed(error.message, EXIT.config);
    throw error;
  }
}

/** Only those that the role has were parsed. */
async function obey(command: Deed, ground: Ground): Promise<Outcome> {
  const { bench, talk } = ground;
  switch (command.do) {
    case 'read':
      talk.show(bench.readings());
      return DONE;
    case 'help':
      for (const line of helpLines(bench.role)) talk.say(line);
      return DONE;
    case 'led':
      if (bench.board.led === null) return failed('this board has no light', EXIT.usage);
      bench.led(command.pattern);
      talk.say(`the light shows: ${command.pattern}`);
      return DONE;
    case 'zero':
      return zero(ground);
    case 'dock':
      return bench.role === 'robot' ? dockRobot(ofRobot(ground)) : dockPad(ofPad(ground));
    case 'deadman':
      return bench.role === 'robot' ? deadManOfRobot(ofRobot(ground)) : deadManOfPad(ofPad(ground));
    case 'motor':
      return turn(ofRobot(ground), command);
    case 'calibrate':
      return calibrate(ofRobot(ground), command.volts);
    case 'relay':
      return command.closed ? closeRelay(ofPad(ground), command.forMs) : openRelay(ofPad(ground));
  }
}

function ofRobot(ground: Ground): Ground<RobotBench> {
  return ground as Ground<RobotBench>;
}

function ofPad(ground: Ground): Ground<PadBench> {
  return ground as Ground<PadBench>;
}
