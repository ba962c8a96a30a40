import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectMqtt, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Command } from '../../../firmware/telemetry/command.ts';
import {
  createTelemetry,
  type Telemetry,
  type TelemetryOptions,
} from '../../../firmware/telemetry/telemetry.ts';
import { type Mosquitto, startMosquitto } from '../../support/mosquitto.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { until } from '../../support/until.ts';

const base = 'roost/orchard/robots/r1';

let broker: Mosquitto;
let watcher: MqttClient;
let seen: { topic: string; text: string; retained: boolean }[];
const open: Telemetry[] = [];

beforeAll(async () => {
  broker = await startMosquitto();
});
afterAll(() => broker.dispose());
beforeEach(async () => {
  seen = [];
  watcher = await watch();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((telemetry) => telemetry.close()));
  for (const name of ['availability', 'state']) {
    await watcher.publishAsync(`${base}/${name}`, '', { retain: true, qos: 1 });
  }
  await watcher.endAsync(true);
});

async function watch(): Promise<MqttClient> {
  const client = connectMqtt(broker.url, { reconnectPeriod: 30 });
  client.on('message', (topic, payload, { retain }) => {
    seen.push({ topic: topic.replace(`${base}/`, ''), text: payload.toString(), retained: retain });
  });
  await client.subscribeAsync('roost/#', { qos: 1 });
  return client;
}

const textsOn = (topic: string) =>
  seen.filter((message) => message.topic === topic).map(({ text }) => text);

function telemetry(options: Partial<TelemetryOptions> = {}) {
  const warnings: string[] = [];
  const made = createTelemetry({
    url: broker.url,
    swarm: 'orchard',
    kind: 'robots',
    id: 'r1',
    onCommand: () => ({ status: 'ok' }),
    log: { info() {}, warn: (message) => warnings.push(message) },
    timing: { firstRetryMs: 20, longestRetryMs: 50 },
    ...options,
  });
  open.push(made);
  return { ...made, warnings };
}

const online = () => until('it is online', () => textsOn('availability').includes('online'));

describe('availability', () => {
  test('online, and offline after an orderly end', async () => {
    const { close } = telemetry();
    await online();
    await close();
    await until('it is offline', () => textsOn('availability').includes('offline'));
    expect(textsOn('availability')).toEqual(['online', 'offline']);
  });

  test('is retained', async () => {
    telemetry();
    await online();
    const late = await watch();
    await until('it is found', () =>
      seen.some(({ topic, retained }) => topic === 'availability' && retained),
    );
    await late.endAsync(true);
  });

  test('offline by the last will when the network breaks, online when it heals', async () => {
    const proxy = await startTcpProxy(broker.port);
    telemetry({ url: `mqtt://127.0.0.1:${proxy.port}` });
    await online();
    proxy.cut();
    await until('the will is sent', () => textsOn('availability').at(-1) === 'offline');
    proxy.heal();
    await until('it is back', () => textsOn('availability').at(-1) === 'online');
    expect(textsOn('availability')).toEqual(['online', 'offline', 'online']);
    await Promise.all(open.splice(0).map((made) => made.close()));
    await proxy.close();
  });
});

describe('state', () => {
  test('is shown with its moment, which is no change by itself', async () => {
    let t = 1;
    const { state } = telemetry({
      moment: () => ({ t }),
      timing: { firstRetryMs: 20, longestRetryMs: 50, stateEveryMs: 2000 },
    });
    await online();
    state({ battery: 50 });
    await until('it is shown', () => textsOn('state').length > 0);
    t = 2;
    state({ battery: 50 });
    await sleep(200);
    expect(textsOn('state')).toEqual(['{"battery":50,"t":1}']);
    await until('it is shown again, as often as ever', () => textsOn('state').length > 1);
    expect(textsOn('state')[1]).toBe('{"battery":50,"t":2}');
  });

  test('is shown on change, retained, the newest of a burst only', async () => {
    const { state } = telemetry();
    await online();
    for (let i = 0; i < 100; i++) state({ battery: i });
    await until('it is shown', () => textsOn('state').length > 0);
    expect(textsOn('state')).toEqual(['{"battery":99}']);
    state({ battery: 99 }); // no change
    await sleep(200);
    expect(textsOn('state')).toHaveLength(1);
    state({ battery: 100 });
    await until('the change is shown', () => textsOn('state').includes('{"battery":100}'));

    const late = await watch();
    await until('it is retained', () => seen.some((m) => m.topic === 'state' && m.retained));
    await late.endAsync(true);
  });

  test('is shown again from time to time, without a change', async () => {
    const { state } = telemetry({ timing: { stateEveryMs: 120 } });
    state({ phase: 'working' });
    await until('three times', () => textsOn('state').length >= 3);
    expect(new Set(textsOn('state'))).toEqual(new Set(['{"phase":"working"}']));
  });

  test('what it became while the broker was away is shown to a new broker', async () => {
    const { state } = telemetry();
    await online();
    state({ phase: 'working' });
    await until('it is shown', () => textsOn('state').length > 0);
    await broker.kill();
    state({ phase: 'waiting' });
    await sleep(150);
    state({ phase: 'charging' });
    seen = [];
    await broker.restart();
    await until('it is shown', () => textsOn('state').length > 0, 10_000);
    expect(textsOn('state')).toEqual(['{"phase":"charging"}']);
    // Without a change, too: the new broker has lost what was retained.
    await broker.kill();
    seen = [];
    await broker.restart();
    await until('it is shown', () => textsOn('state').length > 0, 10_000);
    expect(textsOn('state')).toEqual(['{"phase":"charging"}']);
  });

  test('the last one is shown before an orderly end', async () => {
    const { state, close } = telemetry();
    await online();
    state({ phase: 'fault' });
    await close();
    await until('all is said', () => textsOn('availability').includes('offline'));
    expect(textsOn('state')).toEqual(['{"phase":"fault"}']);
  });
});

describe('events', () => {
  test('are shown one by one, in order, not retained', async () => {
    const { event } = telemetry();
    await online();
    const events = Array.from({ length: 20 }, (_, seq) => ({ v: 1, from: 'r1', seq }));
    for (const each of events) event(each);
    await until('all are shown', () => textsOn('event').length === 20);
    expect(textsOn('event').map((text) => JSON.parse(text))).toEqual(events);
    expect(seen.some(({ topic, retained }) => topic === 'event' && retained)).toBe(false);
  });

  test('are dropped while there is no broker, and do not pile up', async () => {
    const { event } = telemetry();
    await online();
    await broker.kill();
    await sleep(50);
    for (let seq = 0; seq < 1000; seq++) event({ seq });
    seen = [];
    await broker.restart();
    await until('it is back', () => textsOn('availability').includes('online'), 10_000);
    event({ seq: 1000 });
    await until('the next is shown', () => textsOn('event').length > 0);
    expect(textsOn('event')).toEqual(['{"seq":1000}']);
  });

  test('what is no JSON is a warning and no crash', async () => {
    const { event, state, warnings } = telemetry();
    await online();
    const circular: { self?: object } = {};
    circular.self = circular;
    event(circular);
    state({ big: 1n });
    expect(warnings).toHaveLength(2);
  });
});

describe('commands', () => {
  const replies = (verb: string) =>
    textsOn(`cmd/${verb}/reply`).map((text) => JSON.parse(text) as object);
  const send = (verb: string, payload: string, retain = false) =>
    watcher.publishAsync(`${base}/cmd/${verb}`, payload, { qos: 1, retain });

  test('are carried out and answered, with the transaction', async () => {
    const asked: Command[] = [];
    telemetry({
      async onCommand(command) {
        asked.push(command);
        await sleep(5);
        return { status: 'ok', data: { phase: 'requesting' } };
      },
    });
    await online();
    await send('charge', '{"transaction":"t1","by":"alice","reason":"it rains"}');
    await until('it is answered', () => replies('charge').length > 0);
    expect(asked).toEqual([
      { verb: 'charge', pad: null, reason: 'it rains', by: 'alice', transaction: 't1' },
    ]);
    expect(replies('charge')).toEqual([
      { status: 'ok', data: { phase: 'requesting' }, error: null, transaction: 't1' },
    ]);
  });

  test('that fail are answered with why', async () => {
    telemetry({
      onCommand({ verb }) {
        if (verb === 'hold') throw new Error('the motors do not answer');
        return { status: 'error', error: 'already charging' };
      },
    });
    await online();
    await send('charge', '{}');
    await send('hold', '{"transaction":"t2"}');
    await until('both are answered', () => replies('charge').length + replies('hold').length === 2);
    expect(replies('charge')).toEqual([
      { status: 'error', data: null, error: 'already charging', transaction: null },
    ]);
    expect(replies('hold')).toEqual([
      { status: 'error', data: null, error: 'the motors do not answer', transaction: 't2' },
    ]);
  });

  test('that are malformed or unknown are answered and not carried out', async () => {
    let asked = 0;
    const { event } = telemetry({
      onCommand() {
        asked += 1;
        return { status: 'ok' };
      },
    });
    await online();
    await send('charge', '{"now":true}');
    await send('dance', '{}');
    await send('hold', 'x'.repeat(200_000));
    await until('all are answered', () =>
      ['charge', 'dance', 'hold'].every((verb) => replies(verb).length === 1),
    );
    expect(asked).toBe(0);
    expect(replies('dance')).toMatchObject([
      { status: 'error', error: expect.stringContaining('unknown command') },
    ]);
    event({ still: 'alive' });
    await until('it lives', () => textsOn('event').length === 1);
  });

  test('that are retained are not carried out', async () => {
    let asked = 0;
    await send('release', '{}', true);
    telemetry({
      onCommand() {
        asked += 1;
        return { status: 'ok' };
      },
    });
    await until('it is answered', () => replies('release').length === 1);
    expect(asked).toBe(0);
    await watcher.publishAsync(`${base}/cmd/release`, '', { qos: 1, retain: true });
  });

  test('are carried out sixteen at once at most', async () => {
    let finish: (() => void)[] = [];
    telemetry({
      onCommand: () => new Promise((resolve) => finish.push(() => resolve({ status: 'ok' }))),
    });
    await online();
    for (let i = 0; i < 17; i++) await send('charge', '{}');
    await until('one is refused', () => replies('charge').length === 1);
    expect(replies('charge')).toMatchObject([{ error: 'too many commands at once' }]);
    for (const each of finish) each();
    finish = [];
    await until('the others are answered', () => replies('charge').length === 17);
  });
});

test('a broker that is not there is a warning, once, without the password', async () => {
  const { state, event, close, warnings } = telemetry({ url: 'mqtt://robot:secret@127.0.0.1:1' });
  state({ phase: 'working' });
  event({ seq: 1 });
  await until('it is told', () => warnings.length > 0);
  await sleep(100);
  expect(warnings).toEqual([
    'telemetry: no broker listens at mqtt://127.0.0.1:1; start it, or mend the address',
  ]);
  await close();
});
