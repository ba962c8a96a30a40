/**
 * The message of the topic `instantActions`, checked before anything in it is done: who sends it is not known.
 *
 * What the official schema refuses is refused here, and what is addressed to another robot, and what is too much.
 */

import type { Dialect } from './dialect.ts';
import { MANUFACTURER } from './topics.ts';

export interface InstantAction {
  readonly actionId: string;
  readonly actionType: string;
}

export type ParsedInstantActions =
  | { readonly actions: readonly InstantAction[] }
  | { readonly error: string; readonly headerId: number | null };

export const MAX_MESSAGE_BYTES = 64 * 1024;
export const MAX_ACTIONS = 16;
const MAX_ID_CHARACTERS = 128;
const MAX_TYPE_CHARACTERS = 64;

type Fields = Readonly<Record<string, unknown>>;

/** Never throws; the error says what is wrong with which field. */
export function parseInstantActions(
  payload: Uint8Array,
  dialect: Dialect,
  serialNumber: string,
): ParsedInstantActions {
  const message = parseObject(payload);
  if (typeof message === 'string') return { error: message, headerId: null };
  const headerId = Number.isInteger(message.headerId) ? (message.headerId as number) : null;
  const actions: InstantAction[] = [];
  const error =
    headerProblem(message, serialNumber) ?? actionsProblem(message.actions, dialect, actions);
  return error === null ? { actions } : { error, headerId };
}

/** A JSON object, or what is wrong with it. */
export function parseObject(payload: Uint8Array): Fields | string {
  if (payload.length > MAX_MESSAGE_BYTES) {
    return `the message has ${payload.length} bytes; ${MAX_MESSAGE_BYTES} are the most`;
  }
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    return isObject(value) ? value : 'the message is not a JSON object';
  } catch {
    return 'the message is not JSON';
  }
}

function headerProblem(message: Fields, serialNumber: string): string | null {
  if (!Number.isInteger(message.headerId)) return 'headerId is not an integer';
  for (const key of ['timestamp', 'version', 'manufacturer', 'serialNumber']) {
    if (typeof message[key] !== 'string') return `${key} is not a string`;
  }
  if (!isDateTime(message.timestamp as string))
    return 'timestamp is no date and time like 1991-03-11T11:40:03.123Z';
  if (message.manufacturer !== MANUFACTURER) return `manufacturer is not '${MANUFACTURER}'`;
  if (message.serialNumber !== serialNumber) return `serialNumber is not '${serialNumber}'`;
  return null;
}

function actionsProblem(actions: unknown, dialect: Dialect, into: InstantAction[]): string | null {
  if (!Array.isArray(actions)) return 'actions is not an array';
  if (actions.length > MAX_ACTIONS) {
    return `actions has ${actions.length} entries; ${MAX_ACTIONS} are the most`;
  }
  for (const [i, action] of actions.entries()) {
    const problem = actionProblem(action, dialect);
    if (problem !== null) return `actions[${i}]${problem}`;
    const { actionId, actionType } = action as InstantAction;
    into.push({ actionId, actionType });
  }
  return null;
}

function actionProblem(
  action: unknown,
  { blockingTypes, actionDescription }: Dialect,
): string | null {
  if (!isObject(action)) return ' is not an object';
  const { actionId, actionType, blockingType, [actionDescription]: description } = action;
  if (!isText(actionId, MAX_ID_CHARACTERS)) {
    return `.actionId is not a text of up to ${MAX_ID_CHARACTERS} characters`;
  }
  if (!isText(actionType, MAX_TYPE_CHARACTERS)) {
    return `.actionType is not a text of up to ${MAX_TYPE_CHARACTERS} characters`;
  }
  if (!blockingTypes.includes(blockingType as string)) {
    return `.blockingType is not ${blockingTypes.join(' or ')}`;
  }
  if (description !== undefined && typeof description !== 'string') {
    return `.${actionDescription} is not a string`;
  }
  const parameters = action.actionParameters;
  if (parameters === undefined) return null;
  if (!Array.isArray(parameters)) return '.actionParameters is not an array';
  const sound = parameters.every(
    (each) => isObject(each) && typeof each.key === 'string' && isParameterValue(each.value),
  );
  return sound ? null : '.actionParameters has an entry without a key or a value';
}

function isText(value: unknown, mostCharacters: number): value is string {
  return typeof value === 'string' && value.length <= mostCharacters && value.isWellFormed();
}

function isParameterValue(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** RFC 3339, section 5.6, as the schemas ask for it. */
function isDateTime(text: string): boolean {
  const form = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/i;
  return form.test(text) && !Number.isNaN(Date.parse(text.replace(' ', 'T')));
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
