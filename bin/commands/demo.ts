/**
 * `roost demo`: a whole swarm on this machine. A broker in this process, every member a process of its
 * own, a live view, and a summary.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeNewKey } from '../../firmware/config/key.ts';
import type { TraceRecord } from '../../src/runtime/trace.ts';
import { startBroker } from '../demo/broker.ts';
import { openPage } from '../demo/page.ts';
import { startProcesses } from '../demo/processes.ts';
import { Tally } from '../demo/tally.ts';
import { page, summaryText } from '../demo/view.ts';
import { EXIT, ExitError } from '../errors.ts';
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
  const terminal = process.stdout.isTTY === true && !command.json;
  const plain = terminal || command.json ? null : new PlainLines(tally);
  const broker = await startBroker((topic, payload) => {
    const [, swarm, kind, id, what] = topic.split('/');
    if (swarm !== SWARM || kind === 'radio' || id === undefined) return;
    if (what !== 'event' && what !== 'state') return;
    const value = parsed(payload);
    if (value === null) return;
    if (what === 'state') tally.state(id, value);
    else {
      tally.event(value as unknown as TraceRecord);
      plain?.event(value as unknown as TraceRecord);
    }
  });

  const config = join(folder, 'swarm.yaml');
  writeFileSync(config, swarmFile(command, robots, broker.url));
  writeNewKey(join(folder, 'swarm.key'));
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
  const screen = terminal ? new Screen() : null;
  const title = `roost demo: ${robots.length} robots share a pad`;
  const colours = process.env.NO_COLOR === undefined;
  const redraw = setInterval(
    () => screen?.draw(page(tally, { title, seconds: seconds(), colours })),
    REDRAW_MS,
  );

  const lost = await ended.promise;
  clearInterval(redraw);
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

/** The object that a payload holds; null for anything else, which no member has sent. */
function parsed(payload: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload).toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
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

/** Draws a page over the last one. */
class Screen {
  private lines = 0;

  draw(page: readonly string[]): void {
    const up = this.lines > 0 ? `\x1b[${this.lines}A` : '';
    const text = page.map((line) => `${line}\x1b[K`).join('\n');
    process.stdout.write(`${up}\r${text}\n\x1b[J`);
    this.lines = page.length;
  }
}

/** Without a terminal: a line whenever somebody comes or goes. */
class PlainLines {
  private readonly tally: Tally;

  constructor(tally: Tally) {
    this.tally = tally;
  }

  event(record: TraceRecord): void {
    const at = new Date(record.t).toISOString().slice(11, 21);
    const queue = this.tally.queue.filter((id) => id !== record.from);
    const next = queue.length > 0 ? `; next: ${queue.join(', ')}` : '';
    if (record.event === 'enter') process.stdout.write(`${at}  ${record.from} may charge${next}\n`);
    if (record.event === 'exit')
      process.stdout.write(`${at}  ${record.from} left (${record.reason})\n`);
    if (record.event === 'mint')
      process.stdout.write(`${at}  ${record.from} minted a token (${record.reason})\n`);
    if (record.event === 'leader' && record.leader === record.from)
      process.stdout.write(`${at}  ${record.from} leads epoch ${record.epoch}\n`);
  }
}
