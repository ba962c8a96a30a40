/**
 * What a robot does with a message of instant actions: two become commands to the swarm's firmware, three are about
 * this feed itself, and all others are refused as the standard says, in the state.
 */

import type { CommandOutcome } from '../command.ts';
import type { Dialect } from './dialect.ts';
import type { InstantActionBook } from './instant-action-book.ts';
import { type InstantAction, parseInstantActions } from './instant-actions.ts';
import type { MessageErrors } from './message-errors.ts';
import type { RobotFacts } from './robot-facts.ts';

export interface InstantActionsOptions {
  readonly dialect: Dialect;
  readonly serialNumber: string;
  readonly book: InstantActionBook;
  readonly errors: MessageErrors;
  readonly facts: () => RobotFacts | null;
  readonly onCommand: (verb: 'charge' | 'release') => CommandOutcome | Promise<CommandOutcome>;
  /** The state is to tell of something new. */
  readonly onChange: () => void;
  /** A state is asked for, changed or not. */
  readonly onStateRequest: () => void;
}

const NO_ORDER = 'there is no order to cancel: this robot takes none';
const TOO_MANY = 'too many actions at once';
const RETAINED = 'a retained message is not obeyed; send it without retain';

/** Takes messages; returns null, or why one was not taken at all. Never throws. */
export function instantActionsTaker(
  options: InstantActionsOptions,
): (payload: Uint8Array, retained: boolean) => string | null {
  const { dialect, serialNumber, book, errors } = options;

  const command = async (action: InstantAction, verb: 'charge' | 'release') => {
    if (!book.begin(action, verb)) {
      refuse(action, TOO_MANY);
      return;
    }
    let outcome: CommandOutcome;
    try {
      outcome = await options.onCommand(verb);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      outcome = { status: 'error', error: reason };
    }
    book.answered(action.actionId, outcome, options.facts());
    options.onChange();
  };
  const refuse = (action: InstantAction, reason: string) => {
    const { actionId, actionType } = action;
    book.note(action, 'FAILED', reason);
    errors.add('unsupportedAction', reason, { topic: 'instantActions', actionId, actionType });
  };
  const take = (action: InstantAction) => {
    const { actionId, actionType } = action;
    switch (actionType) {
      case 'startCharging':
        void command(action, 'charge');
        break;
      case 'stopCharging':
        void command(action, 'release');
        break;
      case 'stateRequest':
        book.note(action, 'FINISHED', null);
        options.onStateRequest();
        break;
      case 'clearInstantActions':
        book.clear();
        book.note(action, 'FINISHED', null);
        break;
      case 'cancelOrder':
        book.note(action, 'FAILED', NO_ORDER);
        errors.add('noOrderToCancel', NO_ORDER, { topic: 'instantActions', actionId });
        break;
      default:
        refuse(action, `${JSON.stringify(actionType)} is not supported; send ${SUPPORTED}`);
    }
  };

  return (payload, retained) => {
    // It would be obeyed anew after each break of the link.
    if (retained) return RETAINED;
    const parsed = parseInstantActions(payload, dialect, serialNumber);
    if ('error' in parsed) {
      const { headerId } = parsed;
      const references = headerId === null ? {} : { headerId: String(headerId) };
      errors.add('malformed', parsed.error, { topic: 'instantActions', ...references });
      return parsed.error;
    }
    const { actions } = parsed;
    const isNew = ({ actionId }: InstantAction) => !book.knows(actionId);
    if (actions.some((action) => isNew(action) && isSupported(action.actionType))) errors.clear();
    for (const action of actions) {
      // What was sent twice is done once, but a state costs nothing.
      if (isNew(action)) take(action);
      else if (action.actionType === 'stateRequest') options.onStateRequest();
    }
    return null;
  };
}

const SUPPORTED_TYPES = ['startCharging', 'stopCharging', 'stateRequest', 'clearInstantActions'];
const SUPPORTED = SUPPORTED_TYPES.join(', ');

function isSupported(actionType: string): boolean {
  return SUPPORTED_TYPES.includes(actionType);
}
