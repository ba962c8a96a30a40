import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VDA_VERSIONS, type VdaVersion } from '../../../../firmware/config/swarm-config.ts';
import { dialectOf } from '../../../../firmware/telemetry/vda5050/dialect.ts';
import { headerSource } from '../../../../firmware/telemetry/vda5050/header.ts';
import { InstantActionBook } from '../../../../firmware/telemetry/vda5050/instant-action-book.ts';
import { MessageErrors } from '../../../../firmware/telemetry/vda5050/message-errors.ts';
import { robotFacts } from '../../../../firmware/telemetry/vda5050/robot-facts.ts';
import {
  type StateInput,
  stateMessage,
} from '../../../../firmware/telemetry/vda5050/state-message.ts';
import { problemsOf } from './official.ts';
import { oddState, PHASES, robotState, soundState } from './states.ts';

// Messages are looked at as they travel: as JSON.
function messageOf(version: VdaVersion, state: object, more: Partial<StateInput> = {}) {
  const dialect = dialectOf(version);
  const facts = robotFacts('r1', state);
  const header = headerSource({
    version: dialect.version,
    serialNumber: 'orchard.r1',
    wallMs: () => 1_795_233_681_306.079,
  });
  const input = { facts, actions: [], actionsFull: false, messageErrors: [], ...more };
  return JSON.parse(JSON.stringify({ ...header(), ...stateMessage(dialect, input) }));
}

describe.each(VDA_VERSIONS)('VDA 5050 %s', (version) => {
  test('a robot in any phase, with what it could have to say, satisfies the official schema', () => {
    for (const phase of PHASES) {
      const message = messageOf(version, robotState({ phase }));
      expect(problemsOf(version, 'state', message)).toEqual([]);
    }
    fc.assert(
      fc.property(soundState, (state) => {
        expect(problemsOf(version, 'state', messageOf(version, state))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('nonsense in a state satisfies it too, since it may come over the radio', () => {
    fc.assert(
      fc.property(oddState, (state) => {
        expect(problemsOf(version, 'state', messageOf(version, state))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('instant actions and errors satisfy it, however long', () => {
    const long = 'x\u0000\ud800'.repeat(1000);
    const errors = new MessageErrors(dialectOf(version));
    const book = new InstantActionBook((_, reason) => errors.add('chargingFailed', reason, {}));
    for (let i = 0; i < 40; i++) {
      errors.add('unsupportedAction', `${i} ${long}`, { actionId: String(i) });
      book.note({ actionId: String(i), actionType: 'dance' }, 'FAILED', null);
    }
    book.begin({ actionId: 'b', actionType: 'startCharging' }, 'charge');
    book.answered('b', { status: 'error', error: long }, null);
    const message = messageOf(version, robotState(), {
      actions: book.states,
      actionsFull: book.isFull,
      messageErrors: errors.all,
    });
    expect(problemsOf(version, 'state', message)).toEqual([]);
    const states = message[dialectOf(version).instantActionStates];
    expect(states).toHaveLength(32);
    expect(states.at(-1).actionStatus).toBe('FAILED');
    // Eight of messages, and one that tells that some actions are gone.
    expect(message.errors).toHaveLength(9);
    expect(JSON.stringify(message).length).toBeLessThan(20_000);
  });

  test('the schema would tell', () => {
    const good = messageOf(version, robotState({ fault: 'stuck' }));
    expect(problemsOf(version, 'state', good)).toEqual([]);
    for (const key of Object.keys(good).filter((key) => key !== 'information')) {
      const { [key]: _, ...rest } = good;
      expect(problemsOf(version, 'state', rest), key).not.toEqual([]);
    }
    const broken = [
      { ...good, timestamp: 'yesterday' },
      { ...good, headerId: 1.5 },
      { ...good, operatingMode: 'WORKING' },
      { ...good, driving: null },
      { ...good, errors: [{ ...good.errors[0], errorLevel: 'GRAVE' }] },
      { ...good, errors: [{ errorLevel: 'FATAL' }] },
      { ...good, information: [{ infoType: 'phase', infoLevel: 'WARN' }] },
    ];
    for (const message of broken) {
      expect(problemsOf(version, 'state', message), JSON.stringify(message)).not.toEqual([]);
    }
  });

  test('driving unless it is known to stand', () => {
    const driving = (state: object) => messageOf(version, robotState(state)).driving;
    expect(driving({ phase: 'working', place: 'away' })).toBe(true);
    expect(driving({ phase: 'approaching', place: 'approaching' })).toBe(true);
    expect(driving({ phase: 'leaving', place: 'leaving' })).toBe(true);
    expect(driving({ phase: 'charging', place: 'docked' })).toBe(false);
    expect(driving({ phase: 'parked', place: 'away' })).toBe(false);
    expect(driving({ phase: 'fault', place: 'approaching' })).toBe(false);
  });
});

const power = (state: object) => messageOf('3.0', robotState(state)).powerSupply;

test('the battery in whole percent, in the words of the version', () => {
  expect(power({ battery: 53.7 })).toEqual({ stateOfCharge: 54, charging: false });
  const old = messageOf('2.1', robotState({ battery: 53.7, charging: true }));
  expect(old.batteryState).toEqual({ batteryCharge: 54, charging: true });
});

test('charging as it is measured; on the pad where nothing measures it', () => {
  expect(power({ phase: 'charging', charging: null }).charging).toBe(true);
  expect(power({ phase: 'charging', charging: false }).charging).toBe(false);
  expect(power({ phase: 'waiting', charging: null }).charging).toBe(false);
});

test('an unknown battery is empty, with an error that says so', () => {
  const message = messageOf('3.0', robotState({ battery: null }));
  expect(message.powerSupply.stateOfCharge).toBe(0);
  expect(message.errors).toMatchObject([{ errorType: 'BATTERY_UNKNOWN', errorLevel: 'URGENT' }]);
});

test('faults are fatal, alarms are urgent, and 2.1 has no such level', () => {
  const state = robotState({ phase: 'fault', fault: 'wheel blocked', alarm: 'no charge flows' });
  expect(messageOf('3.0', state).errors).toEqual([
    { errorType: 'ROBOT_FAULT', errorLevel: 'FATAL', errorDescription: 'wheel blocked' },
    { errorType: 'ROBOT_ALARM', errorLevel: 'URGENT', errorDescription: 'no charge flows' },
  ]);
  expect(messageOf('2.1', state).errors).toEqual([
    { errorType: 'robotFault', errorLevel: 'FATAL', errorDescription: 'wheel blocked' },
    { errorType: 'robotAlarm', errorLevel: 'WARNING', errorDescription: 'no charge flows' },
  ]);
  expect(messageOf('3.0', robotState()).errors).toEqual([]);
});

test('a robot that joins is starting up, and an outsider is told', () => {
  const joining = robotState({ standing: 'joining' });
  expect(messageOf('3.0', joining).operatingMode).toBe('STARTUP');
  expect(messageOf('2.1', joining).operatingMode).toBe('AUTOMATIC');
  const { operatingMode, errors } = messageOf('3.0', robotState({ standing: 'outsider' }));
  expect(operatingMode).toBe('AUTOMATIC');
  expect(errors).toMatchObject([{ errorType: 'ROBOT_OUTSIDER' }]);
});

test('information: phase, pad, place in the queue, leader', () => {
  const queued = { pad: 'p2', holder: 'r3', queue: ['r2', 'r1', 'r4'] };
  const waiting = robotState({ phase: 'waiting', pads: [queued], held: true, via: 'p1' });
  expect(messageOf('3.0', waiting).information).toEqual([
    { infoType: 'phase', infoLevel: 'INFO', infoDescriptor: 'waiting', infoReferences: [] },
    {
      infoType: 'queue',
      infoLevel: 'INFO',
      infoDescriptor: 'number 2 of 3 for p2',
      infoReferences: [
        { referenceKey: 'pad', referenceValue: 'p2' },
        { referenceKey: 'place', referenceValue: '2' },
        { referenceKey: 'length', referenceValue: '3' },
      ],
    },
    {
      infoType: 'hold',
      infoLevel: 'INFO',
      infoDescriptor: 'told to hold: does not ask for a pad by itself',
      infoReferences: [],
    },
    {
      infoType: 'leader',
      infoLevel: 'DEBUG',
      infoDescriptor: 'r2',
      infoReferences: [{ referenceKey: 'epoch', referenceValue: '2' }],
    },
    { infoType: 'gateway', infoLevel: 'DEBUG', infoDescriptor: 'p1', infoReferences: [] },
  ]);
  const charging = robotState({
    phase: 'charging',
    pads: [{ pad: 'p2', holder: 'r1', queue: [] }],
  });
  expect(messageOf('2.1', charging).information[0]).toEqual({
    infoType: 'phase',
    infoLevel: 'INFO',
    infoDescription: 'charging',
    infoReferences: [{ referenceKey: 'pad', referenceValue: 'p2' }],
  });
});

test('messages are numbered, and timed in UTC with milliseconds', () => {
  const times = [0, 1_795_233_681_306.079];
  const next = headerSource({ version: '3.0.0', serialNumber: 's', wallMs: () => times.shift()! });
  expect([next(), next()]).toMatchObject([
    { headerId: 0, timestamp: '1970-01-01T00:00:00.000Z' },
    { headerId: 1, timestamp: '2026-11-21T04:01:21.306Z' },
  ]);
});
