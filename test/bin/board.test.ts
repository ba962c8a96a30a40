/** `roost board` as a person runs it: real firmware at a real pty, the serialport package on the other side. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SerialPort } from 'serialport';
import { afterEach, expect, test, vi } from 'vitest';
import { castOf } from '../../bin/commands/board.ts';
import { SafeFirmata } from '../../hardware/link/safe-firmata.ts';
import { scratchFolder } from '../support/scratch.ts';
import { until } from '../support/until.ts';
import { ROOST, roost } from './run-roost.ts';

const scratch = scratchFolder();
const WITHIN_MS = 20_000;
// Each waits several times for a process on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 });
const running: ChildProcess[] = [];
const ports: SerialPort[] = [];
let paths = 0;

afterEach(async () => {
  await Promise.all(
    ports.splice(0).map(
      (port) =>
        new Promise<void>((resolve) => {
          if (port.isOpen) port.close(() => resolve());
          else resolve();
        }),
    ),
  );
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function freshPath(): string {
  paths += 1;
  return join(scratch, `board${paths}`);
}

interface Told {
  readonly mono: number;
  readonly event: string;
  readonly [field: string]: unknown;
}

class Run {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  out = '';
  err = '';

  constructor(args: readonly string[]) {
    this.child = spawn(ROOST, ['board', ...args], { stdio: 'pipe' });
    running.push(this.child);
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
    });
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  async ready(boards = 1): Promise<this> {
    const words = `board: ${boards} board${boards === 1 ? '' : 's'} ready\n`;
    await until(words, () => this.err.includes(words), WITHIN_MS);
    return this;
  }

  /** Types a command and waits for its answer. */
  async type(line: string): Promise<Told> {
    const before = this.of('answer').length;
    this.child.stdin?.write(`${line}\n`);
    await until(`an answer to ${line}`, () => this.of('answer').length > before, WITHIN_MS);
    return this.of('answer')[before]!;
  }

  told(): Told[] {
    const whole = this.out.slice(0, this.out.lastIndexOf('\n') + 1);
    return whole
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Told);
  }

  of(event: string): Told[] {
    return this.told().filter((told) => told.event === event);
  }

  async says(event: string, fields: object): Promise<void> {
    const isIt = (told: Told) =>
      Object.entries(fields).every(([field, value]) => told[field] === value);
    await until(`${event} ${JSON.stringify(fields)}`, () => this.of(event).some(isIt), WITHIN_MS);
  }
}

/** Firmata at a port, when the firmware has answered. */
async function firmataAt(path: string): Promise<{ port: SerialPort; firmata: SafeFirmata }> {
  const port = new SerialPort({ path, baudRate: 57_600, autoOpen: false });
  ports.push(port);
  // When a port was closed, its path is gone for a moment while a new pty takes its place.
  const opens = () => new Promise<boolean>((resolve) => port.open((error) => resolve(!error)));
  await until('the port opens', opens, WITHIN_MS);
  const firmata = new SafeFirmata(port as never);
  await until('the firmware answers', () => firmata.isReady, WITHIN_MS);
  return { port, firmata };
}

const monoMs = () => Number(process.hrtime.bigint()) / 1e6;

test('a robot: opening the port resets it, its pins move it, and quit leaves nothing behind', async () => {
  const path = freshPath();
  const run = await new Run(['--pty', path, '--json', '--drive', '300ms', '--speed', '60']).ready();
  expect(run.told()[0]).toEqual({
    schemaVersion: 1,
    mono: expect.any(Number),
    event: 'ready',
    boards: [{ id: 'robot', role: 'robot', path }],
  });
  const { firmata, port } = await firmataAt(path);
  expect(firmata.firmware.name).toBe('StandardFirmata.ino');
  await run.says('open', { board: 'robot' });
  await run.says('start', { board: 'robot' });
  const { PWM, OUTPUT } = firmata.MODES;
  const startMs = monoMs();
  for (const [pwm, direction] of [
    [5, 4],
    [6, 7],
  ] as const) {
    firmata.pinMode(direction, OUTPUT);
    firmata.pinMode(pwm, PWM);
    firmata.digitalWrite(direction, 1);
    firmata.pwmWrite(pwm, 153);
  }
  await run.says('motors', { board: 'robot', left: 60, right: 60 });
  await run.says('stand', { board: 'robot', at: 'pad', pad: 'pad' });
  await run.says('charging', { board: 'robot', pad: 'pad', on: true });
  // Times are those of CLOCK_MONOTONIC, as in this process.
  const [moved] = run.of('motors').filter(({ right }) => right === 60);
  expect(moved!.mono).toBeGreaterThan(startMs - 5);
  expect(moved!.mono).toBeLessThan(monoMs());
  const [docked] = run.of('contact').filter(({ board }) => board === 'robot');
  expect(docked!.mono - moved!.mono).toBeGreaterThan(250);

  port.close();
  await run.says('closed', { board: 'robot' });
  expect((await run.type('stats')).statistics).toMatchObject({
    bumps: 0,
    boards: [{ id: 'robot', opened: 1, resets: 1, overruns: 0 }],
  });
  expect(await run.type('quit')).toMatchObject({ ok: true, text: 'ending' });
  expect(await run.ended).toBe(0);
  expect(run.told().at(-1)).toMatchObject({ event: 'end', statistics: { bumps: 0 } });
  expect(existsSync(path)).toBe(false);
});

test('a pad: unplugged it hangs up and loses its power; cut, only its line; plugged it is there again', async () => {
  const path = freshPath();
  const run = await new Run(['--pty', path, '--json', '--board', 'pad-uno']).ready();
  const { firmata, port } = await firmataAt(path);
  expect(firmata.firmware.name).toBe('RoostFirmata');
  let isGone = false;
  port.on('close', () => {
    isGone = true;
  });
  expect(await run.type('unplug pad')).toMatchObject({ ok: true });
  await until('the port hangs up', () => isGone, WITHIN_MS);
  expect(existsSync(path)).toBe(false);
  expect(await run.type('plug pad')).toMatchObject({ ok: true });
  await firmataAt(path);
  expect(await run.type('cut pad')).toMatchObject({ ok: true });
  expect(existsSync(path)).toBe(false);
  await run.type('plug pad');

  // A robot is carried onto it, and the world tells.
  await run.type('put robot pad');
  await run.says('contact', { board: 'pad', closed: true });
  expect(await run.type('put robot somewhere')).toMatchObject({ ok: false });
});

test('garbage reaches the host; another firmware is another firmware', async () => {
  const path = freshPath();
  const run = await new Run(['--pty', path, '--json', '--board', 'pad-uno']).ready();
  const { port } = await firmataAt(path);
  // One that hangs says nothing itself.
  await run.type('hang pad');
  let bytes = 0;
  port.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  expect(await run.type('garbage pad 500')).toMatchObject({ ok: true });
  await until('the noise comes', () => bytes >= 500, WITHIN_MS);
  await run.type('resume pad');
  expect(await run.type('firmware pad standard')).toMatchObject({ ok: true });
  expect(await run.type('firmware pad ./nowhere.hex')).toMatchObject({
    ok: false,
    text: 'firmware ./nowhere.hex: there is no such file; write roost, standard or a HEX file',
  });
  await new Promise<void>((resolve) => port.close(() => resolve()));
  const { firmata } = await firmataAt(path);
  expect(firmata.firmware.name).toBe('StandardFirmata.ino');
});

test('it tells people in words', async () => {
  const path = freshPath();
  const run = await new Run(['--pty', path]).ready();
  run.child.stdin?.write('put robot pad\n');
  await until('it is told', () => /robot charges at 60 %/.test(run.out), WITHIN_MS);
  run.child.stdin?.end();
  run.child.kill('SIGINT');
  expect(await run.ended).toBe(0);
  expect(run.out).toContain(`robot  ${path}\n`);
  expect(run.out).toContain('robot stands on pad\n');
  expect(run.out).toMatch(/robot was opened 0 times/);
  expect(existsSync(path)).toBe(false);
});

test('frozen for a while, it tells what its boards have missed', async () => {
  const run = await new Run(['--pty', freshPath(), '--json']).ready();
  await run.type('stats');
  run.child.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 700));
  run.child.kill('SIGCONT');
  const sum = (told: readonly Told[]) => told.reduce((ms, one) => ms + Number(one.ms ?? 0), 0);
  await until('it is told', () => sum(run.of('missed')) > 500, WITHIN_MS);
  const { mono, statistics } = await run.type('stats');
  const { missedMs, elapsedMs } = statistics as Record<string, number>;
  // A busy machine may hold it up once more, after the answer.
  const before = run.of('missed').filter((told) => told.mono <= mono);
  expect(Math.abs(missedMs! - sum(before))).toBeLessThan(1);
  expect(missedMs).toBeLessThan(elapsedMs!);
});

test('what is wrong, it says', async () => {
  const taken = freshPath();
  writeFileSync(taken, 'mine');
  const cases: [args: string[], code: number, says: RegExp][] = [
    [['--pty', taken], 4, /is a file, which is left alone; name another path in --pty/],
    [['--pty', '/nowhere/uno'], 4, /there is no folder \/nowhere; mkdir -p/],
    [['--pty', freshPath(), '--firmware', 'x.hex'], 3, /firmware x\.hex: there is no such file/],
    [['--pty', freshPath(), '--firmware', taken], 3, /line 1 of the firmware is no Intel HEX/],
    [['--pty', freshPath(), '--board', 'pad-pi'], 3, /a Raspberry Pi has no firmware/],
    [['--pty', freshPath(), '--board', 'no-such'], 3, /no-such\.yaml/],
    [['--board', 'pad-uno'], 2, /--board is for one board alone: add --pty PATH/],
    [['-c', join(scratch, 'none.yaml')], 3, /none\.yaml/],
  ];
  for (const [args, code, says] of cases) {
    const outcome = await roost(['board', ...args]);
    expect(outcome.stderr).toMatch(says);
    expect(outcome.code).toBe(code);
    expect(outcome.stdout).toBe('');
  }
});

function swarmFile(robot: string, pad: string): string {
  const file = join(mkdtempSync(join(scratch, 'swarm')), 'swarm.yaml');
  const lines = [
    'swarm: test',
    'zone: main',
    'key: { env: ROOST_KEY }',
    'radio: { mqtt: "mqtt://localhost:1883" }',
    'timing: lan',
    'robots:',
    `  - { id: r1, rank: 1, board: ${robot} }`,
    '  - { id: r2, rank: 2, board: virtual }',
    'pads:',
    `  - { id: p1, board: ${pad}, guard: controller }`,
    '',
  ];
  writeFileSync(file, lines.join('\n'));
  return file;
}

const AT_PORT = '{ johnny-five: firmata, port: ./%id.port }';

test('all boards of a swarm stand at their ports, in one world with those that have none', async () => {
  const file = swarmFile(AT_PORT, AT_PORT);
  const run = await new Run(['-c', file, '--json', '--battery', '40']).ready(2);
  const folder = dirname(file);
  expect(run.told()[0]!.boards).toEqual([
    { id: 'r1', role: 'robot', path: join(folder, 'r1.port') },
    { id: 'p1', role: 'pad', path: join(folder, 'p1.port') },
  ]);
  await run.type('put r2 p1');
  expect(await run.type('put r1 p1')).toMatchObject({
    ok: false,
    text: 'r2 stands there; take r2 away first',
  });
  const { statistics } = await run.type('stats');
  expect(statistics).toMatchObject({
    robots: [{ id: 'r1' }, { id: 'r2' }],
    pads: [{ id: 'p1', closures: 0 }],
  });
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
  expect(run.told().at(-1)!.event).toBe('end');
  expect(existsSync(join(folder, 'p1.port'))).toBe(false);
});

test('a swarm without an Arduino has no board to be virtual', async () => {
  const outcome = await roost(['board', '-c', swarmFile('virtual', 'virtual')]);
  expect(outcome.code).toBe(3);
  expect(outcome.stderr).toMatch(/no member has an Arduino; for a virtual one write board: \{/);
});

test('each board gets the firmware that its dead-man needs', () => {
  const lone = (board: string) => {
    const { members, bodies } = castOf({
      config: 'swarm.yaml',
      set: [],
      pty: '/tmp/x',
      board,
      speed: 1,
      battery: 60,
      driveMs: 1,
      seed: 1,
    });
    return { hex: members[0]!.hex, bodies };
  };
  const standard = lone('robot-uno');
  expect(standard.bodies).toEqual({ robots: [], pads: ['pad'] });
  expect(lone('pad-uno').bodies).toEqual({ robots: ['robot'], pads: [] });
  expect(lone('robot-uno-ina219').hex).toBe(lone('pad-uno').hex);
  expect(standard.hex).not.toBe(lone('pad-uno').hex);
});
