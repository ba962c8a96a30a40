/** The feed as part of a member's telemetry (open-telemetry.ts). */

import { connect as connectMqtt, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SwarmConfig, VdaVersion } from '../../../../firmware/config/swarm-config.ts';
import type { Command } from '../../../../firmware/telemetry/command.ts';
import { openTelemetry } from '../../../../firmware/telemetry/open-telemetry.ts';
import { type Mosquitto, startMosquitto } from '../../../support/mosquitto.ts';
import { until } from '../../../support/until.ts';
import { FleetTool } from './fleet-tool.ts';
import { robotState } from './states.ts';

let broker: Mosquitto;
let watcher: MqttClient;
const topics = new Set<string>();

beforeAll(async () => {
  broker = await startMosquitto();
  watcher = connectMqtt(broker.url);
  watcher.on('message', (topic) => topics.add(topic));
  await watcher.subscribeAsync('#', { qos: 1 });
});
afterAll(async () => {
  await watcher.endAsync(true);
  await broker.dispose();
});

function open(kind: 'robots' | 'pads', id: string, vda5050: VdaVersion | null) {
  const commands: Command[] = [];
  const telemetry = { mqtt: broker.url, gateway: null, homeAssistant: false, vda5050 };
  const made = openTelemetry({ telemetry } as SwarmConfig, {
    url: broker.url,
    swarm: 'orchard',
    kind,
    id,
    onCommand(command) {
      commands.push(command);
      return { status: 'ok' };
    },
    log: { info() {}, warn() {} },
  });
  made.state(robotState({ id }));
  return { ...made, commands };
}

test('robots have the feed that the swarm file asks for, beside their own topics; pads have none', async () => {
  const all = [
    open('robots', 'old', '2.1'),
    open('robots', 'new', '3.0'),
    open('robots', 'none', null),
    open('pads', 'p1', '3.0'),
  ];
  const expected = [
    ...['old', 'new', 'none'].map((id) => `roost/orchard/robots/${id}/state`),
    'roost/orchard/pads/p1/state',
    'uagv/v2/roost/orchard.old/state',
    'vda5050/v3/roost/orchard.new/state',
  ];
  await until('all states', () => expected.every((topic) => topics.has(topic)), 10_000);
  await Promise.all(all.map((each) => each.close()));
  const states = [...topics].filter((topic) => topic.endsWith('/state'));
  expect(states.sort()).toEqual(expected.sort());
});

test('an instant action is a command of nobody', async () => {
  const tool = await FleetTool.start(broker.url, '3.0', 'orchard', 'r1');
  const robot = open('robots', 'r1', '3.0');
  await until('its state', () => tool.states.length > 0, 10_000);
  await tool.act({ a1: 'startCharging' });
  await until('it has come', () => robot.commands.length > 0, 10_000);
  expect(robot.commands).toEqual([
    { verb: 'charge', pad: null, reason: null, by: null, transaction: null },
  ]);
  await robot.close();
  await until('it is offline', () => tool.connectionStates.at(-1) === 'OFFLINE', 10_000);
  expect(tool.problems).toEqual([]);
  await tool.close();
});
