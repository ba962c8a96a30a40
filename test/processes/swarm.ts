/**
 * A swarm of real processes over a real broker, or over serial ports, in a folder of its own.
 *
 * Members are started by `bin/roost`, as a user would start them, and die with the process that
 * started them, however that ends. What they do is read from their traces; waiting is always
 * for an event, and bounded.
 */

import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeNewKey } from '../../firmware/config/key.ts';
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts';
import { until } from '../support/until.ts';
import { type Boards, type BoardsOptions, startBoards } from './boards.ts';
import { type Ether, startEther } from './ether.ts';
import { byTime, compare, type JudgeOptions, judge, stays, type TraceLine } from './judge.ts';
import { type Life, run } from './run.ts';

const ROOST = join(import.meta.dirname, '../../bin/roost');

export interface SwarmOptions {
  /** For the folder in which a failed run is kept. */
  readonly name: string;
  readonly robots?: number;
  readonly guard?: 'controller' | 'robots';
  /** Of the bodies: at 6000, work takes 0.9 s, a charge 0.3 s, a drive 5 ms. */
  readonly speed?: number;
  /** Robots that work all the time: they vote and lead, but charge only much later. */
  readonly tireless?: readonly string[];
  /** Charge at the start by robot, in percent. */
  readonly battery?: (index: number) => number;
  /** Lines of swarm.yaml in place of those that are here. */
  readonly timing?: string;
  readonly charging?: string;
  readonly telemetry?: boolean;
  /** The key file, `%id` standing for the member. */
  readonly key?: string;
  /** What stands in `radio: { serial: ... }` besides the path; the radio is MQTT without it. */
  readonly serial?: string | null;
  /** Virtual Arduinos in place of virtual bodies. */
  readonly boards?: BoardsOptions | null;
  /** A lease, three slow beats and an election, many times over, since the machine may be busy. */
  readonly patienceMs?: number;
  /** Further words for the pad. */
  readonly pad?: string;
  readonly traceFrames?: boolean;
  /** Runs a member in another way than `bin/roost` does: for benchmarks. */
  readonly launch?: Launch;
}

/** `args` are those of `bin/roost`: role, id and options. */
export type Launch = (id: string, args: readonly string[]) => Life;

export interface StartOptions {
  /** Another broker than the swarm's: a proxy. */
  readonly broker?: string;
  /** Another trace than that of the id. */
  readonly trace?: string;
  /** Another folder for durable state. */
  readonly state?: string;
  readonly set?: readonly string[];
}

/** CLOCK_MONOTONIC in milliseconds, as the traces have it. */
export function monoMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

export class Swarm {
  readonly folder: string;
  /** Where there is no serial radio, or telemetry. */
  private readonly mosquitto: Mosquitto | null;
  /** Where there is a serial radio; the channel is there from `open` on. */
  private channel: Ether | null = null;
  /** Where members have boards; there from `open` on. */
  private bench: Boards | null = null;
  readonly robots: readonly string[];
  readonly options: Required<SwarmOptions>;
  /** The newest process of each member. */
  readonly lives = new Map<string, Life>();
  private readonly all: Life[] = [];
  private readonly traces = new Map<string, TraceFile>();
  private readonly heard: TraceLine[] = [];

  constructor(options: SwarmOptions, mosquitto: Mosquitto | null) {
    this.options = {
      robots: 5,
      guard: 'controller',
      speed: 6000,
      tireless: [],
      battery: (index) => 38 + 8 * index,
      timing: 'lan',
      charging: '{}',
      telemetry: false,
      key: './swarm.key',
      serial: null,
      boards: null,
      patienceMs: 20_000,
      pad: '',
      traceFrames: false,
      launch: roost,
      ...options,
    };
    this.mosquitto = mosquitto;
    this.robots = Array.from({ length: this.options.robots }, (_, index) => `r${index + 1}`);
    this.folder = mkdtempSync(join(tmpdir(), 'roost-swarm-'));
    for (const name of ['traces', 'ports']) mkdirSync(join(this.folder, name));
    writeNewKey(join(this.folder, 'swarm.key'));
    writeFileSync(this.file, this.yaml());
  }

  /** Opens the channel of serial radios, and puts the boards at their ports. */
  async open(): Promise<void> {
    const { boards } = this.options;
    if (boards !== null) this.bench = await startBoards(this.file, boards);
    if (this.options.serial !== null) this.channel = await startEther(this.file);
  }

  get broker(): Mosquitto {
    return this.mosquitto!;
  }

  get ether(): Ether {
    return this.channel!;
  }

  get boards(): Boards {
    return this.bench!;
  }

  get file(): string {
    return join(this.folder, 'swarm.yaml');
  }

  /** Those that charge again and again. */
  get busy(): string[] {
    return this.robots.filter((id) => !this.options.tireless.includes(id));
  }

  /** All busy robots but these. */
  busyBut(...ids: string[]): string[] {
    return this.busy.filter((id) => !ids.includes(id));
  }

  get keyFile(): string {
    return join(this.folder, 'swarm.key');
  }

  /** Robots, and the pad where it has a controller. */
  get members(): string[] {
    return this.options.guard === 'controller' ? [...this.robots, 'p1'] : [...this.robots];
  }

  stateFile(id: string): string {
    return join(this.folder, 'state', `${id}.state`);
  }

  private get radio(): string {
    const { serial } = this.options;
    return serial === null
      ? `radio: { mqtt: "${this.broker.url}" }`
      : `radio: { serial: { ${serial}, path: ./ports/%id } }`;
  }

  private yaml(): string {
    const { guard, speed, battery, boards, timing, charging, telemetry, tireless, pad } =
      this.options;
    const robots = this.robots.map((id, index) => {
      const body = tireless.includes(id)
        ? '{ speed: 10, battery: 100 }'
        : `{ speed: ${speed}, battery: ${battery(index)} }`;
      const board = boards === null ? `{ virtual: ${body} }` : ARDUINO;
      return `  - { id: ${id}, rank: ${index + 1}, board: ${board} }`;
    });
    const padBoard = boards === null ? 'virtual' : ARDUINO;
    return [
      'swarm: processes',
      'zone: test',
      `key: { file: ${this.options.key} }`,
      this.radio,
      ...(telemetry ? [`telemetry: { mqtt: "${this.broker.url}" }`] : []),
      `timing: ${timing}`,
      `charging: ${charging}`,
      'robots:',
      ...robots,
      `pads: [{ id: p1, board: ${padBoard}, guard: ${guard} ${pad} }]`,
      '',
    ].join('\n');
  }

  start(id: string, options: StartOptions = {}): Life {
    const trace = join(this.folder, 'traces', `${options.trace ?? id}.ndjson`);
    if (!this.traces.has(trace)) this.traces.set(trace, new TraceFile(trace));
    const set = [...(options.set ?? [])];
    if (options.broker) set.push(`radio.mqtt=${options.broker}`);
    if (options.broker && this.options.telemetry) set.push(`telemetry.mqtt=${options.broker}`);
    if (options.state) set.push(`state=${options.state}`);
    const role = this.robots.includes(id) || !id.startsWith('p') ? 'robot' : 'pad';
    const life = this.options.launch(id, [
      ...[role, id, '-c', this.file, '--trace', trace],
      ...(this.options.traceFrames ? ['--trace-frames'] : []),
      ...set.flatMap((one) => ['--set', one]),
    ]);
    this.lives.set(id, life);
    this.all.push(life);
    return life;
  }

  /** Starts everybody, by their ids or all. */
  startAll(ids: readonly string[] = this.members): void {
    for (const id of ids) this.start(id);
  }

  life(id: string): Life {
    const life = this.lives.get(id);
    if (!life) throw new Error(`${id} was never started`);
    return life;
  }

  /** kill -9, all at once; resolves when they are gone. */
  async kill(...ids: string[]): Promise<void> {
    for (const id of ids) this.life(id).signal('SIGKILL');
    await Promise.all(ids.map((id) => this.life(id).ended));
  }

  /** SIGSTOP; resolves when it stands still, with the place in the traces from which it is silent. */
  async freeze(id: string): Promise<number> {
    const life = this.life(id);
    life.signal('SIGSTOP');
    await until(`${id} stands still`, () => stateOf(life.pid) === 'T');
    return this.mark();
  }

  thaw(id: string): void {
    this.life(id).signal('SIGCONT');
  }

  /** Everything that was traced so far. */
  lines(): readonly TraceLine[] {
    for (const trace of this.traces.values()) trace.readInto(this.heard);
    return this.heard;
  }

  /** A place in the traces: what is read after it is news. */
  mark(): number {
    return this.lines().length;
  }

  /** Waits for a line after the mark. */
  async line(
    what: string,
    matches: (line: TraceLine) => boolean,
    since = this.mark(),
    withinMs = this.patienceMs,
  ): Promise<TraceLine> {
    let at = since;
    let found: TraceLine | undefined;
    await until(
      what,
      () => {
        const lines = this.lines();
        for (; at < lines.length && !found; at += 1) if (matches(lines[at]!)) found = lines[at];
        return found !== undefined;
      },
      withinMs,
    );
    return found!;
  }

  /** Waits until there were so many entries after the mark, by each of these robots. */
  async entries(
    count: number,
    robots: readonly string[] = this.busy,
    since = this.mark(),
    withinMs = this.patienceMs * (1 + count),
  ): Promise<void> {
    const counts = new Map<string, number>();
    let at = since;
    const look = () => {
      const lines = this.lines();
      for (; at < lines.length; at += 1) {
        const { event, from } = lines[at]!;
        if (event === 'enter') counts.set(from, (counts.get(from) ?? 0) + 1);
      }
      return robots.every((robot) => (counts.get(robot) ?? 0) >= count);
    };
    await until(`${count} entries each of ${robots.join()}`, look, withinMs).catch((error) => {
      throw new Error(`${error.message}; so far ${JSON.stringify(Object.fromEntries(counts))}`);
    });
  }

  /** The robot that is on the pad by what was traced, or null. */
  inside(): string | null {
    const last = stays(this.lines()).at(-1);
    return last && last.untilMs > monoMs() && this.isOpen(last.robot) ? last.robot : null;
  }

  private isOpen(robot: string): boolean {
    const own = this.lines().filter(({ from, event }) => from === robot && IN_OR_OUT.has(event));
    return own.length > 0 && own.at(-1)!.event !== 'exit' && own.at(-1)!.event !== 'boot';
  }

  /** Waits for a robot to be on the pad, with this much of its lease before it. */
  async someoneInside(among: readonly string[] = this.busy): Promise<string> {
    const entry = await this.line(
      `one of ${among.join()} enters`,
      (line) => line.event === 'enter' && among.includes(line.from),
    );
    return entry.from;
  }

  /** Who leads the newest epoch that anybody knows of. */
  leader(): string | null {
    let newest: TraceLine | null = null;
    for (const line of this.lines())
      if (line.event === 'leader' && line.epoch! >= (newest?.epoch ?? 0)) newest = line;
    return newest?.leader ?? null;
  }

  /** Who has the newest token, by what was traced. */
  holder(): string | null {
    let newest: TraceLine | null = null;
    for (const line of this.lines()) {
      if (line.event !== 'token' && line.event !== 'mint' && line.event !== 'enter') continue;
      if (newest === null || compare(line.fence!, newest.fence!) >= 0) newest = line;
    }
    if (!newest) return null;
    return newest.event === 'token' ? newest.to! : newest.from;
  }

  /** Waits until the token rests with a robot, and nobody wants the pad. */
  async idleHolder(): Promise<string> {
    let holder: string | null = null;
    await until(
      'the token rests',
      () => {
        const phases = new Map<string, string>();
        for (const line of byTime(this.lines()))
          if (line.event === 'body') phases.set(line.from, line.phase!);
        holder = [...phases.values()].every((phase) => phase === 'working') ? this.holder() : null;
        return holder !== null;
      },
      this.patienceMs * 2,
    );
    return holder!;
  }

  /**
   * How long a wait for the swarm to go on may take: with one charge of each robot, many times over.
   * Figures are the bench's.
   */
  get patienceMs(): number {
    const chargeMs = (30 * 60_000) / this.options.speed;
    return this.options.patienceMs + 2 * this.options.robots * chargeMs;
  }

  judge(options: Partial<JudgeOptions> = {}): string[] {
    return judge(this.lines(), { robots: this.busy, ...options });
  }

  /** Ends all members, so that nothing of their folder changes any more. */
  async end(): Promise<void> {
    for (const life of this.all) life.signal('SIGKILL');
    await Promise.all(this.all.map((life) => life.ended));
  }

  /** Ends all processes, and removes the folder. */
  async dispose(): Promise<void> {
    await this.end();
    for (const trace of this.traces.values()) trace.close();
    await this.channel?.dispose();
    await this.bench?.dispose();
    await this.mosquitto?.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Keeps what is known of a failed run; returns where. */
  keep(): string {
    const place = mkdtempSync(join(tmpdir(), `roost-failed-${this.options.name}-`));
    cpSync(this.folder, place, { recursive: true });
    const seen = this.bench?.lines().map((line) => JSON.stringify(line)) ?? [];
    writeFileSync(join(place, 'boards.ndjson'), `${seen.join('\n')}\n`);
    this.all.forEach((life, index) => {
      writeFileSync(join(place, `${index}-${life.id}-${life.pid}.log`), life.log());
    });
    return place;
  }
}

const ARDUINO = '{ johnny-five: firmata, port: ./ports/%id }';

const IN_OR_OUT: ReadonlySet<string> = new Set(['enter', 'renew', 'exit', 'boot']);

/** Runs a scenario on a swarm, and ends every process of it, whatever comes. */
export async function withSwarm(
  options: SwarmOptions,
  scenario: (swarm: Swarm) => Promise<void>,
): Promise<void> {
  const needsBroker = !options.serial || options.telemetry;
  const swarm = new Swarm(options, needsBroker ? await startMosquitto() : null);
  try {
    await swarm.open();
    await scenario(swarm);
  } catch (error) {
    await swarm.end();
    console.error(`the run is kept in ${swarm.keep()}`);
    throw error;
  } finally {
    await swarm.dispose();
  }
}

export function roost(id: string, args: readonly string[]): Life {
  return run(id, [ROOST, ...args]);
}

/** As ps shows it: R, S, T. */
function stateOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2)[0]!;
}

/** Reads what was appended to a trace since the last look. */
class TraceFile {
  private readonly path: string;
  private descriptor: number | null = null;
  private at = 0;
  private rest = '';
  private readonly buffer = Buffer.alloc(64 * 1024);

  constructor(path: string) {
    this.path = path;
  }

  readInto(lines: TraceLine[]): void {
    if (this.descriptor === null) {
      try {
        this.descriptor = openSync(this.path, 'r');
      } catch {
        return; // not there yet
      }
    }
    for (;;) {
      const bytes = readSync(this.descriptor, this.buffer, 0, this.buffer.length, this.at);
      if (bytes === 0) return;
      this.at += bytes;
      const parts = (this.rest + this.buffer.toString('utf8', 0, bytes)).split('\n');
      this.rest = parts.pop()!;
      for (const part of parts) lines.push(JSON.parse(part));
    }
  }

  close(): void {
    if (this.descriptor !== null) closeSync(this.descriptor);
    this.descriptor = null;
  }
}
