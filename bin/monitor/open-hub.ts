/** A hub with all that it needs of this machine: a broker, a file, a clock; for `roost monitor` and for the demo. */

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { SwarmConfig } from '../../firmware/config/swarm-config.ts';
import { brokerCredentials, MONITOR_USER } from '../../firmware/mqtt/broker-access.ts';
import { openBrokerLink } from '../../firmware/mqtt/broker-link.ts';
import { History } from '../../monitor/history/history.ts';
import { HistoryInUse } from '../../monitor/history/open.ts';
import { Hub } from '../../monitor/hub/hub.ts';
import type { HubPorts } from '../../monitor/hub/ports.ts';
import { Metrics } from '../../monitor/metrics/metrics.ts';
import type { PageFiles } from '../../monitor/web/page-files.ts';
import { startWeb, type Web } from '../../monitor/web/server.ts';
import type { Tokens } from '../../monitor/web/tokens.ts';
import { EXIT, ExitError } from '../errors.ts';
import { version } from '../manifest.ts';
import { newFold, telemetryUrl } from './new-fold.ts';
import { radioEar } from './radio-ear.ts';

export interface OpenHubOptions {
  readonly config: SwarmConfig;
  readonly host: string;
  readonly port: number;
  /** Names by which the hub is reached, besides localhost and addresses. */
  readonly names: readonly string[];
  /** Path of the history, `:memory:`, or null for none. */
  readonly history: string | null;
  readonly keepMs: number;
  readonly maxBytes: number;
  readonly tokens: Tokens | null;
  readonly metrics: boolean;
  readonly files: PageFiles;
  readonly log: { info(text: string): void; warn(text: string): void };
}

export interface OpenedHub {
  readonly hub: Hub;
  readonly web: Web;
  /** `http://127.0.0.1:8080/` */
  readonly url: string;
  close(): Promise<void>;
}

/** Messages wait for the broker up to this; the state of a large swarm has a quarter of it. */
const BACKLOG_BYTES = 1024 * 1024;
const REPLY_WITHIN_MS = 5000;
/** Over a slow radio a command and its answer take many turns. */
const SERIAL_REPLY_WITHIN_MS = 30_000;

/** Where the history is unless somebody says otherwise. */
export function defaultHistory({ state }: SwarmConfig): string {
  return join(state, 'monitor-history.sqlite');
}

/** Throws ExitError. The broker need not be there: it is tried until it is. */
export async function openHub(options: OpenHubOptions): Promise<OpenedHub> {
  const { config, log, host, port } = options;
  const { swarm, roster, zone } = config;
  const url = telemetryUrl(config);
  const ear = radioEar(config, Date.now);
  if (typeof ear === 'string') log.info(`frames are not shown: ${ear}`);
  const history = openHistory(options);
  const members = [...roster.robots, ...roster.pads];
  let web: Web | null = null;
  const metrics = options.metrics
    ? new Metrics(swarm, {
        view: () => hub.view(),
        pages: () => web?.pages() ?? 0,
        usage,
      })
    : null;
  const hub = new Hub({
    ...{ swarm, version, history, log },
    name: `${hostname()}:${process.pid}`,
    ports: hubPorts(config, url),
    ...newFold(config),
    radio: typeof ear === 'string' ? null : ear,
    zones: new Map(members.map(({ id }) => [id, zone])),
    commands: options.tokens !== null,
    replyWithinMs: config.radio.serial === undefined ? REPLY_WITHIN_MS : SERIAL_REPLY_WITHIN_MS,
    watcher: metrics,
  });
  try {
    web = await startWeb({
      ...{ hub, host, port, names: options.names, files: options.files, tokens: options.tokens },
      metrics: metrics === null ? null : () => metrics.text(),
      onFault: (error) => log.warn(`a question over HTTP failed: ${String(error)}`),
    });
  } catch (error) {
    await hub.close();
    throw new ExitError(listenTrouble(error, host, port), EXIT.unreachable);
  }
  const opened = web;
  return {
    hub,
    web: opened,
    url: `http://${shownHost(host)}:${opened.port}/`,
    async close() {
      await opened.close();
      await hub.close();
    },
  };
}

function openHistory({ history: path, keepMs, maxBytes, log }: OpenHubOptions): History | null {
  if (path === null) return null;
  try {
    const onTrouble = (text: string) => log.warn(text);
    return new History({ path, keepMs, maxBytes, wallMs: Date.now, onTrouble });
  } catch (error) {
    if (error instanceof HistoryInUse) throw new ExitError(error.message, EXIT.config);
    const why = error instanceof Error ? error.message : String(error);
    throw new ExitError(
      `there can be no history at ${path}: ${why}; mend the path, or keep none with --history none`,
      EXIT.config,
    );
  }
}

function hubPorts(config: SwarmConfig, url: string): HubPorts {
  const credentials = brokerCredentials(config, MONITOR_USER);
  return {
    openLink: (link) =>
      openBrokerLink({
        ...{ url, credentials, backlogBytes: BACKLOG_BYTES },
        clientName: 'roost-monitor',
        ...link,
      }),
    wallMs: Date.now,
    every(periodMs, act) {
      const timer = setInterval(act, periodMs);
      return () => clearInterval(timer);
    },
    after(delayMs, act) {
      const timer = setTimeout(act, delayMs);
      return () => clearTimeout(timer);
    },
    usage,
    newTransaction: randomUUID,
  };
}

function usage() {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, memoryBytes: process.memoryUsage.rss() };
}

function listenTrouble(error: unknown, host: string, port: number): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const where = `${shownHost(host)}:${port}`;
  if (code === 'EADDRINUSE') return `${where} is taken: choose another port with --http PORT`;
  if (code === 'EACCES') return `${where} is not for this user: choose a port above 1023`;
  if (code === 'EADDRNOTAVAIL') return `${host} is no address of this machine: mend --host`;
  return `${where} cannot be listened at: ${message}`;
}

/** As it stands in a URL; of all addresses, one that a browser here can use. */
function shownHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
