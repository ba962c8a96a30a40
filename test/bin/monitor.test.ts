/** `roost monitor` as a process before a real broker: what it prints, shows, survives, and how it ends. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNewKey } from '../../firmware/config/key.ts';
import type { SwarmView } from '../../monitor/view/view.ts';
import { freePort } from '../support/free-port.ts';
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts';
import { scratchFolder } from '../support/scratch.ts';
import { until } from '../support/until.ts';
import { ROOST, roost } from './run-roost.ts';

const folder = scratchFolder();
const TOKEN = 'a-token-of-alice-alone';
const BUSY_MS = 15_000;

let broker: Mosquitto;
let members: MqttClient;

function swarmIn(name: string, url: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeNewKey(join(path, 'swarm.key'));
  writeFileSync(join(path, 'tokens'), `alice ${TOKEN}\n`, { mode: 0o600 });
  const lines = [
    ...['swarm: orchard', 'zone: east', 'key: { file: ./swarm.key }', `radio: { mqtt: "${url}" }`],
    ...[`telemetry: { mqtt: "${url}" }`, 'timing: lan'],
    'robots: [{ id: r1, rank: 1, board: virtual }]',
    'pads: [{ id: p1, board: virtual, guard: controller }]',
  ];
  writeFileSync(join(path, 'swarm.yaml'), `${lines.join('\n')}\n`);
  return path;
}

class Monitor {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  stderr = '';

  constructor(path: string, ...args: string[]) {
    const words = ['monitor', '-c', join(path, 'swarm.yaml'), '--http', '0', ...args];
    this.child = spawn(ROOST, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child.stderr?.setEncoding('utf8').on('data', (text) => {
      this.stderr += text;
    });
    this.ended = new Promise((resolve) => this.child.once('exit', resolve));
  }

  /** With the slash at the end. */
  get url(): string {
    return /monitor: (http:\S+)/.exec(this.stderr)?.[1] ?? '';
  }

  async ready(): Promise<this> {
    await until('the page is served', () => this.url !== '', 60_000);
    return this;
  }

  async view(): Promise<SwarmView> {
    return (await (await fetch(`${this.url}api/state`)).json()) as SwarmView;
  }

  async shows(what: string, matches: (view: SwarmView) => boolean): Promise<SwarmView> {
    let view: SwarmView | null = null;
    await until(
      what,
      async () => {
        view = await this.view();
        return matches(view);
      },
      BUSY_MS,
    );
    return view!;
  }

  async end(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.ended;
  }
}

function say(path: string, payload: string | Buffer, retain = false): Promise<unknown> {
  return members.publishAsync(`roost/orchard/${path}`, payload, { retain, qos: 1 });
}

const state = (battery: number) =>
  JSON.stringify({
    ...{ v: 1, id: 'r1', zone: 'east', t: Date.now(), mono: performance.now(), phase: 'working' },
    ...{ battery, place: 'away', fault: null, alarm: null, held: false, boot: 1 },
  });

beforeAll(async () => {
  broker = await startMosquitto();
  members = await connectAsync(broker.url);
}, 60_000);
afterAll(async () => {
  await members.endAsync(true);
  await broker.dispose();
});

describe('a monitor', () => {
  it('shows, keeps, commands, and ends in order', async () => {
    const path = swarmIn('whole', broker.url);
    const monitor = await new Monitor(
      path,
      ...['--tokens', join(path, 'tokens'), '--metrics'],
    ).ready();
    try {
      await monitor.shows('the broker', (view) => view.broker.up);
      await say('robots/r1/availability', 'online', true);
      await say('robots/r1/state', state(64), true);
      await monitor.shows('the robot', (view) => view.robots.r1?.battery === 64);
      expect(await (await fetch(`${monitor.url}healthz`)).text()).toBe('ok\n');
      const metrics = await (await fetch(`${monitor.url}metrics`)).text();
      expect(metrics).toMatch(/roost_robot_battery_ratio\{robot="r1".*\} 0\.64/);
      const page = await fetch(monitor.url);
      expect([page.status, page.headers.get('content-type')]).toEqual([
        200,
        'text/html; charset=utf-8',
      ]);

      // The robot answers.
      await members.subscribeAsync('roost/orchard/robots/r1/cmd/charge');
      members.on('message', (topic, payload) => {
        const { transaction, by } = JSON.parse(payload.toString());
        const reply = { status: by === 'alice' ? 'ok' : 'error', transaction };
        void members.publishAsync(`${topic}/reply`, JSON.stringify(reply));
      });
      const answer = await fetch(`${monitor.url}api/command`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify({ verb: 'charge', member: 'r1', reason: null }),
      });
      expect(await answer.json()).toEqual({ schemaVersion: 1, ok: true, error: null });
      await until(
        'it stands in the history',
        async () => {
          const told = await (await fetch(`${monitor.url}api/history/commands`)).json();
          const [first] = (told as { commands: { by: string; outcome: string }[] }).commands;
          return first?.by === 'alice' && first.outcome === 'ok';
        },
        BUSY_MS,
      );
      expect(existsSync(join(path, 'state/monitor-history.sqlite'))).toBe(true);

      // One file, one hub.
      const second = new Monitor(path);
      expect(await second.ended).toBe(3);
      expect(second.stderr).toContain('another hub keeps its history in');
    } finally {
      expect(await monitor.end()).toBe(0);
    }
    const again = await new Monitor(path).ready();
    const told = await (await fetch(`${again.url}api/history/commands`)).json();
    expect((told as { commands: unknown[] }).commands).toHaveLength(1);
    await again.end();
  }, 120_000);

  it('runs on whatever is published on the topics that it reads, counts it and shows it', async () => {
    const monitor = await new Monitor(swarmIn('hostile', broker.url), '--history', 'none').ready();
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    const huge = Buffer.alloc(10 * 1024 * 1024, '[');
    const html = '<img src=x onerror=alert(1)>';
    try {
      await monitor.shows('the broker', (view) => view.broker.up);
      for (const leaf of ['availability', 'state', 'event']) {
        for (const kind of ['robots', 'pads']) {
          await say(`${kind}/r1/${leaf}`, huge);
          await say(`${kind}/r1/${leaf}`, deep);
          await say(`${kind}/r1/${leaf}`, Buffer.from([0xff, 0xfe, 0x00]));
          await say(`${kind}/${html}/${leaf}`, 'online');
          await say(`${kind}/__proto__/${leaf}`, 'online');
          await say(
            `${kind}/r1/${leaf}`,
            `{"v":1,"id":"${html}","from":"${html}","event":"${html}"}`,
          );
        }
      }
      await say('robots/r1/cmd/charge/reply', huge);
      await say('robots/r1/cmd/charge/reply', deep);
      await say('radio/east', huge);
      await say('radio/east', 'no frame');
      await say('robots/r1/state', state(33));
      const view = await monitor.shows(
        'the robot after all',
        (now) => now.robots.r1?.battery === 33,
      );
      // Alarms are looked at a little after what they are about.
      const { hub } = await monitor.shows(
        'what was dropped, and an alarm',
        ({ alarms, hub: { dropped } }) =>
          dropped['strange-frame'] === 2 && alarms.some(({ kind }) => kind === 'hostile-input'),
      );
      const dropped = Object.values(hub.dropped).reduce((sum, count) => sum + count, 0);
      // Only `online` for a name that is none could be taken for something, and is not.
      expect(dropped).toBe(6 * 6 + 2 + 2);
      expect(hub.dropped).toMatchObject({ 'bad-id': 12, 'strange-frame': 2, 'strange-reply': 2 });
      expect(JSON.stringify(view)).not.toContain('<img');
      expect(Object.keys(view.robots)).toEqual(['r1']);
    } finally {
      expect(await monitor.end()).toBe(0);
    }
  }, 120_000);

  it('comes back with the broker', async () => {
    const own = await startMosquitto();
    const monitor = await new Monitor(swarmIn('broker', own.url), '--history', 'none').ready();
    try {
      await monitor.shows('the broker', (view) => view.broker.up);
      await own.kill();
      const down = await monitor.shows('that it is gone', (view) => !view.broker.up);
      expect(down.broker.reason).toMatch(/broker/);
      expect((await fetch(`${monitor.url}healthz`)).status).toBe(503);
      await own.restart();
      await monitor.shows('the broker again', (view) => view.broker.up);
    } finally {
      await monitor.end();
      await own.dispose();
    }
  }, 120_000);
});

describe('what cannot be', () => {
  it('is said, with the mend and an exit code', async () => {
    const path = swarmIn('wrong', `mqtt://127.0.0.1:${await freePort()}`);
    const config = join(path, 'swarm.yaml');
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    writeFileSync(join(path, 'open-tokens'), `alice ${TOKEN}\n`, { mode: 0o644 });
    const cases: [string[], number, RegExp][] = [
      [['--http', `${port}`], 4, /:\d+ is taken: choose another port with --http PORT/],
      [['--http', '70000'], 2, /Write a whole number from 0 to 65535/],
      [['--tokens', join(path, 'open-tokens')], 3, /others may read these tokens; type: chmod 600/],
      [['--tokens', join(path, 'none')], 3, /none cannot be read/],
      [['--history', path], 3, /there can be no history at/],
      [['--keep', 'long'], 2, /Write a duration/],
      [['--host', '203.0.113.7'], 4, /is no address of this machine: mend --host/],
    ];
    const outcomes = await Promise.all(
      cases.map(([args]) => roost(['monitor', '-c', config, '--http', '0', ...args])),
    );
    taken.close();
    for (const [index, [args, code, message]] of cases.entries()) {
      expect([args, outcomes[index]!.code]).toEqual([args, code]);
      expect(outcomes[index]!.stderr).toMatch(message);
    }
  }, 120_000);

  it('a swarm without telemetry has nothing to show', async () => {
    const path = swarmIn('mute', 'mqtt://127.0.0.1:1');
    const config = join(path, 'swarm.yaml');
    const { readFileSync } = await import('node:fs');
    writeFileSync(config, readFileSync(config, 'utf8').replace(/^telemetry:.*\n/m, ''));
    const { code, stderr } = await roost(['monitor', '-c', config]);
    expect([code, stderr]).toEqual([3, expect.stringContaining('the swarm has no telemetry')]);
  });
});
