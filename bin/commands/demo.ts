/**
 * `roost demo`: a whole swarm on this machine. A broker in this process, every member a process of its
 * own, a live view, and a summary.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeNewKey } from '../../firmware/config/key.ts';
import { startBroker } from '../demo/broker.ts';
import { openPage } from '../demo/page.ts';
import { startProcesses } from '../demo/processes.ts';
import { summaryText } from '../demo/summary-text.ts';
import { Tally } from '../demo/tally.ts';
import { Watch } from '../demo/watch.ts';
import { EXIT, ExitError } from '../errors.ts';
import { isTerminal } from '../full-screen.ts';
import { TopScreen } from '../monitor/top-screen.ts';
import { needTrace } from '../trace-options.ts';

export interface DemoCommand {
  readonly robots: number;
  /** End after this time; null for at Ctrl-C. */
  readonly forMs?: number | undefined;
  readonly guard: 'controller' | 'robots';
  readonly speed: number;
  /** Port of the page; without it there is none. */
  readonly http?: number | undefined;
  readonly trace?: string | undefined;
  readonly traceFrames?: boolean | undefined;
  readonly json?: boolean | undefined;
}

const SWARM = 'demo';
const PAD = 'p1';
const REDRAW_MS = 200;

export async function run(command: DemoCommand): Promise<void> {
  needTrace(command);
  const folder = mkdtempSync(join(tmpdir(), 'roost-demo-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  if (command.trace) mkdirSync(command.trace, { recursive: true });
  const robots = Array.from({ length: command.robots }, (_, index) => `r${index + 1}`);
  const tally = new Tally(robots);
  const isDrawn = !command.json && isTerminal();
  let watch: Watch | null = null;
  const broker = await startBroker((topic, payload) => watch?.take(topic, payload));

  const config = join(folder, 'swarm.yaml');
  writeFileSync(config, swarmFile(command, robots, broker.url));
  writeNewKey(join(folder, 'swarm.key'));
  const say = (line: string) => void process.stdout.write(line);
  const seen = new Watch({ config, tally, say: isDrawn || command.json ? null : say });
  watch = seen;
  const hub = command.http === undefined ? null : await openPage(config, command.http);
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const ended = Promise.withResolvers<string | null>();
  const members = [
    ...(command.guard === 'controller' ? [{ id: PAD, role: 'pad' as const }] : []),
    ...robots.map((id) => ({ id, role: 'robot' as const })),
  ];
  const processes = startProcesses({
    members,
    config,
    trace: command.trace ?? null,
    traceFrames: command.traceFrames ?? false,
    onLost: (id, lastWords) => ended.resolve(`${id} ended: ${lastWords || 'it said nothing'}`),
  });
  process.stderr.write(
    `roost: ${robots.length} robots and a pad, ${command.speed} times faster than life; ` +
      `broker ${broker.url}\n`,
  );
  if (hub) process.stderr.write(`roost: page ${hub.address}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => ended.resolve(null));
  if (command.forMs !== undefined) setTimeout(() => ended.resolve(null), command.forMs);
  const { stdin, stdout } = process;
  const onEnd = () => ended.resolve(null);
  const view = () => seen.view();
  const screen = isDrawn ? new TopScreen({ stdin, stdout, view, onEnd, note: hub?.address }) : null;
  const redraw = setInterval(() => screen?.draw(), REDRAW_MS);

  const lost = await ended.promise;
  clearInterval(redraw);
  screen?.close();
  const summary = tally.summary(seconds());
  process.stderr.write('roost: ending; robots leave the pad first\n');
  await processes.stop();
  await hub?.close();
  await broker.close();
  process.stdout.write(
    command.json
      ? `${JSON.stringify({ schemaVersion: 1, ...summary })}\n`
      : `\n${summaryText(summary)}`,
  );
  if (lost !== null) throw new ExitError(lost, EXIT.fault);
  process.exit(summary.overlaps === 0 ? EXIT.done : EXIT.promise);
}

function swarmFile(command: DemoCommand, robots: readonly string[], url: string): string {
  const board = `{ virtual: { speed: ${command.speed} } }`;
  const lines = robots.map((id, index) => `  - { id: ${id}, rank: ${index + 1}, board: ${board} }`);
  return [
    `swarm: ${SWARM}`,
    'zone: main',
    'key: { file: ./swarm.key }',
    `radio: { mqtt: "${url}" }`,
    `telemetry: { mqtt: "${url}" }`,
    'timing: lan',
    'robots:',
    ...lines,
    'pads:',
    `  - { id: ${PAD}, board: virtual, guard: ${command.guard} }`,
    'state: ./state',
    '',
  ].join('\n');
}
