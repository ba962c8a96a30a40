// A real Mosquitto with the files of `roost init --mosquitto`: what its users can do, and what they cannot.
//
// Mosquitto drops in silence what a user may not publish. So each denial is seen at a user who may hear it: what was
// forbidden is not there when what the same connection sent after it is.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BrokerCredentials, NO_CREDENTIALS } from '../../firmware/mqtt/broker-access.ts';
import { openBrokerLink } from '../../firmware/mqtt/broker-link.ts';
import { selfSigned } from '../support/certificate.ts';
import { type SecuredBroker, startSecuredBroker } from '../support/secured-broker.ts';
import { until } from '../support/until.ts';
import { type Life, run } from './run.ts';

const ROOST = join(import.meta.dirname, '../../bin/roost');
const PATIENCE_MS = 20_000;
const BASE = 'roost/orchard';

let broker: SecuredBroker;
let station: ReturnType<typeof connect>;
beforeAll(async () => {
  broker = await startSecuredBroker(['--robots', '3']);
  // May hear all of the swarm.
  station = connect(broker.credentials('monitor'), [`${BASE}/#`]);
  await station.up();
});
afterAll(async () => {
  await station?.link.close();
  await broker?.dispose();
});

const utf8 = new TextEncoder();

function connect(credentials: BrokerCredentials, topics: readonly string[] = [], url = broker.url) {
  const heard: string[] = [];
  const told: string[] = [];
  const link = openBrokerLink({
    url,
    credentials,
    clientName: 'test',
    topics,
    backlogBytes: 65_536,
    timing: { firstRetryMs: 50, longestRetryMs: 200 },
    onUp: () => told.push('up'),
    onDown: (reason) => told.push(reason),
    onMessage: (topic, payload) => heard.push(`${topic} ${Buffer.from(payload)}`),
  });
  return {
    link,
    heard,
    told,
    up: () => until('it is connected', () => told.includes('up'), PATIENCE_MS),
    hears: (line: string) => until(`hears ${line}`, () => heard.includes(line), PATIENCE_MS),
    say: (topic: string, text: string) =>
      link.publish(utf8.encode(topic), utf8.encode(text), false),
  };
}

const as = (id: string, topics: readonly string[] = []) => connect(broker.credentials(id), topics);

/** What of these, said by `id`, is heard at the monitor: `allowed` has to be. */
async function passes(id: string, topics: readonly string[], allowed: string): Promise<string[]> {
  const user = as(id);
  await user.up();
  const mark = `${id} ${Math.random()}`;
  for (const topic of [...topics, allowed]) expect(user.say(topic, mark)).toBe(true);
  await station.hears(`${allowed} ${mark}`);
  await user.link.close();
  return station.heard
    .filter((line) => line.endsWith(mark))
    .map((line) => line.split(' ')[0]!)
    .filter((topic) => topic !== allowed);
}

describe('a robot', () => {
  const own = ['availability', 'state', 'event', 'cmd/hold/reply'].map(
    (topic) => `${BASE}/robots/r1/${topic}`,
  );
  const forbidden = [
    `${BASE}/robots/r2/state`,
    `${BASE}/robots/r2/event`,
    `${BASE}/robots/r2/availability`,
    `${BASE}/robots/r2/cmd/hold`,
    `${BASE}/robots/r2/cmd/hold/reply`,
    `${BASE}/robots/r1/cmd/hold`,
    `${BASE}/robots/r1/other`,
    `${BASE}/pads/p1/state`,
    `${BASE}/pads/p1/cmd/release`,
    `${BASE}/hub/state`,
    `${BASE}/hub/health`,
    `${BASE}/radio/west`,
    `${BASE}/doctor/r2/x`,
  ];

  test('says what it has to say, and nothing in the name of others', async () => {
    const allowed = `${BASE}/radio/main`;
    expect(await passes('r1', [...forbidden, ...own], allowed)).toEqual(own);
    // The topics are right: those who may, can.
    const byMonitor = forbidden.filter((topic) => /cmd\/[a-z]+$|hub/.test(topic));
    expect(await passes('monitor', byMonitor, `${BASE}/hub/x`)).toEqual(byMonitor);
    const byOther = forbidden.filter(
      (topic) => topic.includes('robots/r2/') && !/hold$/.test(topic),
    );
    expect(await passes('r2', byOther, `${BASE}/radio/main`)).toEqual(byOther);
    const byPad = [`${BASE}/pads/p1/state`];
    expect(await passes('p1', byPad, `${BASE}/radio/main`)).toEqual(byPad);
  });

  test('hears commands to itself, and none to others', async () => {
    const [r1, r2] = ['r1', 'r2'].map((id) => as(id, [`${BASE}/#`, 'homeassistant/#', 'uagv/#']));
    await Promise.all([r1!.up(), r2!.up()]);
    station.say(`${BASE}/robots/r2/cmd/hold`, 'for r2');
    station.say(`${BASE}/hub/state`, 'of the hub');
    r2!.say(`${BASE}/robots/r2/state`, 'of r2');
    r2!.say('homeassistant/device/orchard_r2/config', 'of r2');
    await r2!.hears(`${BASE}/robots/r2/cmd/hold for r2`);
    await station.hears(`${BASE}/robots/r2/state of r2`);
    station.say(`${BASE}/robots/r1/cmd/hold`, 'for r1');
    await r1!.hears(`${BASE}/robots/r1/cmd/hold for r1`);
    expect(r1!.heard).toEqual([`${BASE}/robots/r1/cmd/hold for r1`]);
    expect(r2!.heard).toEqual([`${BASE}/robots/r2/cmd/hold for r2`]);
    await Promise.all([r1!.link.close(), r2!.link.close()]);
  });
});

test('the viewer sees states, says nothing, and hears no frame', async () => {
  const viewer = as('viewer', [`${BASE}/#`]);
  const r1 = as('r1');
  await Promise.all([viewer.up(), r1.up()]);
  const topics = ['robots/r1/state', 'robots/r1/cmd/hold', 'hub/state', 'radio/main', 'x'];
  for (const topic of topics) viewer.say(`${BASE}/${topic}`, 'viewer');
  // Leaving waits for the acknowledgement of this one, so that the broker has judged all of them.
  expect(viewer.link.assure(`${BASE}/hub/state`, 'viewer')).toBe(true);
  r1.say(`${BASE}/radio/main`, 'a frame');
  r1.say(`${BASE}/robots/r1/state`, 'seen');
  await viewer.hears(`${BASE}/robots/r1/state seen`);
  await station.hears(`${BASE}/radio/main a frame`);
  await viewer.link.close();
  station.say(`${BASE}/hub/x`, 'afterwards');
  await station.hears(`${BASE}/hub/x afterwards`);
  expect(viewer.heard).toEqual([`${BASE}/robots/r1/state seen`]);
  expect(station.heard.filter((line) => line.endsWith(' viewer'))).toEqual([]);
  await r1.link.close();
});

test('Home Assistant and a fleet manager ask, and see what they need', async () => {
  const vda = 'uagv/v2/roost/orchard.r1';
  const home = as('homeassistant', [`${BASE}/#`, 'homeassistant/#', 'uagv/#']);
  const fleet = as('fleet', [`${BASE}/#`, 'homeassistant/#', 'uagv/#']);
  const r1 = as('r1', [`${BASE}/robots/r1/cmd/+`, `${vda}/instantActions`]);
  await Promise.all([home.up(), fleet.up(), r1.up()]);
  r1.say(`${BASE}/robots/r1/event`, 'no matter');
  r1.say(`${vda}/state`, 'vda');
  r1.say('homeassistant/device/orchard_r1/config', 'me');
  await Promise.all([
    home.hears('homeassistant/device/orchard_r1/config me'),
    fleet.hears(`${vda}/state vda`),
  ]);
  fleet.say(`${BASE}/robots/r1/cmd/hold`, 'not by the fleet');
  fleet.say(`${vda}/state`, 'not by the fleet');
  fleet.say(`${vda}/instantActions`, 'act');
  home.say(`${vda}/instantActions`, 'not by home');
  home.say(`${BASE}/robots/r1/state`, 'not by home');
  home.say(`${BASE}/robots/r1/cmd/charge`, 'charge');
  await r1.hears(`${vda}/instantActions act`);
  await r1.hears(`${BASE}/robots/r1/cmd/charge charge`);
  await station.hears(`${BASE}/robots/r1/cmd/charge charge`);
  expect(r1.heard.sort()).toEqual([
    `${BASE}/robots/r1/cmd/charge charge`,
    `${vda}/instantActions act`,
  ]);
  expect(station.heard.filter((line) => line.includes('not by'))).toEqual([]);
  expect(home.heard).toEqual(['homeassistant/device/orchard_r1/config me']);
  expect(fleet.heard).toEqual([`${vda}/state vda`]);
  await Promise.all([home, fleet, r1].map(({ link }) => link.close()));
});

describe('who is refused', () => {
  const caFile = () => join(broker.folder, 'broker', 'ca.crt');

  test.each<[string, () => BrokerCredentials]>([
    ['somebody without a name', () => ({ ...NO_CREDENTIALS, caFile: caFile() })],
    ['a name alone', () => ({ user: 'r1', password: null, caFile: caFile() })],
    ['a wrong password', () => ({ ...broker.credentials('r1'), password: 'wrong' })],
    ["another's password", () => ({ ...broker.credentials('r2'), user: 'r1' })],
    ['an unknown name', () => ({ ...broker.credentials('r1'), user: 'r9' })],
  ])('%s', async (_who, credentials) => {
    const client = connect(credentials());
    await until('it is told', () => client.told.length > 0, PATIENCE_MS);
    expect(client.told[0]).toMatch(
      /^the broker at mqtts:\/\/localhost:\d+ refused the connection: .*(user|password)/,
    );
    expect(client.say(`${BASE}/robots/r1/event`, 'x')).toBe(false);
    await client.link.close();
  });

  test('a broker of another authority, by the member', async () => {
    const other = join(broker.folder, 'other.crt');
    writeFileSync(other, selfSigned().cert);
    const client = connect({ ...broker.credentials('r1'), caFile: other });
    await until('it is told', () => client.told.length > 0, PATIENCE_MS);
    expect(client.told).toEqual([
      `the certificate of ${broker.url} is not from the authority in ${other}; copy the ca.crt of this broker ` +
        'there, or mend broker.caFile',
    ]);
    await client.link.close();
  });

  test('words without TLS', async () => {
    const told: string[] = [];
    const plain = openBrokerLink({
      url: broker.url.replace('mqtts:', 'mqtt:'),
      clientName: 'test',
      topics: [],
      backlogBytes: 1024,
      onUp: () => told.push('up'),
      onDown: (reason) => told.push(reason),
      onMessage: () => {},
    });
    await until('it is told', () => told.length > 0, PATIENCE_MS);
    expect(told[0]).not.toBe('up');
    await plain.close();
  });
});

test('the administrator is on the radio, to change keys', async () => {
  const [administrator, r1] = ['administrator', 'r1'].map((id) => as(id, [`${BASE}/radio/main`]));
  await Promise.all([administrator!.up(), r1!.up()]);
  administrator!.say(`${BASE}/radio/main`, 'key');
  await r1!.hears(`${BASE}/radio/main key`);
  r1!.say(`${BASE}/radio/main`, 'key heard');
  await administrator!.hears(`${BASE}/radio/main key heard`);
  await Promise.all([administrator!.link.close(), r1!.link.close()]);
});

test('a gateway speaks for the robots behind it, and for nobody else', async () => {
  const gateway = await startSecuredBroker(['--robots', '1', '--radio', 'hc12']);
  const p1 = connect(gateway.credentials('p1'), [`${BASE}/#`], gateway.url);
  const monitor = connect(gateway.credentials('monitor'), [`${BASE}/#`], gateway.url);
  try {
    await Promise.all([p1.up(), monitor.up()]);
    const own = ['robots/r1/state', 'robots/r1/cmd/hold/reply', 'pads/p1/event'];
    for (const topic of ['robots/r2/state', 'hub/state', 'robots/r1/cmd/hold', ...own])
      p1.say(`${BASE}/${topic}`, 'p1');
    await monitor.hears(`${BASE}/pads/p1/event p1`);
    expect(monitor.heard).toEqual(own.map((topic) => `${BASE}/${topic} p1`));
    monitor.say(`${BASE}/robots/r2/cmd/hold`, 'no');
    monitor.say(`${BASE}/robots/r1/cmd/hold`, 'do');
    await p1.hears(`${BASE}/robots/r1/cmd/hold do`);
    expect(p1.heard).toEqual([`${BASE}/robots/r1/cmd/hold do`]);
  } finally {
    await Promise.all([p1.link.close(), monitor.link.close()]);
    await gateway.dispose();
  }
});

describe('a whole swarm', () => {
  const lives: Life[] = [];
  const file = () => join(broker.folder, 'swift.yaml');
  const begin = (...words: string[]) => {
    const life = run(words.join(' '), [ROOST, ...words, '-c', file()], { keepOutput: true });
    lives.push(life);
    return life;
  };
  const soon = (what: string, seen: () => boolean) =>
    until(what, seen, 60_000).catch((error) => {
      throw new Error(lives.map((life) => life.log()).join('\n'), { cause: error });
    });
  const heardBy = ({ heard }: { heard: readonly string[] }, start: string, part = '') =>
    soon(`${start} ${part}`, () =>
      heard.some((line) => line.startsWith(start) && line.includes(part)),
    );

  beforeAll(() => {
    const text = readFileSync(broker.file, 'utf8')
      .replaceAll(/(?<=id: r.*)board: virtual/g, 'board: { virtual: { speed: 6000, battery: 38 } }')
      .replace(/^(telemetry: .*) }$/m, '$1, homeAssistant: true, vda5050: "3.0" }');
    writeFileSync(file(), text);
    for (const member of ['pad p1', 'robot r1', 'robot r2', 'robot r3'])
      begin(...member.split(' '));
  });
  afterAll(async () => {
    for (const life of lives) life.signal('SIGKILL');
    await Promise.all(lives.map((life) => life.ended));
  });

  test('charges over it', async () => {
    for (const id of ['r1', 'r2', 'r3'])
      await heardBy(station, `${BASE}/robots/${id}/event `, '"event":"enter"');
    for (const member of ['robots/r1', 'robots/r2', 'robots/r3', 'pads/p1'])
      expect(station.heard).toContain(`${BASE}/${member}/availability online`);
  }, 90_000);

  test('is seen by Home Assistant, by a fleet manager, and by its own hub', async () => {
    const home = as('homeassistant', ['homeassistant/#']);
    const fleet = as('fleet', ['vda5050/#']);
    const viewer = as('viewer', [`${BASE}/hub/#`]);
    begin('monitor', '--http', '0', '--history', 'none');
    await heardBy(home, 'homeassistant/device/orchard_r2/config ', '"unique_id"');
    await heardBy(home, 'homeassistant/device/orchard_p1/config ', '"unique_id"');
    await heardBy(fleet, 'vda5050/v3/roost/orchard.r2/connection ', 'ONLINE');
    await heardBy(fleet, 'vda5050/v3/roost/orchard.r2/state ', '"serialNumber":"orchard.r2"');
    await heardBy(viewer, `${BASE}/hub/state `, '"r2"');
    await Promise.all([home, fleet, viewer].map(({ link }) => link.close()));
  }, 90_000);

  test('is found well by the doctor, and cleaned', async () => {
    const doctor = begin('doctor', '--as', 'r2');
    const mute = join(broker.folder, 'broker', 'passwords', 'viewer.password');
    const asViewer = ['--set', 'broker.user=viewer', '--set', `broker.passwordFile=${mute}`];
    const viewing = begin('doctor', '--as', 'r1', ...asViewer);
    expect(await doctor.ended).toEqual({ code: 0, signal: null });
    expect(doctor.output().join('\n')).toMatch(
      /ok {4}radio, telemetry {2}mqtts:\/\/localhost:\d+, as r2: a message and back/,
    );
    expect((await viewing.ended).code).toBe(4);
    expect(viewing.output().join('\n')).toMatch(
      /takes messages, but does not pass them on within 3 s\n +let this user publish and subscribe below roost\//,
    );
    const r3 = lives.find(({ id }) => id === 'robot r3')!;
    r3.signal('SIGKILL');
    await heardBy(station, `${BASE}/robots/r3/availability offline`);
    writeFileSync(file(), readFileSync(file(), 'utf8').replace(/^ .*id: r3.*\n/m, ''));
    const clean = begin('clean');
    expect(await clean.ended).toEqual({ code: 0, signal: null });
    const viewer = as('viewer', [`${BASE}/robots/+/availability`]);
    await heardBy(viewer, `${BASE}/robots/r2/availability online`);
    expect(viewer.heard.sort()).toEqual(
      ['r1', 'r2'].map((id) => `${BASE}/robots/${id}/availability online`),
    );
    await viewer.link.close();
  }, 90_000);
});
