/** `roost clean` on a real broker: what it takes away, what it leaves, and what it says. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect as connectMqtt, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Kept } from '../../../bin/clean/leftovers.ts';
import { freePort } from '../../support/free-port.ts';
import { type Mosquitto, startMosquitto } from '../../support/mosquitto.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';
import { type Outcome, roost } from '../run-roost.ts';
import { announcementOf, kept, memberLeaves } from './stage.ts';

const SECRET = 'as-long-as-it-is-long';
const folder = scratchFolder();

let broker: Mosquitto;
let client: MqttClient;

beforeAll(async () => {
  const acl = join(folder, 'acl');
  // `viewer` may look, and not write.
  writeFileSync(acl, 'user all\ntopic readwrite #\n\nuser viewer\ntopic read #\n');
  broker = await startMosquitto({
    users: { all: SECRET, viewer: SECRET },
    lines: [`acl_file ${acl}`],
  });
});
afterAll(() => broker.dispose());
beforeEach(async () => {
  client = connectMqtt(urlOf('all'));
  await until('connected', () => client.connected);
});
afterEach(async () => {
  await client.endAsync(true);
  await broker.restart();
});

const urlOf = (user: string) => `mqtt://${user}:${SECRET}@127.0.0.1:${broker.port}`;

function clean(args: readonly string[] = [], telemetry?: string): Promise<Outcome> {
  const lines = [
    'swarm: orchard',
    'zone: east',
    'key: { env: ROOST_KEY }',
    'radio: { mqtt: mqtt://localhost }',
    telemetry ?? `telemetry: { mqtt: "${urlOf('all')}", homeAssistant: true, vda5050: "3.0" }`,
    'robots: [{ id: r1, board: virtual }]',
    'pads: [{ id: p1, board: virtual }]',
  ];
  writeFileSync(join(folder, 'swarm.yaml'), lines.join('\n'));
  return roost(['clean', ...args], { cwd: folder });
}

async function leave(messages: readonly Kept[]): Promise<void> {
  for (const { topic, payload } of messages) {
    await client.publishAsync(topic, Buffer.from(payload), { retain: true, qos: 1 });
  }
}

/** What the broker has, by the word of a client of its own. */
async function remaining(): Promise<string[]> {
  const found: string[] = [];
  const late = connectMqtt(urlOf('all'));
  let done = false;
  late.on('message', (topic, _, { retain }) => {
    if (retain) found.push(topic);
    else done = done || topic === 'end';
  });
  await late.subscribeAsync('#', { qos: 1 });
  // It comes after all that was kept.
  await late.publishAsync('end', 'x', { qos: 1 });
  await until('all has come', () => done);
  await late.endAsync(true);
  return found.sort();
}

const members = [
  ...memberLeaves('orchard', 'robots', 'r1', 'online').filter(
    ({ topic }) => !topic.startsWith('uagv'),
  ),
  ...memberLeaves('orchard', 'pads', 'p1', 'online'),
];
const gone = memberLeaves('orchard', 'robots', 'r9');
const foreign = [
  ...memberLeaves('mill', 'robots', 'r9'),
  announcementOf('orchard2', 'robots', 'r9'),
  kept('roost/mill/hub/state'),
  kept('zigbee2mqtt/lamp'),
];
const hub = [kept('roost/orchard/hub/state'), kept('roost/orchard/hub/health')];
const topicsOf = (...all: (readonly Kept[])[]) =>
  all
    .flat()
    .map(({ topic }) => topic)
    .sort();

test('tells first, then clears a robot that is no more, and nothing else', async () => {
  await leave([...members, ...gone, ...foreign, ...hub]);
  const everything = topicsOf(members, gone, foreign, hub);

  const told = await clean(['--dry-run']);
  expect(told).toMatchObject({ code: 0, stderr: '' });
  expect(told.stdout).toMatchInlineSnapshot(`
    "would clear homeassistant/device/orchard_r9/config (not in the swarm file)
    would clear uagv/v2/roost/orchard.r9/connection (not in the swarm file)
    would clear vda5050/v3/roost/orchard.r9/connection (not in the swarm file)
    would clear roost/orchard/robots/r9/state (not in the swarm file)
    would clear roost/orchard/robots/r9/availability (not in the swarm file)
    "
  `);
  expect(await remaining()).toEqual(everything);

  const done = await clean();
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(done.stdout).toBe(told.stdout.replaceAll('would clear', 'cleared'));
  expect(await remaining()).toEqual(topicsOf(members, foreign, hub));

  const again = await clean();
  expect(again).toMatchObject({ code: 0, stdout: '' });
  expect(again.stderr).toBe(
    `roost: mqtt://127.0.0.1:${broker.port} has nothing of orchard that is to be cleared\n`,
  );
});

test('leaves those that are online, unless it is forced', async () => {
  await leave(memberLeaves('orchard', 'robots', 'r9', 'online'));
  const refused = await clean();
  expect(refused).toMatchObject({ code: 3, stdout: '' });
  expect(refused.stderr).toMatchInlineSnapshot(`
    "roost: nothing was cleared, since these members that are not in swarm.yaml are online: r9; stop them first, or use the newest swarm file, or clear them all the same: --force
    "
  `);
  expect(await remaining()).toHaveLength(5);

  const forced = await clean(['--force', '--json']);
  expect(forced.code).toBe(0);
  expect(JSON.parse(forced.stdout)).toMatchObject({
    schemaVersion: 1,
    swarm: 'orchard',
    dryRun: false,
    online: ['r9'],
    topics: [
      {
        topic: 'homeassistant/device/orchard_r9/config',
        member: 'r9',
        why: 'not in the swarm file',
      },
      { topic: 'uagv/v2/roost/orchard.r9/connection' },
      { topic: 'vda5050/v3/roost/orchard.r9/connection' },
      { topic: 'roost/orchard/robots/r9/state' },
      { topic: 'roost/orchard/robots/r9/availability' },
    ],
  });
  expect(await remaining()).toEqual([]);
});

test('with --all nothing is left of the swarm, and all of others', async () => {
  await leave([...members, ...gone, ...foreign, ...hub]);
  const refused = await clean(['--all']);
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain('these members are online: r1, p1; stop them first, or clear');

  const forced = await clean(['--all', '--force']);
  expect(forced.code).toBe(0);
  expect(forced.stdout.split('\n')).toHaveLength(topicsOf(members, gone, hub).length + 1);
  expect(await remaining()).toEqual(topicsOf(foreign));
});

test('topics that would do things to a terminal are shown harmless', async () => {
  await leave([kept('roost/orchard/robots/\u202er9/state')]);
  const { stdout } = await clean();
  expect(stdout).toBe('cleared roost/orchard/robots/\\u{202e}r9/state (not in the swarm file)\n');
});

test('a user without rights is told, and not that all is well', async () => {
  await leave(gone);
  const telemetry = `telemetry: { mqtt: "${urlOf('viewer')}" }`;
  const { code, stdout, stderr } = await clean([], telemetry);
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  expect(stderr).toContain('still has homeassistant/device/orchard_r9/config, ');
  expect(stderr).toContain('give this user the right to write there');
  expect(stderr).not.toContain(SECRET);
  expect(await remaining()).toHaveLength(gone.length);
});

test('no broker, a wrong password, and no telemetry', async () => {
  const port = await freePort();
  const nobody = await clean([], `telemetry: { mqtt: "mqtt://127.0.0.1:${port}" }`);
  expect(nobody).toMatchObject({ code: 4, stdout: '' });
  expect(nobody.stderr).toContain(`no broker listens at mqtt://127.0.0.1:${port}; start it`);

  const wrong = await clean([], `telemetry: { mqtt: "mqtt://all:wrong@127.0.0.1:${broker.port}" }`);
  expect(wrong).toMatchObject({ code: 4, stdout: '' });
  expect(wrong.stderr).toContain('refused the connection: this user may not connect');

  const none = await clean([], '# no telemetry');
  expect(none).toMatchObject({ code: 3, stdout: '' });
  expect(none.stderr).toContain('names no broker for telemetry');
});
