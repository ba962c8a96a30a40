/**
 * A robot's state in the words of VDA 5050, without its header.
 *
 * Whatever the standard requires and Roost does not know is said in the way that does least harm: no orders, no
 * nodes, no position, a battery of 0 with an error beside it, and `driving` unless the robot is known to stand.
 */

import type { Dialect } from './dialect.ts';
import type { ActionState } from './instant-action-book.ts';
import type { ErrorReference, VdaError } from './message-errors.ts';
import type { RobotFacts } from './robot-facts.ts';

export interface StateInput {
  readonly facts: RobotFacts;
  readonly actions: readonly ActionState[];
  /** Ended actions went before anybody cleared them. */
  readonly actionsFull: boolean;
  readonly messageErrors: readonly VdaError[];
}

export function stateMessage(dialect: Dialect, input: StateInput): object {
  const { facts } = input;
  const actions = input.actions.map((action) => actionState(dialect, action));
  return {
    orderId: '',
    orderUpdateId: 0,
    lastNodeId: '',
    lastNodeSequenceId: 0,
    nodeStates: [],
    edgeStates: [],
    driving: mayDrive(facts),
    actionStates: [],
    [dialect.instantActionStates]: actions,
    ...powerSupply(dialect, facts),
    operatingMode: facts.standing === 'joining' ? dialect.startupMode : 'AUTOMATIC',
    errors: [...robotErrors(dialect, input), ...input.messageErrors],
    information: information(dialect, facts),
    ...safetyState(dialect),
  };
}

/** Of a robot at work, or resting in a queue, Roost knows no more than that it may drive. */
function mayDrive({ phase, place }: RobotFacts): boolean {
  if (phase === 'fault' || phase === 'parked') return false;
  return place !== 'docked';
}

function actionState(dialect: Dialect, action: ActionState): object {
  const { actionId, actionType, status, result } = action;
  return {
    actionId,
    actionType,
    actionStatus: status,
    ...(result === null ? {} : { [dialect.actionResult]: result }),
  };
}

/** In whole percent: tenths would be a message each, and tell nobody anything. */
function powerSupply({ version }: Dialect, { battery, charging }: RobotFacts): object {
  const percent = battery === null ? 0 : Math.round(battery);
  return version === '2.1.0'
    ? { batteryState: { batteryCharge: percent, charging } }
    : { powerSupply: { stateOfCharge: percent, charging } };
}

/** Required, and never more than this: Roost has no part in the safety of driving. */
function safetyState({ version }: Dialect): object {
  return version === '2.1.0'
    ? { safetyState: { eStop: 'NONE', fieldViolation: false } }
    : { safetyState: { activeEmergencyStop: 'NONE', fieldViolation: false } };
}

function robotErrors(dialect: Dialect, { facts, actionsFull }: StateInput): VdaError[] {
  const { errors, urgent } = dialect;
  const { fault, alarm, battery, phase, standing } = facts;
  const found: VdaError[] = [];
  const add = (errorType: string, errorLevel: string, errorDescription: string, hint?: string) =>
    found.push({ errorType, errorLevel, errorDescription, ...(hint ? { errorHint: hint } : {}) });

  if (fault !== null) add(errors.fault, 'FATAL', fault);
  else if (phase === 'fault') add(errors.fault, 'FATAL', 'the robot cannot drive');
  if (alarm !== null) add(errors.alarm, urgent, alarm);
  if (battery === null) {
    const hint =
      'Look at the battery gauge. The charge of 0 in this state only says that it is unknown.';
    add(errors.batteryUnknown, urgent, 'the charge of the battery is not known', hint);
  }
  if (standing === 'outsider') {
    const hint = 'It has lost its durable state. See "A lost disk" in the manual.';
    add(errors.outsider, urgent, 'the swarm does not count this robot as a member', hint);
  }
  if (actionsFull) {
    const hint = 'Send clearInstantActions.';
    add(errors.actionStatesFull, urgent, 'the states of old instant actions were dropped', hint);
  }
  return found;
}

/** For people and their screens; the standard forbids to decide by it. */
function information({ infoDescription }: Dialect, facts: RobotFacts): object[] {
  const { phase, queued, pad, held, leader, epoch, via } = facts;
  const found: object[] = [];
  const add = (
    infoType: string,
    infoLevel: 'INFO' | 'DEBUG',
    description: string,
    references: Readonly<Record<string, string>> = {},
  ) => {
    const infoReferences: ErrorReference[] = Object.entries(references).map(
      ([referenceKey, referenceValue]) => ({ referenceKey, referenceValue }),
    );
    found.push({ infoType, infoLevel, [infoDescription]: description, infoReferences });
  };

  const onPad = phase === 'approaching' || phase === 'charging' || phase === 'leaving';
  if (phase !== null) add('phase', 'INFO', phase, onPad && pad !== null ? { pad } : {});
  if (queued !== null) {
    const { place, length } = queued;
    const references = { pad: queued.pad, place: String(place), length: String(length) };
    add('queue', 'INFO', `number ${place} of ${length} for ${queued.pad}`, references);
  }
  if (held) add('hold', 'INFO', 'told to hold: does not ask for a pad by itself');
  if (leader !== null) add('leader', 'DEBUG', leader, { epoch: String(epoch ?? 0) });
  if (via !== null) add('gateway', 'DEBUG', via);
  return found;
}
