/** The broker of the demo, which answers in another order than Mosquitto, and many topics. */

import { connect as connectMqtt, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CleanBroker, openCleanBroker } from '../../../bin/clean/broker.ts';
import { NO_CREDENTIALS } from '../../../firmware/mqtt/broker-access.ts';
import { type AedesBroker, startAedes } from '../../support/aedes-broker.ts';
import { until } from '../../support/until.ts';

const MEMBERS = 1500;

let aedes: AedesBroker;
let member: MqttClient;
let broker: CleanBroker;

beforeAll(async () => {
  aedes = await startAedes();
  member = connectMqtt(aedes.url);
  await until('connected', () => member.connected);
  broker = await openCleanBroker({ url: aedes.url, credentials: NO_CREDENTIALS, quietMs: 300 });
});
afterAll(async () => {
  broker.close();
  await member.endAsync(true);
  await aedes.kill();
});

test('finds all that is kept, though a member goes on to publish, and forgets what it is told to', async () => {
  const topics = Array.from(
    { length: MEMBERS },
    (_, index) => `roost/orchard/robots/r${index}/state`,
  );
  await Promise.all(
    topics.map((topic) => member.publishAsync(topic, 'x', { retain: true, qos: 1 })),
  );
  const chatter = setInterval(() => member.publish('roost/orchard/robots/r0/event', '{}'), 20);

  const filters = ['roost/orchard/robots/#', 'roost/orchard/+/r1/state'];
  const found = await broker.kept(filters);
  expect(found.map(({ topic }) => topic).sort()).toEqual([...topics].sort());

  await broker.clear('roost/orchard/robots/r7/state');
  const left = await broker.kept(filters);
  clearInterval(chatter);
  expect(left).toHaveLength(MEMBERS - 1);
  expect(left.map(({ topic }) => topic)).not.toContain('roost/orchard/robots/r7/state');
});

test('says so when the broker goes away meanwhile', async () => {
  const looking = broker.kept(['roost/#']);
  await aedes.kill();
  await expect(looking).rejects.toThrow(/^the broker at mqtt:.* (closed|cut) the connection$/);
});
