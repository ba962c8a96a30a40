/**
 * What the versions of VDA 5050 say differently, as data: names of topics, of fields, of states and of errors.
 * Everything else here is written once, for both.
 */

import type { VdaVersion } from '../../config/swarm-config.ts';

export interface Dialect {
  /** As each message's header says it. */
  readonly version: string;
  /** The first two levels of every topic. */
  readonly topicRoot: string;
  /** The broker says so, by the last will. */
  readonly connectionBroken: string;
  readonly actionDescription: 'actionDescription' | 'actionDescriptor';
  /** What an instant action may do to others; the schema's enumeration. */
  readonly blockingTypes: readonly string[];
  /** The array of the state that tells what became of instant actions. */
  readonly instantActionStates: 'actionStates' | 'instantActionStates';
  readonly actionResult: 'resultDescription' | 'actionResult';
  readonly infoDescription: 'infoDescription' | 'infoDescriptor';
  /** Operating mode of a robot that its swarm has not taken in yet. */
  readonly startupMode: string;
  /** Level of what a person should look at at once, although the robot can go on. */
  readonly urgent: string;
  readonly errors: Readonly<Record<ErrorName, string>>;
}

/**
 * The first five are answers to messages; the standard names those of 3.0, and of 2.1 only `validationError`,
 * `orderError` and `noOrderToCancel`. The last five are the robot's own.
 */
export type ErrorName =
  | 'malformed'
  | 'unsupportedAction'
  | 'noOrderToCancel'
  | 'orderRefused'
  | 'actionStatesFull'
  | 'chargingFailed'
  | 'fault'
  | 'alarm'
  | 'batteryUnknown'
  | 'outsider';

const DIALECTS: Readonly<Record<VdaVersion, Dialect>> = {
  '2.1': {
    version: '2.1.0',
    topicRoot: 'uagv/v2',
    connectionBroken: 'CONNECTIONBROKEN',
    actionDescription: 'actionDescription',
    blockingTypes: ['NONE', 'SOFT', 'HARD'],
    instantActionStates: 'actionStates',
    actionResult: 'resultDescription',
    infoDescription: 'infoDescription',
    startupMode: 'AUTOMATIC',
    urgent: 'WARNING',
    errors: {
      malformed: 'validationError',
      unsupportedAction: 'instantActionError',
      noOrderToCancel: 'noOrderToCancel',
      orderRefused: 'orderError',
      actionStatesFull: 'actionStatesFull',
      chargingFailed: 'chargingFailed',
      fault: 'robotFault',
      alarm: 'robotAlarm',
      batteryUnknown: 'batteryUnknown',
      outsider: 'robotOutsider',
    },
  },
  '3.0': {
    version: '3.0.0',
    topicRoot: 'vda5050/v3',
    connectionBroken: 'CONNECTION_BROKEN',
    actionDescription: 'actionDescriptor',
    blockingTypes: ['NONE'],
    instantActionStates: 'instantActionStates',
    actionResult: 'actionResult',
    infoDescription: 'infoDescriptor',
    startupMode: 'STARTUP',
    urgent: 'URGENT',
    errors: {
      malformed: 'VALIDATION_FAILURE',
      unsupportedAction: 'INVALID_INSTANT_ACTION',
      noOrderToCancel: 'NO_ORDER_TO_CANCEL',
      orderRefused: 'INVALID_ORDER',
      actionStatesFull: 'INSTANT_ACTION_STATES_FULL',
      chargingFailed: 'CHARGING_FAILED',
      fault: 'ROBOT_FAULT',
      alarm: 'ROBOT_ALARM',
      batteryUnknown: 'BATTERY_UNKNOWN',
      outsider: 'ROBOT_OUTSIDER',
    },
  },
};

export function dialectOf(version: VdaVersion): Dialect {
  return DIALECTS[version];
}
