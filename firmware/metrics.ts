/**
 * What a member tells Prometheus, where somebody asks for it (`--metrics`): the figures of its own loop, read when
 * they are asked for. Off by default: a board has better things to do than to serve HTTP.
 *
 * Whatever goes wrong here, the member runs on.
 */
import { createServer, type Server } from 'node:http';
import type { MemberShown } from '../src/roles/describe.ts';
import type { FrameCounts } from '../src/runtime/driver.ts';
import type { MemberHealth } from './health.ts';

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
}

export interface MetricsOptions {
  readonly at: ListenAddress;
  readonly swarm: string;
  readonly zone: string;
  readonly id: string;
  readonly version: string;
  readonly counts: () => FrameCounts;
  readonly health: () => MemberHealth;
  /** The state as it is now (Role.describe). */
  readonly describe: () => MemberShown;
  readonly log: { info(message: string): void; error(message: string): void };
}

export interface Metrics {
  /** An ENTER was admitted after so long. */
  roundTrip(ms: number): void;
  close(): Promise<void>;
}

/** From a network on the same host to a slow radio in a crowd. */
const ROUND_TRIP_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const MAX_CONNECTIONS = 8;

/** Loads what it needs only now: a member that nobody measures saves the memory. Never rejects. */
export async function openMetrics(options: MetricsOptions): Promise<Metrics> {
  const { at, log } = options;
  const { registry, roundTrip } = await figuresOf(options);
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('look at /metrics\n');
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      (error: unknown) => {
        log.error(`metrics: ${String(error)}`);
        response.writeHead(500).end();
      },
    );
  });
  server.maxConnections = MAX_CONNECTIONS;
  const problem = await listening(server, at);
  // An IPv6 address stands in brackets beside a port.
  const shown = at.host.includes(':') ? `[${at.host}]` : at.host;
  if (problem !== null)
    log.error(
      `metrics: cannot listen at ${shown}:${at.port} (${problem}); the member runs without, start it with another --metrics`,
    );
  else {
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : at.port;
    log.info(`metrics: http://${shown}:${port}/metrics`);
  }
  return {
    roundTrip,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Null when the server listens, else why not. */
function listening(server: Server, { host, port }: ListenAddress): Promise<string | null> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => resolve(null));
  });
}

async function figuresOf({ counts, health, describe, ...named }: MetricsOptions) {
  const { Counter, Gauge, Histogram, Registry } = await import('prom-client');
  const registry = new Registry();
  const { swarm, zone, id: member, version } = named;
  registry.setDefaultLabels({ swarm, zone, member });
  const registers = [registry];

  /** One number for each value of a label; `read` gives what it is now. */
  const byLabel = (
    Figure: typeof Counter<string> | typeof Gauge<string>,
    name: string,
    help: string,
    label: string,
    read: () => Readonly<Record<string, number>>,
  ): void => {
    new Figure({
      name,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset();
        for (const [value, number] of Object.entries(read())) this.inc({ [label]: value }, number);
      },
    });
  };
  /** Null: it is not known, and not told. */
  const single = (name: string, help: string, read: () => number | null): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.remove();
        const number = read();
        if (number !== null) this.set(number);
      },
    });
  };

  for (const which of ['sent', 'heard'] as const)
    byLabel(
      Counter,
      `roost_member_frames_${which}_total`,
      `Frames ${which} since the start, by kind`,
      'kind',
      () => counts()[which],
    );
  byLabel(
    Counter,
    'roost_member_frames_dropped_total',
    'Frames that were not looked at, or not sent, since the start, by reason',
    'reason',
    () => counts().dropped,
  );
  new Counter({
    name: 'roost_member_retries_total',
    help: 'Frames that were sent again because no answer came, since the start',
    registers,
    collect() {
      this.reset();
      this.inc(health().retries);
    },
  });
  byLabel(
    Gauge,
    'roost_member_token_age_seconds',
    'Since the fence of the token was last seen to grow, by pad',
    'pad',
    () => mapped(health().tokenAgeMs, (ms) => ms / 1000),
  );
  byLabel(
    Gauge,
    'roost_member_queue_robots',
    'Robots that wait, by pad',
    'pad',
    () => health().queueLengths,
  );
  byLabel(Gauge, 'roost_member_phase', 'The phase that it is in, as 1', 'phase', () => ({
    [String(describe().phase)]: 1,
  }));
  byLabel(Gauge, 'roost_member_info', 'The version that it runs, as 1', 'version', () => ({
    [version]: 1,
  }));
  single('roost_member_unsent_frames', 'Frames that wait for the radio', () => health().unsent);
  single('roost_member_battery_ratio', 'Battery, from 0 to 1', () => {
    const { battery } = describe();
    return typeof battery === 'number' ? battery / 100 : null;
  });
  for (const name of ['epoch', 'boot'] as const)
    single(
      `roost_member_${name}`,
      name === 'epoch' ? 'Epoch of the leader that it follows' : 'Starts of this member',
      () => Number(describe()[name]),
    );
  const roundTrips = new Histogram({
    name: 'roost_member_admission_round_trip_seconds',
    help: 'From an ENTER to its first ADMIT',
    buckets: ROUND_TRIP_BUCKETS_S,
    registers,
  });
  return { registry, roundTrip: (ms: number) => roundTrips.observe(ms / 1000) };
}

function mapped(record: Readonly<Record<string, number>>, change: (number: number) => number) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
