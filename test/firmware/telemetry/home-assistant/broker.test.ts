/** Announcements and buttons over a real broker, as Home Assistant has them. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect as connectMqtt, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadSwarm } from '../../../../firmware/config/load.ts';
import type { Command } from '../../../../firmware/telemetry/command.ts';
import { homeAssistantAnnouncer } from '../../../../firmware/telemetry/home-assistant/announcer.ts';
import { openTelemetry } from '../../../../firmware/telemetry/open-telemetry.ts';
import {
  createTelemetry,
  type Telemetry,
  type TelemetryOptions,
} from '../../../../firmware/telemetry/telemetry.ts';
import { type Mosquitto, startMosquitto } from '../../../support/mosquitto.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { until } from '../../../support/until.ts';
import { announced } from './announced.ts';
import { discoverySchema } from './schema.ts';

const TOPIC = 'homeassistant/device/orchard_r1/config';

interface Seen {
  readonly topic: string;
  readonly text: string;
  readonly retained: boolean;
}

let broker: Mosquitto;
let home: MqttClient;
let seen: Seen[];
let obeyed: Command[];
const open: { close(): Promise<void> }[] = [];
const folder = scratchFolder();

beforeAll(async () => {
  broker = await startMosquitto();
});
afterAll(() => broker.dispose());
beforeEach(async () => {
  obeyed = [];
  seen = [];
  home = await listen(seen);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
  // It forgets what it kept.
  await broker.restart();
});

async function listen(into: Seen[]): Promise<MqttClient> {
  const client = connectMqtt(broker.url, { reconnectPeriod: 30 });
  client.on('message', (topic, payload, { retain }) => {
    into.push({ topic, text: payload.toString(), retained: retain });
  });
  await client.subscribeAsync(['homeassistant/#', 'roost/#'], { qos: 1 });
  open.push({ close: () => client.endAsync(true) });
  return client;
}

const announcements = () => seen.filter(({ topic }) => topic === TOPIC);

function options(): TelemetryOptions {
  return {
    url: broker.url,
    swarm: 'orchard',
    kind: 'robots',
    id: 'r1',
    onCommand(command) {
      obeyed.push(command);
      return { status: 'ok' };
    },
    log: { info() {}, warn() {} },
    timing: { firstRetryMs: 20, longestRetryMs: 50 },
  };
}

function opened(telemetry: Telemetry): Telemetry {
  open.push(telemetry);
  return telemetry;
}

/** With short waits. */
function announce(longestWaitMs = 40): Telemetry {
  const discovery = announced('robots', 'r1');
  const companion = homeAssistantAnnouncer({ discovery, random: () => 0.5, longestWaitMs });
  return opened(createTelemetry({ ...options(), companions: [companion] }));
}

const first = () => until('it is announced', () => announcements().length === 1);

function swarm(telemetry: string, radio = 'mqtt: mqtt://localhost') {
  const path = join(folder, 'swarm.yaml');
  const lines = [
    'swarm: orchard',
    'zone: east',
    'key: { env: ROOST_KEY }',
    `radio: { ${radio} }`,
    `telemetry: { mqtt: "${broker.url}", ${telemetry} }`,
    'robots: [{ id: r1, board: virtual }]',
    'pads: [{ id: p1, board: virtual }]',
  ];
  writeFileSync(path, lines.join('\n'));
  return loadSwarm(path, { env: {} });
}

test('is retained, so that it is there when Home Assistant comes later', async () => {
  announce();
  await first();
  const later: Seen[] = [];
  await listen(later);
  await until('it is found', () => later.some(({ topic }) => topic === TOPIC));
  const found = later.find(({ topic }) => topic === TOPIC)!;
  expect(found.retained).toBe(true);
  expect(JSON.parse(found.text)).toEqual(announced('robots', 'r1').payload);
});

test('comes again when Home Assistant has started, and for nothing else', async () => {
  announce();
  await first();
  await home.publishAsync('homeassistant/status', 'offline');
  await home.publishAsync('homeassistant/status', '{"online":');
  await home.publishAsync('homeassistant/status', Buffer.alloc(100_000, 255));
  await home.publishAsync('homeassistant/status', 'online');
  await until('it is announced again', () => announcements().length === 2);
  // What the others would have caused would have come before.
  await home.publishAsync('homeassistant/status', 'online');
  await until('and again', () => announcements().length === 3);
  expect(new Set(announcements().map(({ text }) => text)).size).toBe(1);
});

test('comes again when the broker has lost it', async () => {
  announce();
  await first();
  await broker.restart();
  await until('it is announced again', () => announcements().length >= 2, 15_000);
});

test('buttons are obeyed, and the member is told who asks', async () => {
  announce();
  await first();
  const { components } = discoverySchema.parse(JSON.parse(announcements()[0]!.text));
  const buttons = Object.values(components).filter((one) => one.platform === 'button');
  for (const { command_topic, payload_press, qos, retain } of buttons) {
    await home.publishAsync(command_topic, payload_press!, { qos: qos!, retain: retain! });
  }
  await until('all are obeyed', () => obeyed.length === 4);
  expect(obeyed.map(({ verb }) => verb)).toEqual(['charge', 'release', 'hold', 'resume']);
  expect(new Set(obeyed.map(({ by }) => by))).toEqual(new Set(['Home Assistant']));
  await until('all are answered', () => replies().length === 4);
  expect(replies().map(({ text }) => JSON.parse(text).status)).toEqual(Array(4).fill('ok'));
});

const replies = () => seen.filter(({ topic }) => topic.endsWith('/reply'));

test('entities are there while the member is, and read the topics that it writes', async () => {
  const telemetry = announce();
  telemetry.state({ id: 'r1', battery: 40 });
  await first();
  const { components } = discoverySchema.parse(JSON.parse(announcements()[0]!.text));
  const { availability, state_topic } = components.battery as {
    availability: { topic: string; payload_available: string }[];
    state_topic: string;
  };
  const [{ topic, payload_available }] = availability as [(typeof availability)[0]];
  const has = (on: string, text: string) =>
    seen.some((one) => one.topic === on && one.text === text);
  await until('it is online', () => has(topic, payload_available));
  await until('it has a state', () => has(state_topic, '{"id":"r1","battery":40}'));
});

test('the swarm file asks for it', async () => {
  opened(openTelemetry(swarm('homeAssistant: true'), { ...options(), version: '7.8.9' }));
  await first();
  const { device } = JSON.parse(announcements()[0]!.text);
  expect(device).toMatchObject({ identifiers: ['roost_orchard_r1'], sw_version: '7.8.9' });
  expect(device).not.toHaveProperty('via_device');
});

test('or does not', async () => {
  opened(openTelemetry(swarm('homeAssistant: false'), options()));
  await until('it is online', () => seen.some(({ text }) => text === 'online'));
  await home.publishAsync('homeassistant/status', 'online');
  await home.publishAsync('roost/orchard/robots/r1/cmd/hold', '{}');
  await until('it obeys', () => obeyed.length === 1);
  expect(announcements()).toEqual([]);
});

test('a member behind a gateway is shown behind it, and the gateway is not', async () => {
  const config = swarm('homeAssistant: true', 'serial: { driver: transparent, path: /dev/null }');
  opened(openTelemetry(config, options()));
  opened(openTelemetry(config, { ...options(), kind: 'pads', id: 'p1' }));
  const of = (id: string) =>
    seen.find(({ topic }) => topic === `homeassistant/device/orchard_${id}/config`);
  await until('both are announced', () => of('r1') !== undefined && of('p1') !== undefined);
  expect(JSON.parse(of('r1')!.text).device.via_device).toBe('roost_orchard_p1');
  expect(JSON.parse(of('p1')!.text).device).not.toHaveProperty('via_device');
});
