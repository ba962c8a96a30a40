/** `roost bench` as a person runs it: processes, real ptys, and real firmware on virtual boards, seen at the pins. */

import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { shippedBoardFile } from '../../firmware/config/default-boards.ts';
import { type Boards, startBoards } from '../processes/boards.ts';
import { scratchFolder } from '../support/scratch.ts';
import { until } from '../support/until.ts';
import { ROOST, roost } from './run-roost.ts';

const WITHIN_MS = 30_000;
const scratch = scratchFolder();
const swarm = join(scratch, 'swarm.yaml');
const ownBoard = join(scratch, 'boards/r1.yaml');
const running: ChildProcess[] = [];
let boards: Boards;

beforeAll(async () => {
  mkdirSync(join(scratch, 'boards'));
  copyFileSync(shippedBoardFile('robot-uno.yaml'), ownBoard);
  const at = (more: string) => `board: { johnny-five: firmata, port: ./%id.port${more} }`;
  writeFileSync(
    swarm,
    `swarm: bench
zone: main
key: { env: ROOST_KEY }
radio: { mqtt: "mqtt://localhost:1" }
timing: lan
robots:
  - { id: r1, rank: 1, ${at(', file: ./boards/%id.yaml')} }
  - { id: r2, rank: 2, board: virtual }
  - { id: r3, rank: 3, board: { johnny-five: firmata, port: ./nowhere } }
pads:
  - { id: p1, ${at('')}, guard: controller }
`,
  );
  const only = join(scratch, 'boards.yaml');
  writeFileSync(only, readFileSync(swarm, 'utf8').replace(/^.*nowhere.*\n/m, ''));
  boards = await startBoards(only, { speed: 1, battery: 60 });
}, 60_000);

afterAll(() => boards?.dispose());

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

class Run {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  out = '';
  err = '';

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(command, args, { stdio: 'pipe', env: { ...process.env, ...env } });
    running.push(this.child);
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
    });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
    });
    this.child.stdin!.on('error', () => {});
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  type(...lines: string[]): void {
    for (const line of lines) this.child.stdin!.write(`${line}\n`);
  }

  says(pattern: RegExp): Promise<void> {
    return until(`${pattern}`, () => pattern.test(this.out + this.err), WITHIN_MS).catch(
      (error) => {
        throw new Error(`${error.message}; it said: ${this.out}${this.err}`);
      },
    );
  }
}

const bench = (...words: string[]) => new Run(ROOST, ['bench', ...words, '-c', swarm]);

/** What happened at the boards since then. */
const since = (count: number) => boards.lines().slice(count);
const seen = (count: number, fields: object) =>
  since(count).find((line) =>
    Object.entries(fields).every(([name, value]) => line[name as keyof typeof line] === value),
  );

async function sees(count: number, fields: object) {
  await until(
    `${JSON.stringify(fields)} at the boards`,
    () => seen(count, fields) !== undefined,
    WITHIN_MS,
  );
  return seen(count, fields)!;
}

test('what is wrong, it says, with the code for it', async () => {
  const cases: [words: string[], code: number, says: RegExp][] = [
    [['r2'], 3, /r2 is board: virtual: .* nothing to put on a bench.* start: roost board -c /s],
    [['r9'], 3, /there is no member 'r9'/],
    [['r1', 'relay', 'close'], 2, /a robot has no relay/],
    [['r1', 'stop'], 2, /stop is for the panel/],
    [['r3', 'read'], 4, /there is no port .*nowhere/],
  ];
  for (const [words, code, says] of cases) {
    const outcome = await roost(['bench', ...words, '-c', swarm]);
    expect(outcome.stderr).toMatch(says);
    expect([outcome.code, outcome.stdout]).toEqual([code, '']);
  }
}, 60_000);

test('a pipe: power by hand and a docking, one line after the other', async () => {
  const before = boards.lines().length;
  await boards.tell('put r1 p1');
  const run = bench('p1');
  run.type('relay close 5', 'no', 'dock', 'yes', 'read', 'foo');
  run.child.stdin!.end();
  expect(await run.ended).toBe(2);
  expect(run.err).toContain('roost: not confirmed, nothing done\n');
  expect(run.err).toContain("roost: there is no command 'foo'");
  expect(run.out).toContain('    seen: the feedback closes\n');
  expect(run.out).toMatch(/ {4}seen: at least 0\.05 A: \+\d\.\d\d A\n/);
  expect(run.out).toContain('all steps done, all as it should be\n');
  expect(run.out).toMatch(/^contact {5}closed, a robot is there {3}D2 is low/m);
  const relay = since(before).filter(({ event }) => event === 'relay');
  expect(relay.map(({ closed }) => closed)).toEqual([true, false]);
  await boards.tell('take r1');
}, 60_000);

test('the dead-man is measured, and so the pins have it', async () => {
  const before = boards.lines().length;
  const outcome = await roost(['bench', 'p1', 'deadman', '--yes', '-c', swarm]);
  expect(outcome.stderr).not.toMatch(/^roost:/m);
  expect(outcome.code).toBe(0);
  const [, told] = /the relay opened (\d+) ms after the last word \(set: 2000 ms\)/.exec(
    outcome.stdout,
  )!;
  const opened = await sees(before, { event: 'relay', closed: false });
  const closed = seen(before, { event: 'relay', closed: true })!;
  expect(Number(told)).toBeGreaterThan(1900);
  // It was closed for a moment longer than it was left alone.
  expect(opened.mono - closed.mono).toBeGreaterThan(1900);
}, 60_000);

test('one command that closes the relay gives it its time', async () => {
  const before = boards.lines().length;
  const outcome = await roost(['bench', 'p1', 'relay', 'close', '2', '--yes', '-c', swarm]);
  expect([outcome.code, outcome.stdout]).toEqual([
    0,
    'relay closed; it opens by itself within 2 s\n',
  ]);
  const opened = await sees(before, { event: 'relay', closed: false });
  const closedMs = opened.mono - seen(before, { event: 'relay', closed: true })!.mono;
  expect(closedMs).toBeGreaterThan(1500);
  expect(closedMs).toBeLessThan(4000);
}, 60_000);

test('a voltmeter reading gets into the board file, and its comments stay there', async () => {
  const before = readFileSync(ownBoard, 'utf8');
  const asked = await roost(['bench', 'r1', 'calibrate', '7.9', '-c', swarm]);
  expect(asked.code).toBe(2);
  expect(asked.stderr).toContain('not confirmed');
  const absurd = await roost(['bench', 'r1', 'calibrate', '14', '--yes', '-c', swarm]);
  expect([absurd.code, absurd.stderr]).toEqual([2, expect.stringContaining('too far apart')]);
  expect(readFileSync(ownBoard, 'utf8')).toBe(before);

  const outcome = await roost(['bench', 'r1', 'calibrate', '7.9', '--yes', '-c', swarm]);
  expect(outcome.code).toBe(0);
  const [, ratio] = /ratio 3 -> (3\.\d+)\n/.exec(outcome.stdout)!;
  expect(readFileSync(ownBoard, 'utf8')).toBe(before.replace('ratio: 3.0', `ratio: ${ratio}`));
  const read = await roost(['bench', 'r1', 'read', '--json', '-c', swarm]);
  const document = JSON.parse(read.stdout);
  expect(document).toMatchObject({
    schemaVersion: 1,
    event: 'readings',
    id: 'r1',
    role: 'robot',
    board: { up: true, firmware: expect.stringMatching(/^StandardFirmata/) },
  });
  expect(document.battery.volts).toBeCloseTo(7.9, 0);
}, 90_000);

test('readings as JSON, one a second, until the reader has gone', async () => {
  const run = new Run(ROOST, ['bench', 'p1', '--json', '-c', swarm]);
  await until('three documents', () => run.out.split('\n').length > 3, WITHIN_MS);
  const [first, second] = run.out
    .split('\n')
    .slice(0, 2)
    .map((line) => JSON.parse(line));
  expect(first).toMatchObject({ event: 'readings', id: 'p1', relay: { closed: false } });
  expect(second.t - first.t).toBeGreaterThan(900);
  run.child.stdout!.destroy();
  expect(await run.ended).toBe(0);
}, 60_000);

test('two at one board: the second is told of the first; a signal switches everything off', async () => {
  const before = boards.lines().length;
  const run = bench('p1');
  run.type('read');
  await run.says(/^contact/m);
  const other = await roost(['bench', 'p1', 'read', '-c', swarm]);
  expect([other.code, other.stderr]).toEqual([
    3,
    expect.stringMatching(/p1 already runs: process \d+/),
  ]);
  run.type('relay close 10', 'yes');
  const closed = await sees(before, { event: 'relay', closed: true });
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
  const opened = await sees(before, { event: 'relay', closed: false });
  // It would have been closed for ten seconds.
  expect(opened.mono - closed.mono).toBeLessThan(9000);
}, 60_000);

/** Preloaded: a crash in the middle of whatever goes on. */
const CRASH = `data:text/javascript,${encodeURIComponent('process.on("SIGUSR2",()=>{throw new Error("a crash")})')}`;

test('motors are off after Ctrl-C, a terminal that is gone and a crash, also with a firmware that has no dead-man', async () => {
  for (const [end, code] of [
    ['SIGINT', 0],
    ['SIGHUP', 0],
    ['SIGUSR2', 1],
  ] as const) {
    const before = boards.lines().length;
    const run = new Run(ROOST, ['bench', 'r1', '--yes', '-c', swarm], {
      NODE_OPTIONS: `--import=${CRASH}`,
    });
    run.type('motor both back 60 10');
    await sees(before, { event: 'motors', left: -60, right: -60 });
    const turning = boards.lines().length;
    run.child.kill(end);
    await sees(turning, { event: 'motors', left: 0, right: 0 });
    const [started, stopped] = ['motors', 'motors'].map((event, at) =>
      since(at === 0 ? before : turning).findLast((line) => line.event === event),
    );
    // It would have turned for ten seconds.
    expect(stopped!.mono - started!.mono).toBeLessThan(9000);
    expect(await run.ended).toBe(code);
    expect(run.err.includes('a fault of its own: a crash')).toBe(code === 1);
  }
}, 90_000);

test('a panel on a real terminal: redrawn in place, restored at the end, without colours where nobody wants them', async () => {
  const command = `stty cols 80 rows 24; ${ROOST} bench p1 -c ${swarm}; echo "code $?"; stty -a`;
  const run = new Run('script', ['-qec', command, '/dev/null'], { TERM: 'xterm', NO_COLOR: '1' });
  await run.says(/RoostFirmata 1\.0[\s\S]*contact {6}open/);
  const before = boards.lines().length;
  run.child.stdin!.write('relay close\r');
  await run.says(/Type yes:/);
  run.child.stdin!.write('yes\r');
  await sees(before, { event: 'relay', closed: true });
  await run.says(/told to close, \d\.\d s left/);
  // Esc, which is known as such when nothing follows it.
  run.child.stdin!.write('\x1b');
  await sees(before, { event: 'relay', closed: false });
  await run.says(/stopped, everything off/);
  await sleep(300);
  run.child.stdin!.write('\x03');
  await run.says(/code 0/);
  await run.ended;
  const [panel = '', after = ''] = run.out.split('\x1b[?1049l');
  expect(panel).toContain('\x1b[?1049h');
  // No sequence that ends in m, which is a colour.
  expect(panel.split('\x1b[').filter((part) => /^[\d;]*m/.test(part))).toEqual([]);
  expect(after).toContain('stopped, everything off');
  expect(after).toMatch(/ icanon/);
  expect(after).toMatch(/ echo /);
}, 60_000);
