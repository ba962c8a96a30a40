/** `roost top` as a person and as a program runs it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type AedesBroker, startAedes } from '../support/aedes-broker.ts';
import { freePort } from '../support/free-port.ts';
import { scratchFolder } from '../support/scratch.ts';
import { until } from '../support/until.ts';
import { ROOST, roost } from './run-roost.ts';

const folder = scratchFolder();
const terminals: ChildProcess[] = [];
let broker: AedesBroker;
let client: MqttClient;

beforeAll(async () => {
  broker = await startAedes();
  client = await connectAsync(broker.url);
  await roost(['init', '--swarm', 'orchard', '--broker', broker.url], { cwd: folder });
  await tell('robots/r1/availability', 'online');
  await tell('robots/r2/availability', 'offline');
  await tell('robots/r1/state', state({ id: 'r1', phase: 'charging', battery: 54 }));
  await tell('robots/r2/state', state({ id: 'r2', phase: 'waiting', battery: 30 }));
});
afterAll(async () => {
  await client.endAsync();
  await broker.kill();
});
afterEach(() => {
  for (const child of terminals.splice(0)) child.kill('SIGKILL');
});

const tell = (topic: string, text: string) =>
  client.publishAsync(`roost/orchard/${topic}`, text, { retain: true, qos: 1 });
const state = (fields: object) =>
  JSON.stringify({ v: 1, zone: 'main', boot: 1, leader: 'r1', epoch: 4, pads: [], ...fields });
const top = (...args: string[]) => roost(['top', ...args], { cwd: folder });

test('--json prints what the broker has kept, once', async () => {
  const { code, stdout, stderr } = await top('--json');
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    swarm: 'orchard',
    broker: { up: true },
    robots: {
      r1: { online: true, phase: 'charging', battery: 54, stale: true },
      r2: { online: false, battery: 30 },
      r3: { online: null },
    },
  });
});

test('what it cannot do is said, with the mend', async () => {
  expect(await top()).toMatchObject({
    code: 2,
    stdout: '',
    stderr:
      'roost: roost top draws on a terminal, and this is none; for programs: roost top --json\n',
  });
  const nowhere = `mqtt://127.0.0.1:${await freePort()}`;
  expect(await top('--json', '--set', `telemetry.mqtt=${nowhere}`)).toMatchObject({
    code: 4,
    stdout: '',
    stderr: expect.stringContaining(`no broker listens at ${nowhere}`),
  });
  const silent = await top('--json', '--set', 'telemetry=null');
  expect(silent.code).toBe(3);
});

/** The command on a terminal of 80 columns and 24 lines. */
class Terminal {
  text = '';
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor() {
    const command = `stty cols 80 rows 24; '${ROOST}' top -c '${join(folder, 'swarm.yaml')}'`;
    this.child = spawn('script', ['-qec', command, '/dev/null'], {
      stdio: 'pipe',
      env: { ...process.env, TERM: 'xterm', NO_COLOR: '1' },
    });
    terminals.push(this.child);
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.text += text;
    });
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  type(text: string): void {
    this.child.stdin!.write(text);
  }

  shows(text: string | RegExp, since = 0): Promise<void> {
    const seen = () => this.text.slice(since);
    return until(
      `the terminal shows ${text}`,
      () => (typeof text === 'string' ? seen().includes(text) : text.test(seen())),
      20_000,
    );
  }
}

test('on a terminal it shows changes, takes keys, and leaves the screen as it was', async () => {
  const terminal = new Terminal();
  await terminal.shows('roost orchard  live');
  await terminal.shows(/r1 +charging .* 54 %/);
  await tell('robots/r1/state', state({ id: 'r1', phase: 'leaving', battery: 91 }));
  await terminal.shows(/r1 +leaving .* 91 %/);
  const before = terminal.text.length;
  terminal.type('?');
  await terminal.shows('EXPECTED      until its turn', before);
  terminal.type('x/r3\r');
  await terminal.shows('1 robot with "r3"', before);
  terminal.type('q');
  expect(await terminal.ended).toBe(0);
  expect(terminal.text.startsWith('\x1b[?1049h')).toBe(true);
  expect(terminal.text.trimEnd().endsWith('\x1b[?25h\x1b[?1049l')).toBe(true);
});

test('names that are escape sequences do not reach the terminal', async () => {
  const bell = 'x\x1b]0;gotcha\x07';
  await tell(`robots/${bell}/availability`, 'online');
  await tell('robots/r3/availability', 'online');
  await tell('robots/r3/state', state({ id: 'r3', phase: `work\x1b[2Jing`, battery: 12 }));
  await tell(
    'robots/r3/state',
    state({ id: 'r3', phase: 'working', battery: 12, fault: 'a\x1b[2Jb' }),
  );
  const terminal = new Terminal();
  await terminal.shows('roost orchard  live');
  await terminal.shows('robots, by queue');
  terminal.type('\x03');
  expect(await terminal.ended).toBe(0);
  expect(terminal.text).not.toContain('gotcha');
  // Once, by itself, when the screen is taken.
  expect(terminal.text.split('\x1b[2J').length - 1).toBe(1);
});
