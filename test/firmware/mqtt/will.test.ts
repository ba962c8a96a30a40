import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectMqtt, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openBrokerLink } from '../../../firmware/mqtt/broker-link.ts';
import { startFakeBroker } from '../../support/fake-broker.ts';
import { type Mosquitto, startMosquitto } from '../../support/mosquitto.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { until } from '../../support/until.ts';

let broker: Mosquitto;
let watcher: MqttClient;
const seen: { text: string; qos: number }[] = [];

beforeAll(async () => {
  broker = await startMosquitto();
  watcher = connectMqtt(broker.url);
  watcher.on('message', (_topic, payload, { qos }) => {
    seen.push({ text: payload.toString(), qos });
  });
  await watcher.subscribeAsync('w', { qos: 1 });
});
afterAll(async () => {
  await watcher.endAsync(true);
  await broker.dispose();
});

test('each connection has a will of its own, with the QoS that it asks for', async () => {
  const proxy = await startTcpProxy(broker.port);
  let wills = 0;
  let ups = 0;
  const link = openBrokerLink({
    url: `mqtt://127.0.0.1:${proxy.port}`,
    clientName: 'test',
    topics: [],
    will: () => ({ topic: 'w', payload: `will ${++wills}`, qos: 1 }),
    backlogBytes: 2048,
    timing: { firstRetryMs: 10, longestRetryMs: 20 },
    onUp: () => {
      ups += 1;
    },
    onDown() {},
    onMessage() {},
  });
  await until('up', () => ups === 1);
  for (const cut of [1, 2]) {
    const connection = proxy.connections.at(-1)!;
    connection.cut();
    await until(`up again after cut ${cut}`, () => ups === cut + 1);
    await until(`will ${cut}`, () => seen.length === cut);
  }
  expect(seen).toEqual([
    { text: 'will 1', qos: 1 },
    { text: 'will 2', qos: 1 },
  ]);
  await link.close();
  await proxy.close();
  expect(seen).toHaveLength(2);
});

test('what is assured goes out with QoS 1, and an orderly end waits for the acknowledgement', async () => {
  const fake = await startFakeBroker();
  const packets: Buffer[] = [];
  fake.onData = (chunk) => packets.push(Buffer.from(chunk));
  let ups = 0;
  const link = openBrokerLink({
    url: fake.url,
    clientName: 'test',
    topics: ['t'],
    backlogBytes: 2048,
    onUp: () => {
      ups += 1;
    },
    onDown() {},
    onMessage() {},
  });
  expect(link.assure('w', 'too soon')).toBe(false);
  await until('up', () => ups === 1);
  expect(link.assure('w', 'farewell')).toBe(true);
  const bytes = () => Buffer.concat(packets);
  await until('it is sent', () => bytes().includes('farewell'));
  // PUBLISH, QoS 1, retained (MQTT 3.1.1, section 3.3.1).
  expect(bytes()[0]).toBe(0x33);
  const idAt = bytes().indexOf('farewell') - 2;

  // The half second that it may take is told by the test, however slow the machine.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let left = false;
  const leaving = link.close().then(() => {
    left = true;
  });
  await sleep(60);
  expect(left).toBe(false);
  const disconnect = Buffer.of(0xe0, 0);
  expect(bytes().includes(disconnect)).toBe(false);
  fake.say(Uint8Array.of(0x40, 2, bytes()[idAt]!, bytes()[idAt + 1]!));
  await until('it takes leave', () => {
    vi.advanceTimersByTime(1);
    return bytes().includes(disconnect);
  });
  vi.useRealTimers();
  await leaving;
  fake.close();
});
