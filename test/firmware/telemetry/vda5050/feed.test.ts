import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { VDA_VERSIONS, type VdaVersion } from '../../../../firmware/config/swarm-config.ts';
import type { CommandOutcome } from '../../../../firmware/telemetry/command.ts';
import type { Telemetry } from '../../../../firmware/telemetry/telemetry.ts';
import { dialectOf } from '../../../../firmware/telemetry/vda5050/dialect.ts';
import { createVdaFeed, type VdaFeedOptions } from '../../../../firmware/telemetry/vda5050/feed.ts';
import { type Mosquitto, startMosquitto } from '../../../support/mosquitto.ts';
import { startTcpProxy } from '../../../support/tcp-proxy.ts';
import { until } from '../../../support/until.ts';
import { FleetTool } from './fleet-tool.ts';
import { robotState } from './states.ts';

let broker: Mosquitto;
let tool: FleetTool;
let warnings: string[];
const open: Telemetry[] = [];

beforeAll(async () => {
  broker = await startMosquitto();
});
afterAll(() => broker.dispose());

function feed(options: Partial<VdaFeedOptions> = {}): Telemetry {
  const made = createVdaFeed({
    url: broker.url,
    version: '3.0',
    swarm: 'orchard',
    id: 'r1',
    onCommand: () => ({ status: 'ok' }),
    log: { info() {}, warn: (message) => warnings.push(message) },
    wallMs: Date.now,
    ...options,
    timing: { firstRetryMs: 20, longestRetryMs: 50, stateGapMs: 20, ...options.timing },
  });
  open.push(made);
  return made;
}

function withTool(version: VdaVersion) {
  beforeEach(async () => {
    warnings = [];
    tool = await FleetTool.start(broker.url, version, 'orchard', 'r1');
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((made) => made.close()));
    const { problems } = tool;
    await tool.close();
    // Every message of every test.
    expect(problems).toEqual([]);
  });
}

const states = (count: number) =>
  until(`${count} states`, () => tool.states.length >= count, 10_000);
const connection = (state: string) =>
  until(`it is ${state}`, () => tool.connectionStates.at(-1) === state, 10_000);

describe.each(VDA_VERSIONS)('VDA 5050 %s', (version) => {
  withTool(version);

  test('connection: online, broken by the last will, online again, offline at the end', async () => {
    const proxy = await startTcpProxy(broker.port);
    let wallMs = 1_000;
    const made = feed({
      version,
      url: `mqtt://127.0.0.1:${proxy.port}`,
      wallMs: () => (wallMs += 1_000),
    });
    await connection('ONLINE');
    proxy.cut();
    const { connectionBroken } = dialectOf(version);
    await connection(connectionBroken);
    proxy.heal();
    await connection('ONLINE');
    await made.close();
    await connection('OFFLINE');
    await proxy.close();

    expect(tool.connectionStates).toEqual(['ONLINE', connectionBroken, 'ONLINE', 'OFFLINE']);
    const messages = tool.seen.filter(({ topic }) => topic === 'connection');
    expect(messages.map(({ qos }) => qos)).toEqual([1, 1, 1, 1]);
    // The will was made before what was said first over its connection.
    const numbers = messages.map(({ body }) => body.headerId);
    expect(numbers.slice(0, 2)).toEqual([1, 0]);
    expect(numbers[2]).toBeGreaterThan(1);
    expect(numbers[3]).toBe(numbers[2] + 1);
    expect(messages[1]!.body.timestamp < messages[0]!.body.timestamp).toBe(true);

    const late = await FleetTool.start(broker.url, version, 'orchard', 'r1');
    await until('it is retained', () => late.seen.length > 0);
    expect(late.seen).toMatchObject([{ topic: 'connection', retained: true }]);
    await late.close();
  });

  test('startCharging and stopCharging become commands, and end when the robot has done so', async () => {
    const verbs: string[] = [];
    const { state } = feed({
      version,
      onCommand(verb) {
        verbs.push(verb);
        return { status: 'ok' };
      },
    });
    state(robotState());
    await states(1);
    await tool.act({ a1: 'startCharging' });
    await until('it has begun', () => tool.actions.a1 === 'INITIALIZING');
    for (const phase of ['requesting', 'waiting', 'approaching']) state(robotState({ phase }));
    state(robotState({ phase: 'charging', place: 'docked' }));
    await until('it charges', () => tool.actions.a1 === 'FINISHED');
    await tool.act({ a2: 'stopCharging' });
    await until('it is to leave', () => tool.actions.a2 === 'INITIALIZING');
    state(robotState({ phase: 'leaving', place: 'leaving' }));
    await until('it has left', () => tool.actions.a2 === 'FINISHED');
    expect(verbs).toEqual(['charge', 'release']);
    expect(tool.errors).toEqual([]);
  });

  test('what it cannot do fails, with an error that names the action', async () => {
    const answers: CommandOutcome[] = [{ status: 'error', error: 'the battery is full' }];
    const { state } = feed({
      version,
      onCommand() {
        const answer = answers.shift();
        if (answer === undefined) throw new Error('it broke');
        return answer;
      },
    });
    state(robotState());
    await states(1);
    await tool.act({ a1: 'dance', a2: 'cancelOrder', a3: 'factsheetRequest' });
    await until('all fail', () => Object.keys(tool.actions).length === 3);
    expect(tool.actions).toEqual({ a1: 'FAILED', a2: 'FAILED', a3: 'FAILED' });
    const { unsupportedAction, noOrderToCancel, chargingFailed } = dialectOf(version).errors;
    const types = () => tool.errors.map(({ errorType }) => errorType);
    expect(types()).toEqual([unsupportedAction, noOrderToCancel, unsupportedAction]);
    for (const [i, actionId] of ['a1', 'a2', 'a3'].entries()) {
      const reference = { referenceKey: 'actionId', referenceValue: actionId };
      expect(tool.errors[i]?.errorReferences).toContainEqual(reference);
    }
    // They stand until something is asked for that it can do.
    await tool.act({ a4: 'startCharging', a5: 'startCharging' });
    await until('both fail', () => tool.actions.a5 === 'FAILED');
    expect(types()).toEqual([chargingFailed, chargingFailed]);
    const reasons = tool.errors.map(({ errorDescription }) => errorDescription).sort();
    expect(reasons).toEqual(['it broke', 'the battery is full']);
    await tool.act({ a6: 'clearInstantActions' });
    await until('all is cleared', () => tool.actions.a6 === 'FINISHED');
    expect(tool.actions).toEqual({ a6: 'FINISHED' });
    expect(tool.errors).toEqual([]);
  });
});

describe('both versions alike', () => {
  withTool('3.0');

  test('a state on change, at once when it is the first, and never more often than the gap', async () => {
    const { state } = feed({ timing: { stateGapMs: 60 } });
    state(robotState());
    await states(1);
    const atMs = performance.now();
    for (let battery = 1; battery <= 50; battery++) {
      state(robotState({ battery }));
      await sleep(3);
    }
    await until('the last is shown', () => tool.states.at(-1)?.powerSupply.stateOfCharge === 50);
    const most = 2 + (performance.now() - atMs) / 60;
    expect(tool.states.length).toBeLessThanOrEqual(most);
    expect(tool.states.map(({ headerId }) => headerId)).toEqual(
      tool.states.map((_, number) => number),
    );
    expect(tool.seen.some(({ topic, retained }) => topic === 'state' && retained)).toBe(false);
  });

  test('nothing new is nothing said, but for the regular state', async () => {
    const { state } = feed();
    state(robotState());
    await states(1);
    state(robotState({ frames: { sent: { beat: 9 } }, battery: 54.3, boot: 2 }));
    await sleep(150);
    expect(tool.states).toHaveLength(1);
    const regular = feed({ timing: { stateEveryMs: 50 } });
    regular.state(robotState());
    await states(4);
  });

  test('a state that is asked for comes, changed or not', async () => {
    const { state } = feed();
    state(robotState());
    await states(1);
    await tool.act({ a1: 'stateRequest' });
    await states(2);
    expect(tool.actions).toEqual({ a1: 'FINISHED' });
    await tool.act({ a1: 'stateRequest' });
    await states(3);
  });

  test('an action that comes twice is done once', async () => {
    let commands = 0;
    const { state } = feed({
      onCommand() {
        commands += 1;
        return { status: 'ok' };
      },
    });
    state(robotState());
    await states(1);
    await tool.act({ a1: 'startCharging' });
    await tool.act({ a1: 'startCharging' });
    await tool.act({ a2: 'stateRequest' });
    await until('all are taken', () => tool.actions.a2 === 'FINISHED');
    expect(commands).toBe(1);
  });

  test('nonsense is told in the state and in the log, and does nothing', async () => {
    let commands = 0;
    const { state } = feed({
      onCommand() {
        commands += 1;
        return { status: 'ok' };
      },
    });
    state(robotState());
    await states(1);
    for (const payload of ['{', '[]', `{"actions":[{"actionId":"<b>"}],"headerId":12}`]) {
      await tool.send('instantActions', payload);
    }
    await tool.send('instantActions', 'x'.repeat(10_000_000));
    await until('all is refused', () => tool.errors.length === 4, 10_000);
    expect(tool.errors).toMatchObject([
      { errorType: 'VALIDATION_FAILURE', errorDescription: 'the message is not JSON' },
      { errorDescription: 'the message is not a JSON object' },
      { errorReferences: [{}, { referenceKey: 'headerId', referenceValue: '12' }] },
      { errorDescription: 'the message has 10000000 bytes; 65536 are the most' },
    ]);
    expect(warnings[0]).toBe('VDA 5050: instantActions: the message is not JSON');
    await tool.act({ a1: 'startCharging' });
    await until('it goes on', () => tool.actions.a1 === 'INITIALIZING');
    expect(commands).toBe(1);
    expect(tool.errors).toEqual([]);
  });

  test('orders are refused, with the id of the order', async () => {
    const { state } = feed();
    state(robotState());
    await states(1);
    await tool.send('order', JSON.stringify({ orderId: 'o1', orderUpdateId: 3, nodes: [] }));
    await until('it is refused', () => tool.errors.length > 0);
    expect(tool.errors).toMatchObject([
      {
        errorType: 'INVALID_ORDER',
        errorLevel: 'WARNING',
        errorReferences: [
          { referenceKey: 'topic', referenceValue: 'order' },
          { referenceKey: 'orderId', referenceValue: 'o1' },
          { referenceKey: 'orderUpdateId', referenceValue: '3' },
        ],
      },
    ]);
    expect(tool.states.at(-1)).toMatchObject({ orderId: '', nodeStates: [] });
  });

  test('a retained message is not obeyed', async () => {
    let commands = 0;
    await tool.act({ a1: 'startCharging' }, true);
    const { state } = feed({
      onCommand() {
        commands += 1;
        return { status: 'ok' };
      },
    });
    state(robotState());
    await until('it is told', () => warnings.length > 0);
    expect(warnings[0]).toMatch(/a retained message is not obeyed; send it without retain$/);
    await tool.act({ a2: 'stateRequest' });
    await until('the next is taken', () => tool.actions.a2 === 'FINISHED');
    expect(tool.actions).toEqual({ a2: 'FINISHED' });
    expect(commands).toBe(0);
  });

  test('a broker that comes back is told all', async () => {
    const { state } = feed();
    state(robotState());
    await states(1);
    await tool.act({ a1: 'startCharging' });
    await until('it has begun', () => tool.actions.a1 === 'INITIALIZING');
    await broker.kill();
    state(robotState({ phase: 'charging', place: 'docked' }));
    tool.seen.length = 0;
    await broker.restart();
    await until('it is online', () => tool.connectionStates.includes('ONLINE'), 10_000);
    // The tool may have come back later than the robot, and states are not retained.
    await tool.act({ a2: 'stateRequest' });
    await until('its state is shown', () => tool.states.length > 0, 10_000);
    expect(tool.actions).toMatchObject({ a1: 'FINISHED' });
  });

  test('the last state is shown before an orderly end, and nothing after it', async () => {
    const made = feed({ timing: { stateGapMs: 60_000 } });
    made.state(robotState());
    await states(1);
    made.state(robotState({ phase: 'fault', fault: 'stuck' }));
    await made.close();
    made.state(robotState());
    await connection('OFFLINE');
    await sleep(100);
    expect(tool.states).toHaveLength(2);
    expect(tool.errors).toMatchObject([{ errorType: 'ROBOT_FAULT' }]);
    expect(tool.seen.at(-1)?.body.connectionState).toBe('OFFLINE');
  });
});
