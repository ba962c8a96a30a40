// roost init --mosquitto: the files of a broker, what is added when it is run again, and what is told.

import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { run } from '../../bin/commands/init.ts';
import { withSections } from '../../bin/mosquitto/acl.ts';
import { newPassword, passwordLine, usersIn } from '../../bin/mosquitto/passwords.ts';
import { setUpMosquitto } from '../../bin/mosquitto/set-up.ts';
import { loadSwarm } from '../../firmware/config/load.ts';
import { scratchFolder } from '../support/scratch.ts';
import { roost } from './run-roost.ts';

const folder = scratchFolder();
let count = 0;
let cwd: string;
beforeEach(() => {
  count += 1;
  cwd = join(folder, `case${count}`);
  mkdirSync(cwd);
});

const BROKER = ['--mosquitto', 'broker'];
const here = (...args: string[]) => roost(args, { cwd });
const init = (...args: string[]) => here('init', '--swarm', 'orchard', ...args);
const path = (...parts: string[]) => join(cwd, ...parts);
const read = (...parts: string[]) => readFileSync(path(...parts), 'utf8');
const inBroker = (name: string) => read('broker', name);

const HOSTS = ['hub.local', 'localhost', '127.0.0.1'];

interface SetUp {
  readonly hosts?: readonly string[];
  readonly nowMs?: number;
}

type Lines = Readonly<
  Partial<Record<'radio' | 'telemetry' | 'robots' | 'pads' | 'broker', string>>
>;

/** As `roost init -c swarm.yaml --mosquitto broker` does it, for a swarm of r1, r2 and p1, with some lines changed. */
function setUp({ hosts = HOSTS, nowMs = Date.now(), ...lines }: SetUp & Lines = {}) {
  writeFileSync(path('swarm.yaml'), swarmFile(lines));
  const config = loadSwarm(path('swarm.yaml'), { env: {} });
  const report = setUpMosquitto({ config, folder: path('broker'), hosts, port: 8883, nowMs });
  const near = (text: string) => text.replaceAll(`${cwd}/`, '');
  const { users } = report;
  return { written: report.written.map(near), users, notes: report.notes.map(near) };
}

function swarmFile(lines: Lines): string {
  const all = {
    radio: '{ mqtt: "mqtts://hub.local" }',
    telemetry: '{ mqtt: "mqtts://hub.local" }',
    robots: '[{ id: r1, board: virtual }, { id: r2, board: virtual }]',
    pads: '[{ id: p1, board: virtual }]',
    ...lines,
  };
  const text = Object.entries(all).map(([key, value]) => `${key}: ${value}\n`);
  return `swarm: orchard\nzone: main\nkey: { env: K }\n${text.join('')}`;
}

const THREE_ROBOTS =
  '[{ id: r1, board: virtual }, { id: r2, board: virtual }, { id: r9, board: virtual }]';

/** The lines of one user. */
function section(user: string): string {
  const after = inBroker('roost.acl').split(`\nuser ${user}\n`)[1]!;
  return `\n${after.split('\n\n')[0]}\n`;
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message.replaceAll(`${cwd}/`, '');
  }
  return 'nothing';
}

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
    expect(refusal(() => run({ ...command, folder: cwd, broker }))).toContain(told);
    expect(readdirSync(cwd)).toEqual([]);
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
    vi.stubEnv('PATH', cwd);
    expect(refusal(() => setUp())).toBe(
      'there is no openssl, which makes certificates; type: sudo apt install openssl',
    );
    vi.unstubAllEnvs();
  });
});

describe('the folder', () => {
  test('has secrets for their owner alone', () => {
    setUp();
    const modes = readdirSync(path('broker'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }): [string, number] => [
        name,
        statSync(join(parentPath, name)).mode & 0o777,
      ]);
    const open = modes.filter(([, mode]) => (mode & 0o077) !== 0).map(([name]) => name);
    const expected = ['README.txt', 'ca.crt', 'mosquitto.conf', 'roost.acl', 'server.crt'];
    expect(open.sort()).toEqual(expected);
    const names = readdirSync(path('broker/passwords'));
    const passwords = names.map((name) => read('broker/passwords', name));
    expect([passwords.length, new Set(passwords).size]).toEqual([8, 8]);
    for (const password of passwords) {
      expect(password).toMatch(/^[\w-]{32}\n$/);
      expect(inBroker('roost.passwd')).not.toContain(password.trim());
    }
  });

  test('has a certificate for the names of the broker, from the authority', () => {
    setUp({ hosts: ['hub.local', '127.0.0.1', '::1'] });
    const [ca, server] = ['ca.crt', 'server.crt'].map((name) => {
      return new X509Certificate(inBroker(name));
    });
    expect([ca!.ca, server!.ca, server!.verify(ca!.publicKey)]).toEqual([true, false, true]);
    expect(server!.checkHost('hub.local')).toBe('hub.local');
    for (const address of ['127.0.0.1', '::1']) expect(server!.checkIP(address)).toBe(address);
    expect(server!.checkHost('other.local')).toBeUndefined();
    const files = ['-CAfile', path('broker/ca.crt'), path('broker/server.crt')];
    const verify = ['verify', '-x509_strict', '-purpose', 'sslserver', ...files];
    expect(spawnSync('openssl', verify).status).toBe(0);
  });

  test('stays as it is when nothing is missing', () => {
    setUp();
    const texts = () =>
      readdirSync(path('broker'), { recursive: true, encoding: 'utf8' })
        .filter((name) => statSync(path('broker', name)).isFile())
        .sort()
        .map((name) => [name, inBroker(name)]);
    const before = texts();
    expect(setUp()).toEqual({ written: [], users: [], notes: [] });
    expect(texts()).toEqual(before);
  });

  test('gets a user for a robot more, and what was written by hand stays', () => {
    setUp();
    appendFileSync(path('broker/roost.acl'), '\nuser colleague\ntopic read roost/#\n');
    appendFileSync(path('broker/roost.passwd'), passwordLine('colleague', 'x')); // without a line end
    appendFileSync(path('broker/mosquitto.conf'), 'sys_interval 60\n');
    const [acl, passwd] = ['roost.acl', 'roost.passwd'].map(inBroker);
    expect(setUp({ robots: THREE_ROBOTS })).toEqual({
      written: ['broker/passwords/r9.password', 'broker/roost.passwd', 'broker/roost.acl'],
      users: ['r9'],
      notes: [
        'colleague may connect, and the swarm file does not name them; whoever is gone is shut out by ' +
          'mosquitto_passwd -D broker/roost.passwd NAME',
      ],
    });
    expect(inBroker('roost.acl').startsWith(acl!)).toBe(true);
    expect(inBroker('roost.passwd').startsWith(`${passwd}\nr9:$7$`)).toBe(true);
    expect(section('r9')).toContain('\ntopic write roost/orchard/robots/r9/state\n');
    expect(inBroker('mosquitto.conf')).toContain('sys_interval 60');
  });

  test('has rights that are told when they are others, and written anew where they were taken out', () => {
    setUp();
    const before = inBroker('roost.acl');
    const right = 'topic read roost/orchard/robots/r2/cmd/+\n';
    writeFileSync(path('broker/roost.acl'), before.replace(right, 'topic read roost/#\n'));
    expect(setUp().notes).toEqual([
      'the rights of r2 in broker/roost.acl are not those that the swarm file asks for; where nobody wanted that, ' +
        'take these sections out and type this again',
    ]);
    const r2 = /# robot r2\nuser r2\n(topic .*\n)+\n?/;
    writeFileSync(path('broker/roost.acl'), before.replace(r2, ''));
    expect(setUp()).toEqual({ written: ['broker/roost.acl'], users: [], notes: [] });
    expect(inBroker('roost.acl').match(r2)![0].trimEnd()).toBe(before.match(r2)![0].trimEnd());
  });

  test('gives a new password to a user who was taken out', () => {
    setUp();
    const old = inBroker('roost.passwd');
    rmSync(path('broker/passwords/r1.password'));
    expect(setUp().notes).toEqual([
      'the password of r1 is not in broker/passwords/r1.password, where others may not look for it; if it is lost, ' +
        'type mosquitto_passwd -D broker/roost.passwd r1 and then this again, for a new one',
    ]);
    mosquittoPasswd('-D', path('broker/roost.passwd'), 'r1');
    expect(setUp().users).toEqual(['r1']);
    const lineOf = (text: string) => text.split('\n').find((line) => line.startsWith('r1:'));
    expect(lineOf(inBroker('roost.passwd'))).not.toBe(lineOf(old));
    expect(read('broker/passwords/r1.password')).toMatch(/^[\w-]{32}\n$/);
  });

  test('does without the key of the authority until a certificate is renewed', () => {
    setUp();
    const anew = 'for a new one remove server.crt and server.key and type this again';
    const nowMs = Date.now() + 800 * 24 * 3600 * 1000;
    expect(setUp({ nowMs }).notes[0]).toMatch(
      /^broker\/server.crt is valid until 20\d\d-\d\d-\d\d; for a/,
    );
    rmSync(path('broker/ca.key'));
    expect(setUp().notes).toEqual([]);
    const hosts = ['new.local', '10.0.0.7'];
    expect(setUp({ hosts }).notes).toEqual([
      `broker/server.crt is not for new.local, 10.0.0.7; ${anew}`,
    ]);
    rmSync(path('broker/server.key'));
    expect(refusal(() => setUp())).toBe(
      'broker/server.crt is there and broker/server.key is not; remove it, and this makes both anew',
    );
    rmSync(path('broker/server.crt'));
    expect(refusal(() => setUp())).toBe(
      'broker/ca.crt is there and broker/ca.key is not; put the other one back beside it',
    );
    rmSync(path('broker/ca.crt'));
    expect(setUp({ hosts }).written).toEqual([
      'broker/ca.crt',
      'broker/ca.key',
      'broker/server.crt',
      'broker/server.key',
    ]);
    expect(new X509Certificate(inBroker('server.crt')).checkHost('new.local')).toBe('new.local');
    cpSync(path('broker/server.crt'), path('broker/ca.crt'));
    expect(setUp({ hosts }).notes).toEqual([
      `broker/server.crt is not from the authority in broker/ca.crt; ${anew}`,
    ]);
  });
});

describe('who may do what', () => {
  test('a gateway, as those that it speaks for', () => {
    const radio = '{ serial: { driver: transparent, path: p } }';
    setUp({ radio, robots: '[{ id: r1, board: virtual }]' });
    // With serial radios only the gateway has a network.
    expect(usersIn(inBroker('roost.passwd'))).not.toContain('r1');
    expect(section('p1')).toMatchInlineSnapshot(`
      "
      topic write roost/orchard/pads/p1/availability
      topic write roost/orchard/pads/p1/state
      topic write roost/orchard/pads/p1/event
      topic read roost/orchard/pads/p1/cmd/+
      topic write roost/orchard/pads/p1/cmd/+/reply
      topic write homeassistant/device/orchard_p1/config
      topic write roost/orchard/robots/r1/availability
      topic write roost/orchard/robots/r1/state
      topic write roost/orchard/robots/r1/event
      topic read roost/orchard/robots/r1/cmd/+
      topic write roost/orchard/robots/r1/cmd/+/reply
      topic write homeassistant/device/orchard_r1/config
      topic write uagv/v2/roost/orchard.r1/connection
      topic write uagv/v2/roost/orchard.r1/state
      topic read uagv/v2/roost/orchard.r1/instantActions
      topic read uagv/v2/roost/orchard.r1/order
      topic write vda5050/v3/roost/orchard.r1/connection
      topic write vda5050/v3/roost/orchard.r1/state
      topic read vda5050/v3/roost/orchard.r1/instantActions
      topic read vda5050/v3/roost/orchard.r1/order
      topic read homeassistant/status
      topic readwrite roost/orchard/doctor/p1/+
      "
    `);
  });

  test('a robot; and a pad of bare contacts has no process', () => {
    setUp({ pads: '[{ id: p1, board: virtual, guard: robots }]' });
    expect(usersIn(inBroker('roost.passwd'))).not.toContain('p1');
    expect(section('r1')).toMatchInlineSnapshot(`
      "
      topic readwrite roost/orchard/radio/main
      topic write roost/orchard/robots/r1/availability
      topic write roost/orchard/robots/r1/state
      topic write roost/orchard/robots/r1/event
      topic read roost/orchard/robots/r1/cmd/+
      topic write roost/orchard/robots/r1/cmd/+/reply
      topic write homeassistant/device/orchard_r1/config
      topic write uagv/v2/roost/orchard.r1/connection
      topic write uagv/v2/roost/orchard.r1/state
      topic read uagv/v2/roost/orchard.r1/instantActions
      topic read uagv/v2/roost/orchard.r1/order
      topic write vda5050/v3/roost/orchard.r1/connection
      topic write vda5050/v3/roost/orchard.r1/state
      topic read vda5050/v3/roost/orchard.r1/instantActions
      topic read vda5050/v3/roost/orchard.r1/order
      topic read homeassistant/status
      topic readwrite roost/orchard/doctor/r1/+
      "
    `);
  });

  test('users of several swarms at one broker are told apart by a template', () => {
    setUp({ broker: '{ user: "orchard-%id" }' });
    expect(usersIn(inBroker('roost.passwd'))).toContain('orchard-r1');
    expect(section('orchard-monitor')).toContain('topic read roost/orchard/#');
    expect(readdirSync(path('broker/passwords'))).toContain('r1.password');
  });
});

function mosquittoPasswd(...args: string[]): void {
  const PATH = [process.env.PATH, '/usr/sbin'].join(delimiter);
  expect(spawnSync('mosquitto_passwd', args, { env: { PATH } }).status).toBe(0);
}

test('passwords are kept as mosquitto_passwd keeps them', () => {
  const file = join(folder, 'by-mosquitto');
  const password = newPassword();
  writeFileSync(file, '');
  mosquittoPasswd('-b', file, 'u', password);
  const theirs = readFileSync(file, 'utf8').trim();
  const salt = Buffer.from(theirs.split('$')[3]!, 'base64');
  expect(passwordLine('u', password, salt)).toBe(theirs);
  expect(passwordLine('u', `${password}x`, salt)).not.toBe(theirs);
});

test('sections that somebody wrote in another way count as they are meant', () => {
  const user = {
    id: 'a',
    name: 'a',
    who: 'x',
    rights: [
      ['read', 't/1'],
      ['write', 't/2'],
    ] as const,
  };
  const text = 'user a\r\n  topic   write t/2\r\n# c\r\ntopic read t/1\r\n';
  expect(withSections(text, [user])).toMatchObject({ added: [], differing: [] });
  expect(withSections(`${text}topic read t/3\n`, [user]).differing).toEqual(['a']);
  expect(withSections('user ab\ntopic read t/1\n', [user]).added).toEqual(['a']);
});

test('the README leads to files that Mosquitto takes', () => {
  setUp();
  const script = inBroker('README.txt')
    .match(/sed -e .*\n/)?.[0]
    .replace(/\|\s*$/, '');
  const installed = spawnSync('sh', ['-c', script!], {
    cwd: path('broker'),
    encoding: 'utf8',
  }).stdout;
  const paths = [...installed.matchAll(/^\w+ (\/\S+)/gm)].map(([, found]) => found);
  expect(paths).toEqual([
    '/etc/mosquitto/roost/ca.crt',
    '/etc/mosquitto/roost/server.crt',
    '/etc/mosquitto/roost/server.key',
    '/etc/mosquitto/roost/roost.passwd',
    '/etc/mosquitto/roost/roost.acl',
    '/var/lib/mosquitto/',
  ]);
});
