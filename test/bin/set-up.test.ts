// init, check, keygen and schema: from an empty folder to a swarm that is fit for use.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch.ts';
import { type Outcome, ROOST, roost, run } from './run-roost.ts';

const folder = scratchFolder();
let count = 0;
let cwd: string;

beforeEach(() => {
  count += 1;
  cwd = join(folder, `case${count}`);
  mkdirSync(cwd);
});

const here = (...args: string[]) => roost(args, { cwd });
/** As a terminal shows it. */
const shown = ({ code, stdout, stderr }: Outcome) =>
  `\n${stdout}${stderr}exit ${code}\n`.replaceAll(ROOST, 'roost');

describe('init', () => {
  test('writes a swarm that is fit for use, and says how to go on', async () => {
    expect(shown(await here('init', 'orchard'))).toMatchInlineSnapshot(`
      "
      Next, look at the files and at this machine:
        roost check -c orchard/swarm.yaml
        roost doctor -c orchard/swarm.yaml
      Then start the members, each in a terminal of its own:
        roost pad p1 -c orchard/swarm.yaml
        roost robot r1 -c orchard/swarm.yaml
        roost robot r2 -c orchard/swarm.yaml
        (and the others likewise)
      roost: wrote orchard/swarm.yaml, orchard/swarm.schema.json, orchard/swarm.key
      exit 0
      "
    `);
    expect(shown(await here('check', '-c', 'orchard/swarm.yaml'))).toMatchInlineSnapshot(`
      "
      orchard/swarm.yaml is fit for use: swarm orchard, zone main
        robots     r1 (rank 1), r2 (rank 2), r3 (rank 3)
        pad p1     its controller admits
        boards     all virtual
        leader     elected by 2 of 3 robots, so 1 may fail
        timing     lan: beat 300 ms, slot 25 ms
        lease      2000 ms without renewal; clocks may drift by 0.001
        charging   from below 35 % to 90 %, urgent below 10 %
        radio      mqtt://localhost:1883
        telemetry  mqtt://localhost:1883
        key        orchard/swarm.key
        state      orchard/state
      exit 0
      "
    `);
    expect(statSync(join(cwd, 'orchard/swarm.key')).mode & 0o777).toBe(0o600);
    const [first] = readFileSync(join(cwd, 'orchard/swarm.yaml'), 'utf8').split('\n');
    expect(first).toBe('# yaml-language-server: $schema=./swarm.schema.json');
    const schema = readFileSync(join(cwd, 'orchard/swarm.schema.json'), 'utf8');
    expect((await here('schema')).stdout).toBe(schema);
  });

  test('the file is one to read', async () => {
    await here('init', 'orchard', '--robots', '2');
    expect(`\n${readFileSync(join(cwd, 'orchard/swarm.yaml'), 'utf8')}`).toMatchInlineSnapshot(`
      "
      # yaml-language-server: $schema=./swarm.schema.json
      #
      # The swarm: every robot and every pad is given this same file and the same key.
      # What is wrong with it is told by: roost check

      swarm: orchard
      zone: main

      # 32 bytes that make a member one, in a file of mode 0600; or { env: ROOST_KEY }.
      # Whoever has it can speak as any member.
      key: { file: ./swarm.key }

      # How the members hear each other.
      radio: { mqtt: "mqtt://localhost:1883" }

      # Where states and events are published; nowhere without this line. With homeAssistant: true the members announce
      # themselves to Home Assistant, with vda5050: "3.0" robots keep a fleet tool informed.
      telemetry: { mqtt: "mqtt://localhost:1883" }

      # One of lan, hc12, sik, lora-sf7, lora-sf9, xbee, mars;
      # or numbers in place of some of a profile's: { profile: lan, leaseMs: 3000 }.
      timing: lan

      # The highest rank leads.
      # A virtual body is only computed, in real time; for one that lives faster write
      # board: { virtual: { speed: 600 } }, for an Arduino board: { johnny-five: firmata, port: /dev/ttyACM0 }.
      robots:
        - { id: r1, rank: 1, board: virtual }
        - { id: r2, rank: 2, board: virtual }

      # Who admits robots to a pad: its controller, or the robots among themselves (bare contacts).
      pads:
        - { id: p1, board: virtual, guard: controller }

      # In percent of the battery.
      charging: { requestBelow: 35, chargeTo: 90, criticalBelow: 10 }

      # How often a waiting robot may be overtaken by more urgent ones.
      queue: { maxOvertakes: 4 }

      # Folder for what members must remember when they restart; one file per member.
      state: ./state
      "
    `);
  });

  test.each([
    ['hc12', 'transparent hc12 at /dev/ttyUSB0, 9600 baud', 'hc12: beat'],
    ['reyax', 'reyax at /dev/ttyUSB0, 115200 baud', 'lora-sf9: beat'],
    ['xbee', 'xbee at /dev/ttyUSB0, 115200 baud', 'xbee: beat'],
  ])('makes a swarm without a network: %s', async (radio, port, timing) => {
    expect((await here('init', '--radio', radio)).code).toBe(0);
    const { code, stdout } = await here('check');
    expect([code, stdout]).toEqual([0, expect.stringContaining(port)]);
    expect(stdout).toContain(timing);
    expect(stdout).toContain('telemetry  none');
  });

  test('takes wishes', async () => {
    const wishes = ['--robots', '5', '--pads', '2', '--guard', 'robots', '--swarm', 'plum'];
    expect(
      shown(await here('init', ...wishes, '--broker', 'mqtt://hub:1884')),
    ).toMatchInlineSnapshot(`
      "
      Next, look at the files and at this machine:
        roost check
        roost doctor
      Then start the members, each in a terminal of its own:
        roost robot r1
        roost robot r2
        (and the others likewise)
      roost: wrote swarm.yaml, swarm.schema.json, swarm.key
      exit 0
      "
    `);
    expect(shown(await here('check'))).toMatchInlineSnapshot(`
      "
      swarm.yaml is fit for use: swarm plum, zone main
        robots     r1 (rank 1), r2 (rank 2), r3 (rank 3), r4 (rank 4), r5 (rank 5)
        pad p1     3 of 5 robots admit
        pad p2     3 of 5 robots admit
        boards     all virtual
        leader     elected by 3 of 5 robots, so 2 may fail
        timing     lan: beat 300 ms, slot 25 ms
        lease      2000 ms without renewal; clocks may drift by 0.001
        charging   from below 35 % to 90 %, urgent below 10 %
        radio      mqtt://hub:1884
        telemetry  mqtt://hub:1884
        key        swarm.key
        state      state
      exit 0
      "
    `);
  });

  test('says whom else the members tell', async () => {
    expect((await here('init')).code).toBe(0);
    const also = ['--set', 'telemetry.homeAssistant=true', '--set', 'telemetry.vda5050="3.0"'];
    const { stdout } = await here('check', ...also);
    expect(stdout).toContain(
      'telemetry  mqtt://localhost:1883, announced to Home Assistant, with a VDA 5050 3.0 feed\n',
    );
    const { telemetry } = JSON.parse((await here('check', ...also, '--json')).stdout);
    expect(telemetry).toMatchObject({ homeAssistant: true, vda5050: '3.0' });
  });

  test('takes the name of the folder for the swarm, as far as it can be one', async () => {
    const { stdout } = await here('init', 'Müller & Söhne');
    expect(stdout).toContain(" check -c 'Müller & Söhne/swarm.yaml'\n");
    expect(readFileSync(join(cwd, 'Müller & Söhne/swarm.yaml'), 'utf8')).toContain(
      '\nswarm: M-ller-S-hne\n',
    );
    const bad = await here('init', 'b', '--swarm', 'a b');
    expect(shown(bad)).toMatchInlineSnapshot(`
      "
      roost: 'a b' cannot be the name of a swarm; use 1 to 32 letters, digits, - or _ for --swarm
      exit 2
      "
    `);
    expect(existsSync(join(cwd, 'b'))).toBe(false);
  });

  test('never takes the place of what is there', async () => {
    writeFileSync(join(cwd, 'swarm.key'), 'precious');
    writeFileSync(join(cwd, 'swarm.yaml'), 'mine');
    expect(shown(await here('init'))).toMatchInlineSnapshot(`
      "
      roost: swarm.yaml, swarm.key: they are there already; name another folder, or move what is there away
      exit 2
      "
    `);
    expect(readdirSync(cwd).sort()).toEqual(['swarm.key', 'swarm.yaml']);
    expect(readFileSync(join(cwd, 'swarm.key'), 'utf8')).toBe('precious');
  });

  test('the next commands can be typed as they stand', async () => {
    const { stdout } = await here('init', "it's new");
    const lines = stdout.split('\n').filter((line) => line.includes(' check '));
    const { code, stdout: checked } = await run('sh', ['-c', lines[0]!], { cwd });
    expect([code, checked]).toEqual([0, expect.stringContaining('is fit for use')]);
  });

  test('a command that is in the PATH is called by its name', async () => {
    const bin = join(cwd, 'bin');
    mkdirSync(bin);
    symlinkSync(ROOST, join(bin, 'roost'));
    const env = { PATH: `${bin}:/usr/bin:/bin` };
    const { stdout } = await run('sh', ['-c', 'roost init'], { cwd, env });
    expect(stdout).toContain('\n  roost check\n');
  });

  test('a file in the way', async () => {
    writeFileSync(join(cwd, 'orchard'), '');
    const { code, stderr } = await here('init', 'orchard');
    expect([code, stderr]).toEqual([
      3,
      expect.stringContaining('roost: orchard: file already exists'),
    ]);
  });
});

describe('check', () => {
  const made = scratchFolder();
  beforeAll(() => roost(['init'], { cwd: made }));
  beforeEach(() => {
    cwd = made;
  });

  test('tells what is wrong with the file', async () => {
    const outcome = await here('check', '--set', 'timing.leaseMs=300', '--set', 'zone=a b');
    expect(shown(outcome)).toMatchInlineSnapshot(`
      "
      roost: swarm.yaml has 3 problems
        --set zone=a b: zone is text 'a b'; use 1 to 32 letters, digits, - or _
        --set timing.leaseMs=300: a lease of 300 ms is too short for a robot that takes 500 ms to leave the pad; make leaseMs more than 1000
        --set timing.leaseMs=300: a lease of 300 ms is not longer than a beat of 300 ms; make leaseMs several times beatMs
      exit 3
      "
    `);
  });

  test('tells what is wrong with the key', async () => {
    const outcome = await roost(['check'], { cwd, env: { ROOST_KEY: 'short' } });
    expect(shown(outcome)).toMatchInlineSnapshot(`
      "
      roost: ROOST_KEY in the environment: its 5 characters are not a key; give 32 bytes as 64 hex digits, as roost keygen - prints them, or in base64
      exit 3
      "
    `);
  });

  test('--json of a good one', async () => {
    const set = ['--set', 'radio.mqtt=mqtt://me:secret@hub', '--set', 'timing.leaseMs=2500'];
    const { code, stdout, stderr } = await here('check', '--json', ...set);
    expect([code, stderr]).toEqual([0, '']);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      schemaVersion: 1,
      ok: true,
      problems: [],
      file: join(cwd, 'swarm.yaml'),
      robots: [{ id: 'r1', rank: 1, board: { kind: 'virtual', speed: 1 } }, {}, {}],
      pads: [{ id: 'p1', guard: 'controller', quorum: 1 }],
      leaderQuorum: 2,
      timing: { profile: 'lan', leaseMs: 2500, beatMs: 300 },
      state: join(cwd, 'state'),
    });
    expect(stdout).not.toContain('secret');
  });

  test('--json of a bad one holds the problems, and stderr the words', async () => {
    writeFileSync(join(cwd, 'bad.yaml'), 'swarm: 3\n');
    const { code, stdout, stderr } = await here('check', '--json', '-c', 'bad.yaml');
    expect(code).toBe(3);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ schemaVersion: 1, ok: false, file: 'bad.yaml' });
    expect(document.problems).toHaveLength(6);
    expect(document.problems).toContainEqual({
      where: 'bad.yaml:1:8',
      line: 1,
      column: 8,
      path: 'swarm',
      what: 'swarm is the number 3, not text',
      mend: 'write for instance swarm: orchard',
    });
    expect(stderr).toContain('roost: bad.yaml has 6 problems\n  bad.yaml:1:1: zone is missing');
  });
});

describe('keygen', () => {
  test('writes a key once', async () => {
    expect(shown(await here('keygen', 'a.key'))).toMatchInlineSnapshot(`
      "
      roost: wrote a new key to a.key; give it to every member, and nobody else
      exit 0
      "
    `);
    expect(statSync(join(cwd, 'a.key')).mode & 0o777).toBe(0o600);
    const key = readFileSync(join(cwd, 'a.key'), 'utf8');
    expect(key).toMatch(/^[0-9a-f]{64}\n$/);
    expect(shown(await here('keygen', 'a.key'))).toMatchInlineSnapshot(`
      "
      roost: a.key: there is a file of that name; name another, or remove it if no member uses it
      exit 2
      "
    `);
    expect(readFileSync(join(cwd, 'a.key'), 'utf8')).toBe(key);
  });

  test('- prints one and writes nothing', async () => {
    const { code, stdout, stderr } = await here('keygen', '-');
    expect([code, stdout, stderr]).toEqual([0, expect.stringMatching(/^[0-9a-f]{64}\n$/), '']);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('a folder that is not there', async () => {
    expect(shown(await here('keygen', 'no/a.key'))).toMatchInlineSnapshot(`
      "
      roost: no/a.key: no such file or directory (ENOENT); look at the path and its rights
      exit 3
      "
    `);
  });
});
