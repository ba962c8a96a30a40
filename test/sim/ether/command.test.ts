/** `roost ether` as a person runs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { afterEach, describe, expect, test } from 'vitest';
import { portsOf, SHARED_RADIOS } from '../../../bin/commands/ether.ts';
import { ROOST, roost } from '../../bin/run-roost.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';

const scratch = scratchFolder();
const running: ChildProcess[] = [];
let folders = 0;

afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function swarmFile(radio: string, timing = 'sik'): { folder: string; file: string } {
  folders += 1;
  const folder = join(scratch, `swarm${folders}`);
  mkdirSync(folder);
  const file = join(folder, 'swarm.yaml');
  writeFileSync(
    file,
    [
      'swarm: test',
      'zone: main',
      'key: { env: ROOST_KEY }',
      `radio: ${radio}`,
      `timing: ${timing}`,
      'robots:',
      '  - { id: r1, rank: 1, board: virtual }',
      '  - { id: r2, rank: 2, board: virtual }',
      'pads:',
      '  - { id: p1, board: virtual, guard: controller }',
      '  - { id: p2, board: virtual, guard: robots }',
      '',
    ].join('\n'),
  );
  return { folder, file };
}

const SERIAL = '{ serial: { driver: transparent, baud: 57600, path: ./%id.port } }';

class Run {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  out = '';
  err = '';

  constructor(file: string, args: readonly string[]) {
    this.child = spawn(ROOST, ['ether', '-c', file, ...args], { stdio: 'pipe' });
    running.push(this.child);
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
    });
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  async ready(): Promise<this> {
    await until('the ether is ready', () => this.err.includes('ether: 4 ports ready\n'), 15_000);
    return this;
  }

  type(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  documents(): Record<string, unknown>[] {
    const whole = this.out
      .slice(0, this.out.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1);
    return whole.map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

const links = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.port'));

test('members talk, commands are answered, quit leaves nothing behind', async () => {
  const { folder, file } = swarmFile(SERIAL);
  const run = await new Run(file, ['--json']).ready();
  expect(links(folder)).toEqual(['administrator.port', 'p1.port', 'r1.port', 'r2.port']);
  const [a, b] = ['r1', 'r2'].map(
    (id) => new SerialPort({ path: join(folder, `${id}.port`), baudRate: 57_600 }),
  );
  let heard = '';
  b!.on('data', (bytes: Buffer) => {
    heard += bytes.toString('hex');
  });
  await until(
    'both are noticed',
    () => run.documents().filter((d) => d.event === 'open').length === 2,
  );
  a!.write(Buffer.from('00021100', 'hex'));
  await until('it is heard', () => heard === '00021100');
  for (const line of ['stats', 'dance', 'unplug r2']) run.type(line);
  await until(
    'all are answered',
    () => run.documents().filter((d) => d.event === 'answer').length === 3,
  );
  run.type('quit');
  expect(await run.ended).toBe(0);

  const documents = run.documents();
  for (const document of documents) expect(document.schemaVersion).toBe(1);
  expect(documents[0]).toMatchObject({
    event: 'ready',
    ports: ['r1', 'r2', 'p1', 'administrator'].map((id) => ({
      id,
      path: join(folder, `${id}.port`),
    })),
  });
  expect(documents.find(({ event }) => event === 'frame')).toMatchObject({ from: 'r1', bytes: 4 });
  expect(documents.filter(({ event }) => event === 'answer').slice(0, 3)).toMatchObject([
    { command: 'stats', ok: true, statistics: { frames: 1, collisions: 0 } },
    { command: 'dance', ok: false },
    { command: 'unplug r2', ok: true, text: 'r2 unplugged' },
  ]);
  expect(documents.at(-1)).toMatchObject({ event: 'end', statistics: { frames: 1 } });
  expect(links(folder)).toEqual([]);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends it with a summary for people',
  async (signal) => {
    const { folder, file } = swarmFile(SERIAL);
    const run = await new Run(file, []).ready();
    run.child.stdin?.end();
    run.child.kill(signal);
    expect(await run.ended).toBe(0);
    expect(run.out).toContain(`r1  ${join(folder, 'r1.port')}\n`);
    expect(run.out).toMatch(/0 frames with 0 bytes in \d+\.\d s\n0 collisions\n/);
    expect(links(folder)).toEqual([]);
  },
);

test('after one that was killed, the next takes its place; one that lives keeps it', async () => {
  const { folder, file } = swarmFile(SERIAL);
  const first = await new Run(file, []).ready();
  const second = await roost(['ether', '-c', file]);
  expect(second.code).toBe(4);
  expect(second.stderr).toMatch(
    /r1\.port cannot be made: another ether or board has it; end that one/,
  );
  first.child.kill('SIGKILL');
  await first.ended;
  expect(links(folder)).toHaveLength(4);
  const before = readlinkSync(join(folder, 'r1.port'));
  await until('its ports are gone', () => !existsSync(before));
  const third = await new Run(file, []).ready();
  expect(existsSync(join(folder, 'r1.port'))).toBe(true);
  third.type('quit');
  expect(await third.ended).toBe(0);
});

describe('it says what is wrong', () => {
  test.each<
    [what: string, radio: string, timing: string, args: string[], code: number, says: RegExp]
  >([
    [
      'a swarm over MQTT',
      '{ mqtt: "mqtt://localhost:1883" }',
      'lan',
      [],
      3,
      /radio is mqtt:\/\/localhost:1883, which needs no ether; .* write radio: \{ serial:/,
    ],
    [
      'one path for all',
      SERIAL.replace('%id', 'one'),
      'sik',
      [],
      3,
      /for all 4 of them: put %id into it/,
    ],
    [
      'no such radio',
      SERIAL,
      'sik',
      ['--radio', 'pigeon'],
      2,
      /--radio pigeon is no radio of the ether: write one of hc12, sik/,
    ],
    [
      'no such folder',
      SERIAL.replace('./', './nowhere/'),
      'sik',
      [],
      4,
      /there is no folder .*nowhere; mkdir -p/,
    ],
  ])('%s', async (_, radio, timing, args, code, says) => {
    const { file } = swarmFile(radio, timing);
    const outcome = await roost(['ether', '-c', file, ...args]);
    expect(outcome.stderr).toMatch(says);
    expect(outcome.code).toBe(code);
    expect(outcome.stdout).toBe('');
  });

  test('a path that is taken', async () => {
    const { folder, file } = swarmFile(SERIAL);
    writeFileSync(join(folder, 'p1.port'), 'mine');
    const outcome = await roost(['ether', '-c', file]);
    expect(outcome.stderr).toMatch(/p1\.port is a file, which is left alone; name another path/);
    expect(outcome.code).toBe(4);
    expect(links(folder)).toEqual(['p1.port']);
  });
});

test('each member has a path of its own; one alone needs no %id', () => {
  expect(portsOf(['r1', 'p1'], '/tmp/%id/%id')).toEqual([
    { id: 'r1', path: '/tmp/r1/r1' },
    { id: 'p1', path: '/tmp/p1/p1' },
  ]);
  expect(portsOf(['r1'], '/tmp/radio')).toEqual([{ id: 'r1', path: '/tmp/radio' }]);
});

test('radios with one channel for all have an ether', () => {
  expect(SHARED_RADIOS).toEqual(expect.arrayContaining(['hc12', 'sik', 'lora-sf7', 'lora-sf9']));
  expect(SHARED_RADIOS).not.toContain('lan');
});
