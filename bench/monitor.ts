/**
 * What the monitor costs with a large swarm: 2,000 robots in 40 zones, told over Mosquitto to the real `roost monitor`
 * with its history, figures and one open page that reads along.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { writeNewKey } from '../firmware/config/key.ts';
import { startMosquitto } from '../test/support/mosquitto.ts';
import { tellSwarm } from '../test/support/telemetry-source.ts';
import { progress } from './contenders.ts';
import { type Figure, figure } from './figures.ts';

const ROBOTS = 2000;
const PADS = 120;
const ZONES = 40;
const RUNS = 3;
const SETTLE_MS = 15_000;
const MEASURED_MS = 20_000;
const ROOST = join(import.meta.dirname, '../bin/roost');
/** Of /proc: 100 a second on every Linux that Node runs on. */
const TICK_MS = 10;

export async function monitor(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'roost-monitor-'));
  const broker = await startMosquitto();
  writeFileSync(join(folder, 'swarm.yaml'), swarmFile(broker.url));
  writeNewKey(join(folder, 'swarm.key'));
  const hub = await startHub(folder);
  const source = await tellSwarm({
    ...{ url: broker.url, swarm: 'bench', robots: ROBOTS, pads: PADS, zones: ZONES },
  });
  const page = new WebSocket(`${hub.url.replace('http', 'ws')}api/live`);
  let pageBytes = 0;
  page.on('message', (data: Buffer) => {
    pageBytes += data.length;
  });
  const samples = {
    share: [] as number[],
    memory: [] as number[],
    rate: [] as number[],
    page: [] as number[],
    health: [] as number[],
  };
  try {
    await sleep(SETTLE_MS);
    for (let run = 1; run <= RUNS; run += 1) {
      const before = { cpuMs: cpuMs(hub.pid), told: source.published(), page: pageBytes };
      const startedAt = performance.now();
      let worstMs = 0;
      while (performance.now() - startedAt < MEASURED_MS) {
        const asked = performance.now();
        await (await fetch(`${hub.url}healthz`)).text();
        worstMs = Math.max(worstMs, performance.now() - asked);
        await sleep(100);
      }
      const tookMs = performance.now() - startedAt;
      samples.share.push((100 * (cpuMs(hub.pid) - before.cpuMs)) / tookMs);
      samples.memory.push(memoryMb(hub.pid));
      samples.rate.push((1000 * (source.published() - before.told)) / tookMs);
      samples.page.push((pageBytes - before.page) / tookMs);
      samples.health.push(worstMs);
      progress(`monitor, ${run}/${RUNS}: ${Math.round(samples.share.at(-1)!)} % of a core`);
    }
    const { hub: counts, robots } = (await (await fetch(`${hub.url}api/state`)).json()) as {
      hub: { dropped: object };
      robots: object;
    };
    const dropped = Object.values(counts.dropped as Record<string, number>);
    const parts = ['', '-wal'].map((end) => join(folder, `state/monitor-history.sqlite${end}`));
    const history = parts.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6;
    const name = `monitor, ${ROBOTS} robots`;
    return [
      figure(`${name}: messages heard`, '/s', samples.rate),
      figure(`${name}: hub, share of a core`, '%', samples.share),
      figure(`${name}: hub, resident memory`, 'MB', samples.memory),
      figure(`${name}: to each page`, 'kB/s', samples.page),
      figure(`${name}: longest answer to a small question`, 'ms', samples.health),
      figure(`${name}: history after the runs`, 'MB', [history]),
      figure(`${name}: robots seen`, 'robots', [Object.keys(robots).length]),
      figure(`${name}: messages not understood`, '', [dropped.reduce((sum, one) => sum + one, 0)]),
    ];
  } finally {
    page.terminate();
    await source.stop();
    await hub.stop();
    await broker.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface HubProcess {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Resolves when it says where its page is. */
function startHub(folder: string): Promise<HubProcess> {
  const args = ['monitor', '-c', join(folder, 'swarm.yaml'), '--http', '0', '--metrics'];
  const child: ChildProcess = spawn(ROOST, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const url = /monitor: (http:\S+)/.exec(said)?.[1];
      if (url === undefined) return;
      resolve({
        url,
        pid: child.pid!,
        async stop() {
          child.kill('SIGTERM');
          await gone;
        },
      });
    });
    void gone.then(() => reject(new Error(`the monitor ended: ${said}`)));
  });
}

function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function memoryMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1000;
}

/** The robots make themselves known; the file has one, as every swarm file must. */
function swarmFile(url: string): string {
  return [
    'swarm: bench',
    'zone: z1',
    'key: { file: ./swarm.key }',
    `radio: { mqtt: "${url}" }`,
    `telemetry: { mqtt: "${url}" }`,
    'timing: lan',
    'robots: [{ id: r1, rank: 1, board: virtual }]',
    'pads: [{ id: p1, board: virtual, guard: controller }]',
    '',
  ].join('\n');
}
