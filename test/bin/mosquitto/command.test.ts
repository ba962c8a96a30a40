// roost init --mosquitto: a broker for a new swarm, for one that is there, and what is refused.

import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { run } from '../../../bin/commands/init.ts';
import { roost } from '../run-roost.ts';
import { type Lines, stage, swarmFile } from './stage.ts';

const { path, read, refusal, setUp } = stage();

const BROKER = ['--mosquitto', 'broker'];
const here = (...args: string[]) => roost(args, { cwd: path() });
const init = (...args: string[]) => here('init', '--swarm', 'orchard', ...args);

test('a new swarm has a broker, and is fit for use', async () => {
  const url = ['--broker', 'mqtts://hub.local:8899'];
  const { code, stdout, stderr } = await init(...BROKER, ...url, '--robots', '2');
  expect([code, stderr]).toEqual([
    0,
    'roost: wrote swarm.yaml, swarm.schema.json, swarm.key\n' +
      'roost: broker: wrote broker/ca.crt, broker/ca.key, broker/server.crt, broker/server.key, ' +
      'broker/mosquitto.conf, broker/README.txt, broker/roost.passwd, broker/roost.acl\n' +
      'roost: new users: r1, r2, p1, monitor, viewer, homeassistant, fleet, administrator\n',
  ]);
  expect(stdout).toContain('  mosquitto -c broker/mosquitto.conf\n');
  expect((await here('check')).stdout).toContain(
    '  broker     user %id, password in broker/passwords/%id.password, authority broker/ca.crt\n',
  );
  expect(read('swarm.yaml')).toContain('radio: { mqtt: "mqtts://hub.local:8899" }');
});

test('a swarm that is there is told the lines that its file lacks, and then no more', async () => {
  await init('--robots', '2');
  expect((await init(...BROKER)).stderr).toContain(
    'they are there already; for a swarm that is there, write roost init -c swarm.yaml --mosquitto broker\n',
  );
  expect(existsSync(path('broker'))).toBe(false);
  const before = read('swarm.yaml');
  const again = (...args: string[]) => here('init', '-c', 'swarm.yaml', ...BROKER, ...args);
  const { stdout } = await again('--broker', 'mqtts://hub.local');
  expect(read('swarm.yaml')).toBe(before);
  expect(stdout).toMatchInlineSnapshot(`
    "Write these lines into swarm.yaml, in place of those that are there:
      radio: { mqtt: "mqtts://hub.local:8883" }
      telemetry: { mqtt: "mqtts://hub.local:8883" }
      broker: { user: "%id", passwordFile: "./broker/passwords/%id.password", caFile: "./broker/ca.crt" }
    Start the broker here, or install it as its README says:
      mosquitto -c broker/mosquitto.conf
      less broker/README.txt
    "
  `);
  const lines = stdout.split('\n').filter((line) => /^ {2}(radio|telemetry|broker): /.test(line));
  const rest = before.split('\n').filter((line) => !/^(radio|telemetry): /.test(line));
  const text = [...rest, ...lines.map((line) => line.trim()), ''].join('\n');
  writeFileSync(path('swarm.yaml'), text);
  const last = await again();
  expect([last.code, last.stderr]).toEqual([0, 'roost: broker: nothing was missing\n']);
  expect(last.stdout).not.toContain('Write these lines');
});

describe('what is refused', () => {
  const plan = {
    ...{ folder: '.', robots: 1, pads: 1 },
    guard: 'controller',
    board: 'virtual',
  } as const;
  const command = { ...plan, radio: 'mqtt', mosquitto: 'broker' } as const;

  test.each([
    [
      'mqtt://hub',
      'mqtt://hub:1883: the broker of --mosquitto takes TLS alone, and users have files; ',
    ],
    ['mqtts://me:x@hub', 'mqtts://hub:8883: the broker of --mosquitto takes TLS alone'],
  ])('--broker %s, and nothing is written', (broker, told) => {
    expect(refusal(() => run({ ...command, folder: path(), broker }))).toContain(told);
    expect(readdirSync(path())).toEqual([]);
  });

  test('a swarm file without --mosquitto, or with a folder for a new one', () => {
    const told =
      '-c is for a broker of a swarm that is there; write roost init -c swarm.yaml --mosquitto broker';
    const { mosquitto: _, ...without } = command;
    expect(refusal(() => run({ ...without, config: 'swarm.yaml' }))).toBe(told);
    expect(refusal(() => run({ ...command, folder: 'orchard', config: 'swarm.yaml' }))).toBe(told);
  });

  test('a swarm that needs no broker', () => {
    const radio = '{ serial: { driver: transparent, path: p } }';
    const text = swarmFile({ radio }).replace(/^telemetry.*\n/m, '');
    writeFileSync(path('swarm.yaml'), text);
    const config = path('swarm.yaml');
    expect(refusal(() => run({ ...command, config, mosquitto: path('broker') }))).toBe(
      'swarm.yaml: no member of this swarm has a broker; ' +
        'add a line such as telemetry: { mqtt: "mqtts://localhost:8883" }',
    );
  });

  test.each([
    [
      'a member with the name of a tool',
      { robots: '[{ id: viewer, board: virtual }]' },
      'swarm.yaml: the name of viewer is that of another user of the broker (people and tools that only look); ' +
        'give the member another id',
    ],
    [
      'one user for all',
      { broker: '{ user: robot }' },
      "swarm.yaml: broker.user is 'robot', and each member is to be a user of its own; write %id in it",
    ],
    [
      'a user that Mosquitto cannot have',
      { broker: '{ user: "%id:x" }' },
      "swarm.yaml: broker.user is '%id:x', and",
    ],
  ])('%s', (_what, lines: Lines, told) => {
    expect(refusal(() => setUp(lines))).toContain(told);
    expect(existsSync(path('broker'))).toBe(false);
  });

  test('a machine without openssl', () => {
    vi.stubEnv('PATH', path());
    expect(refusal(() => setUp())).toBe(
      'there is no openssl, which makes certificates; type: sudo apt install openssl',
    );
    vi.unstubAllEnvs();
  });
});
