// keygen --master, join, rotate and revoke: from an empty folder to a swarm that has changed its key.

import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newKeyText, writeNewSecret } from '../../firmware/config/key.ts';
import { type KeyFile, parseKeyFile } from '../../firmware/config/key-text.ts';
import { newMasterText } from '../../firmware/keys/master.ts';
import { openMqttRadio } from '../../firmware/radio/mqtt-radio.ts';
import { newestKey } from '../../src/wire/keyring.ts';
import { Station } from '../firmware/keys/stage.ts';
import { type AedesBroker, startAedes } from '../support/aedes-broker.ts';
import { freePort } from '../support/free-port.ts';
import { scratchFolder } from '../support/scratch.ts';
import { until } from '../support/until.ts';
import { type Outcome, run } from './run-roost.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/main.ts');
const folder = scratchFolder();
let count = 0;
let cwd: string;

beforeEach(() => {
  count += 1;
  cwd = join(folder, `case${count}`);
  mkdirSync(cwd);
});

const here = (...args: string[]) => run(process.execPath, [PROGRAM, ...args], { cwd });
/** As a terminal shows it. */
const shown = ({ code, stdout, stderr }: Outcome) => `\n${stdout}${stderr}exit ${code}\n`;
const at = (name: string) => join(cwd, name);
const modeOf = (name: string) => statSync(at(name)).mode & 0o777;
const textOf = (name: string) => readFileSync(at(name), 'utf8');
const keyIn = (name: string) => parseKeyFile(textOf(name)) as KeyFile;

/** The test's swarm: three robots and a pad, each with a key file of its own. */
function setUp(url = 'mqtt://127.0.0.1:1'): void {
  writeFileSync(
    at('swarm.yaml'),
    [
      'swarm: test',
      'zone: hall',
      'key: { file: ./%id.key }',
      `radio: { mqtt: "${url}" }`,
      'timing: lan',
      'robots: [{ id: r1, board: virtual }, { id: r2, board: virtual }, { id: r3, board: virtual }]',
      'pads: [{ id: p1, board: virtual, guard: controller }]',
    ].join('\n'),
  );
  writeNewSecret(at('swarm.key'), newKeyText());
  writeNewSecret(at('swarm.master'), newMasterText());
}

describe('keygen --master', () => {
  test('makes one for its owner alone, and none over an old one', async () => {
    expect(shown(await here('keygen', '--master'))).toMatchInlineSnapshot(`
      "
      roost: wrote a master to swarm.master; it never leaves this machine, but for a backup
      exit 0
      "
    `);
    expect(modeOf('swarm.master')).toBe(0o600);
    const before = textOf('swarm.master');
    expect(before).toMatch(/^roost-master-1 [\w-]{43}\n$/);
    expect(shown(await here('keygen', '--master'))).toMatchInlineSnapshot(`
      "
      roost: swarm.master: there is a file of that name; name another, or remove it if no member uses it
      exit 2
      "
    `);
    expect(textOf('swarm.master')).toBe(before);
  });
});

describe('join', () => {
  beforeEach(() => setUp());

  test('writes a key file, which the robot takes in', async () => {
    expect(shown(await here('join', 'r1', '--out', 'stick.key'))).toMatchInlineSnapshot(`
      "
      roost: wrote stick.key
      On the robot, beside its swarm file: roost join --accept stick.key
      exit 0
      "
    `);
    expect(modeOf('stick.key')).toBe(0o600);
    expect(keyIn('stick.key')).toMatchObject({ member: 'r1', swarm: 'test', zone: 'hall' });
    // A stick has no modes; what is taken in has one all the same.
    chmodSync(at('stick.key'), 0o777);
    expect(shown(await here('join', '--accept', 'stick.key'))).toMatchInlineSnapshot(`
      "
      roost: r1 has its key in r1.key; if it runs, start it anew
      exit 0
      "
    `);
    expect(modeOf('r1.key')).toBe(0o600);
    expect(textOf('r1.key')).toBe(textOf('stick.key'));
  });

  test('passes a key on through pipes, and shows it nowhere else', async () => {
    const { stdout, stderr, code } = await here('join', 'p1', '--out', '-');
    expect([code, stderr]).toEqual([0, '']);
    const child = spawn(process.execPath, [PROGRAM, 'join', 'p1', '--accept'], { cwd });
    child.stdin.end(stdout);
    const closed = await new Promise((resolve) => child.once('close', resolve));
    expect(closed).toBe(0);
    expect(textOf('p1.key')).toBe(stdout);
    expect(shown(await here('join', 'r1'))).toMatchInlineSnapshot(`
      "
      roost: a key is shown on a terminal alone; write it with --out FILE, send it with --ssh user@host, or pipe it on with --out -
      exit 2
      "
    `);
  });

  test('shows a QR code on a terminal that is wide enough', async () => {
    const typed = `stty cols COLUMNS; ${process.execPath} ${PROGRAM} join r1`;
    const onTerminal = (columns: number) =>
      run('script', ['-qec', typed.replace('COLUMNS', String(columns)), '/dev/null'], { cwd });
    const { stdout, code } = await onTerminal(100);
    expect(code).toBe(0);
    expect(stdout).toContain('Whoever sees it, or a picture of it, can speak as any member.');
    expect(stdout.split('\x1b[40;97m█').length).toBeGreaterThan(25);
    expect(stdout).not.toContain('roost-key-1');
    const narrow = await onTerminal(40);
    expect([narrow.code, narrow.stdout]).toEqual([
      2,
      expect.stringContaining('roost: this terminal has 40 columns, and the code needs '),
    ]);
  });

  test('writes it on another machine through ssh', async () => {
    const bin = at('bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'ssh'), `#!/bin/sh\ncd ${cwd}/there && exec sh -c "$3"\n`, {
      mode: 0o755,
    });
    mkdirSync(at('there'));
    const env = { PATH: `${bin}:${process.env.PATH}` };
    const there = (...args: string[]) =>
      run(process.execPath, [PROGRAM, 'join', 'r2', '--ssh', ...args], { cwd, env });
    expect(shown(await there('pi@r2'))).toMatchInlineSnapshot(`
      "
      roost: wrote pi@r2:swarm.key, mode 0600
      exit 0
      "
    `);
    expect([modeOf('there/swarm.key'), keyIn('there/swarm.key').member]).toEqual([0o600, 'r2']);
    expect(shown(await there('pi@r2'))).toMatchInlineSnapshot(`
      "
      roost: pi@r2:swarm.key: there is a file of that name; name another path, or put this one in its place with --force
      exit 2
      "
    `);
    expect((await there('pi@r2', '--force')).code).toBe(0);
    expect(shown(await there('pi@r2:no/such/folder.key'))).toMatch(/cannot be written there; look/);
    writeFileSync(join(bin, 'ssh'), '#!/bin/sh\nexit 255\n');
    expect(shown(await there('pi@r2'))).toMatchInlineSnapshot(`
      "
      roost: pi@r2 cannot be reached by ssh; try: ssh pi@r2
      exit 4
      "
    `);
  });

  test.each<[string, string[], string, number]>([
    ['nobody', [], 'say which member: roost join ID', 2],
    [
      'an unknown member',
      ['r9', '--out', 'x'],
      "swarm.yaml: there is no member 'r9'; did you mean 'r1'? (the robots are r1, r2, r3; the pads are p1)",
      3,
    ],
    [
      'two ways',
      ['r1', '--out', 'x', '--ssh', 'pi@r1'],
      'give the key in one way: --out or --ssh',
      2,
    ],
    [
      'an address that is none',
      ['r1', '--ssh', '-oProxyCommand=x'],
      "'-oProxyCommand=x' is no address; write --ssh user@host or --ssh user@host:path",
      2,
    ],
    [
      'a member that was not revoked',
      ['r1', '--readmit', '--out', 'x'],
      'r1 was not revoked; leave out --readmit',
      2,
    ],
    [
      'a master that is not there',
      ['r1', '--out', 'x', '--master', 'no.master'],
      'no.master: there is no master; it is on the machine where the first member was joined: go there, or ' +
        'copy it from its backup; for a swarm that never had one type: roost keygen --master no.master',
      3,
    ],
    [
      'a file that is there',
      ['r1', '--out', 'swarm.yaml'],
      'swarm.yaml: there is a file of that name; name another, or put this one in its place with --force',
      2,
    ],
  ])('refuses %s', async (_, args, message, code) => {
    expect(shown(await here('join', ...args))).toBe(`\nroost: ${message}\nexit ${code}\n`);
    expect(existsSync(at('x'))).toBe(false);
  });

  test('refuses a master and a key that others may read', async () => {
    chmodSync(at('swarm.master'), 0o640);
    expect(shown(await here('join', 'r1', '--out', 'x'))).toMatchInlineSnapshot(`
      "
      roost: swarm.master: others than its owner may use the master (mode 0640); type: chmod 600 swarm.master
      exit 3
      "
    `);
    chmodSync(at('swarm.master'), 0o600);
    chmodSync(at('swarm.key'), 0o604);
    expect(shown(await here('join', 'r1', '--out', 'x'))).toMatchInlineSnapshot(`
      "
      roost: swarm.key: others than its owner may use the key (mode 0604); type: chmod 600 swarm.key
      exit 3
      "
    `);
  });

  test('--accept refuses what is no key of this swarm', async () => {
    await here('join', 'r1', '--out', 'good.key');
    const good = textOf('good.key');
    const refused = async (text: string, ...args: string[]) => {
      writeFileSync(at('given.key'), text, { mode: 0o600 });
      return shown(await here('join', ...args, '--accept', 'given.key'));
    };
    expect(await refused(textOf('swarm.key'))).toMatchInlineSnapshot(`
      "
      roost: given.key: this is no key of a member; it begins with roost-key-1, and roost join ID makes it
      exit 3
      "
    `);
    expect(await refused(good.slice(0, 90))).toMatchInlineSnapshot(`
      "
      roost: given.key: this key file cannot be used: it is cut short; have it made again by roost join
      exit 3
      "
    `);
    expect(await refused(good, 'r2')).toMatchInlineSnapshot(`
      "
      roost: given.key: this key is for r1, not r2
      exit 3
      "
    `);
    writeFileSync(at('swarm.yaml'), textOf('swarm.yaml').replace('zone: hall', 'zone: yard'));
    expect(await refused(good)).toMatch(
      /this key is for swarm test, zone hall, and the swarm file/,
    );
    expect(existsSync(at('r1.key'))).toBe(false);
  });

  test('--accept never takes the place of another key by itself', async () => {
    await here('join', 'r1', '--out', 'good.key');
    writeFileSync(at('r1.key'), 'an old one', { mode: 0o600 });
    expect(shown(await here('join', '--accept', 'good.key'))).toMatchInlineSnapshot(`
      "
      roost: r1.key: there is a file of that name; name another, or put this one in its place with --force
      exit 2
      "
    `);
    expect(textOf('r1.key')).toBe('an old one');
    expect((await here('join', '--accept', 'good.key', '--force')).code).toBe(0);
    expect(textOf('r1.key')).toBe(textOf('good.key'));
  });

  test("--accept never takes the place of the swarm's own key, --force or not", async () => {
    await here('join', 'r1', '--out', 'good.key');
    writeFileSync(at('swarm.yaml'), textOf('swarm.yaml').replace('%id.key', 'swarm.key'));
    const before = textOf('swarm.key');
    const outcome = await here('join', '--accept', 'good.key', '--force');
    expect(shown(outcome)).toMatchInlineSnapshot(`
      "
      roost: swarm.key: this is the administrator's machine (swarm.master is here), and that is the swarm's own key; write key: { file: ./%id.key } to have members here as well
      exit 3
      "
    `);
    expect(textOf('swarm.key')).toBe(before);
  });

  test("--out never takes the place of the swarm's own key or the master, --force or not", async () => {
    const before = [textOf('swarm.key'), textOf('swarm.master')];
    expect(
      shown(await here('join', 'r1', '--out', './swarm.key', '--force')),
    ).toMatchInlineSnapshot(`
      "
      roost: swarm.key: that is the swarm's own key, which is nowhere else; name another file
      exit 3
      "
    `);
    const master = await here('join', 'r1', '--out', at('swarm.master'), '--force');
    expect([master.code, master.stderr]).toEqual([
      3,
      'roost: swarm.master: that is the master, which is nowhere else; name another file\n',
    ]);
    symlinkSync('.', at('link'));
    expect((await here('join', 'r1', '--out', 'link/swarm.key', '--force')).code).toBe(3);
    expect([textOf('swarm.key'), textOf('swarm.master')]).toEqual(before);
  });

  test("--accept knows the swarm's own key also where the master is elsewhere", async () => {
    await here('join', 'r1', '--out', 'good.key');
    await here('rotate', '--patience', '10ms'); // no broker; the key file is of the later form now
    writeFileSync(at('swarm.yaml'), textOf('swarm.yaml').replace('%id.key', 'swarm.key'));
    renameSync(at('swarm.master'), at('elsewhere'));
    const before = textOf('swarm.key');
    const outcome = await here('join', '--accept', 'good.key', '--force');
    expect([outcome.code, outcome.stderr]).toEqual([
      3,
      expect.stringContaining("this is the administrator's machine"),
    ]);
    expect(textOf('swarm.key')).toBe(before);
  });

  test('--out --force takes the place of a link, and leaves alone where it leads', async () => {
    writeFileSync(at('open'), 'untouched', { mode: 0o644 });
    symlinkSync('open', at('link.key'));
    expect((await here('join', 'r1', '--out', 'link.key')).code).toBe(2);
    expect((await here('join', 'r1', '--out', 'link.key', '--force')).code).toBe(0);
    expect([modeOf('link.key'), keyIn('link.key').member]).toEqual([0o600, 'r1']);
    expect(textOf('open')).toBe('untouched');
  });
});

describe('a change of key over MQTT', () => {
  let broker: AedesBroker;
  let stations: Station[];

  beforeAll(async () => {
    broker = await startAedes();
  });
  afterAll(() => broker.kill());

  const medium = {
    open: (listener: Parameters<typeof openMqttRadio>[0]['listener']) =>
      openMqttRadio({ url: broker.url, topic: 'roost/test/radio/hall', listener }),
  };

  async function members(...ids: string[]): Promise<void> {
    setUp(broker.url);
    for (const id of ids) await here('join', id, '--out', `${id}.key`);
    const indices = ids.map((id) => ['r1', 'r2', 'r3', 'p1'].indexOf(id));
    stations = indices.map((index) => new Station(medium, cwd, index));
  }

  async function stopAll(): Promise<void> {
    await Promise.all(stations.map((station) => station.stop()));
  }

  test('rotate and revoke', async () => {
    await members('r1', 'r2', 'r3', 'p1');
    try {
      const rotated = await here('rotate');
      expect([rotated.code, rotated.stdout]).toEqual([0, 'key 2: r1, r2, r3, p1 speak under it\n']);
      expect(rotated.stderr).toContain('roost: made key 2, in swarm.key\n');
      expect(stations.map(({ codec }) => codec.sendingId)).toEqual([2, 2, 2, 2]);
      expect(modeOf('swarm.key')).toBe(0o600);

      const revoked = await here('revoke', 'r3', '--json');
      expect([revoked.code, JSON.parse(revoked.stdout)]).toEqual([
        0,
        { schemaVersion: 1, key: 3, switched: ['r1', 'r2', 'p1'], unconfirmed: [], missing: [] },
      ]);
      const [r1, , r3] = stations as [Station, Station, Station];
      expect(r1.hears(r3.speak())).toBe('revoked');
      await until('it knows', () => {
        r1.speak();
        return r3.log.some((line) => line.includes('others speak under key 3'));
      });

      expect(shown(await here('revoke', 'r3'))).toMatchInlineSnapshot(`
        "
        roost: r3 is revoked already; to reach members that do not have the key yet: roost rotate --again
        exit 2
        "
      `);
      expect(shown(await here('join', 'r3', '--out', 'r3-new.key'))).toMatchInlineSnapshot(`
        "
        roost: r3 was revoked; if it is a new robot of that name, or was found again: roost join r3 --readmit
        exit 3
        "
      `);
      const readmitted = await here('join', 'r3', '--readmit', '--out', 'r3-new.key');
      expect([readmitted.code, keyIn('r3-new.key').ring.sendingId]).toEqual([0, 3]);
    } finally {
      await stopAll();
    }
  });

  test('rotate without an answer of all changes nothing; with --without it goes on', async () => {
    await members('r1', 'r2', 'p1');
    try {
      const missing = await here('rotate', '--patience', '1s', '--without', 'r1,r2');
      expect(missing.code).toBe(0);
      expect(missing.stderr).toContain(
        'r3 do not have it; when they run again: roost rotate --again',
      );
      const again = await here('rotate', '--again', '--without', 'r3');
      expect([again.code, again.stdout]).toEqual([0, 'key 2: r1, r2, p1 speak under it\n']);
    } finally {
      await stopAll();
    }
  });

  test('rotate tells who does not answer, and that too few are left', async () => {
    await members('r1', 'p1');
    try {
      const few = await here('rotate', '--patience', '1s');
      expect(few.code).toBe(5);
      expect(few.stderr).toContain(
        'roost: only 1 of 3 robots answered, too few for a leader, so all speak under the old key as before',
      );
      expect(stations[0]!.codec.sendingId).toBe(1);
    } finally {
      await stopAll();
    }
  });

  test('is done by one administrator at a time', async () => {
    setUp(broker.url);
    const first = here('rotate', '--patience', '2s');
    await until('it has begun', () => existsSync(at('change-of-key.pid')));
    const { code, stderr } = await here('rotate');
    expect(code).toBe(3);
    expect(stderr).toMatch(/another change of key is on its way \(process \d+\); wait for it/);
    expect((await first).code).toBe(5);
    expect(existsSync(at('change-of-key.pid'))).toBe(false);
  });

  test('begins with the key that there is when its turn has come', async () => {
    setUp(broker.url);
    // It has read the key, and waits for the master meanwhile.
    execFileSync('mkfifo', ['-m', '600', at('slow.master')]);
    const late = here('rotate', '--patience', '1s', '--master', 'slow.master');
    const master = await open(at('slow.master'), 'w');
    expect((await here('rotate', '--patience', '1s')).code).toBe(5);
    const made = newestKey(keyIn('swarm.key').ring);
    expect(made.id).toBe(2);
    await master.writeFile(textOf('swarm.master'));
    await master.close();
    expect((await late).stderr).toContain('going on with the change to key 2');
    expect(newestKey(keyIn('swarm.key').ring)).toEqual(made);
  });

  test('keeps those out that were taken in again while it runs', async () => {
    setUp(broker.url);
    expect((await here('revoke', 'r3', '--patience', '1s')).code).toBe(5);
    const running = here('revoke', 'r3', '--patience', '3s');
    await until('it has begun', () => existsSync(at('change-of-key.pid')));
    const { code, stderr } = await here('join', 'r3', '--readmit', '--out', 'r3.key');
    expect([code, stderr]).toEqual([
      3,
      expect.stringContaining('another change of key is on its way'),
    ]);
    expect(existsSync(at('r3.key'))).toBe(false);
    await running;
    expect((await here('join', 'r3', '--readmit', '--out', 'r3.key')).code).toBe(0);
  });

  test('says whom it shuts out, also when it goes on with an earlier one', async () => {
    setUp(broker.url);
    const wrong = await here('revoke', 'r2', '--patience', '1s');
    expect(wrong.stderr).not.toContain('nobody charges');
    expect(wrong.stderr).toContain('roost: under it nobody hears r2;');
    const rotated = await here('rotate', '--patience', '1s');
    expect(rotated.stderr).toContain('going on with the change to key 2');
    expect(rotated.stderr).toContain(
      'roost: under it nobody hears r2; taken in again is one by: roost join ID --readmit\n',
    );
  });

  test('warns that a pad without its controller is of no use', async () => {
    setUp(broker.url);
    const { stderr } = await here('revoke', 'p1', '--patience', '1s');
    expect(stderr).toContain('roost: without its controller nobody charges at p1\n');
  });

  test('needs a broker', async () => {
    setUp(`mqtt://127.0.0.1:${await freePort()}`);
    const { code, stderr } = await here('rotate', '--patience', '1s');
    expect(code).toBe(4);
    expect(stderr).toMatch(/roost: the radio is not to be had: .*127\.0\.0\.1/);
  });

  test.each<[string, string[], string, number]>([
    ['to revoke nobody we know', ['revoke', 'r7'], "there is no member 'r7'", 3],
    ['to wait for nobody we know', ['rotate', '--without', 'r1,x'], "there is no member 'x'", 3],
    ['without a master', ['rotate', '--master', 'no.master'], 'no.master: there is no master', 3],
    ['a patience that is none', ['rotate', '--patience', 'long'], 'Write a duration', 2],
    ['an overlap of weeks', ['rotate', '--overlap', '1200h'], 'Write 24h or less.', 2],
  ])('is refused: %s', async (_, args, message, exit) => {
    setUp(broker.url);
    const { code, stderr } = await here(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(exit);
    expect(textOf('swarm.key')).toMatch(/^[0-9a-f]{64}\n$/);
  });
});
