/** A real Mosquitto for a test: on a port of its own, with nothing kept on disk. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

export interface Mosquitto {
  readonly port: number;
  /** mqtt://127.0.0.1:<port> */
  readonly url: string;
  /** ws://127.0.0.1:<port>, when asked for. */
  readonly webSocketUrl: string;
  readonly pid: number | undefined;
  /** Orderly, with SIGTERM; resolves when it is gone. */
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Starts it again on the same port; what it retained is gone. */
  restart(): Promise<void>;
  /** Ends it and removes its files. */
  dispose(): Promise<void>;
}

export interface MosquittoOptions {
  /** Passwords by user name; without it everybody may connect. */
  readonly users?: Readonly<Record<string, string>>;
  readonly webSocket?: boolean;
  /** Further lines of its configuration. */
  readonly lines?: readonly string[];
  /** In place of all that a configuration that is there, with the port in it. */
  readonly written?: { readonly file: string; readonly port: number };
}

/** It would give up its rights, and with them those on the files of a test. */
const AS_ROOT = process.getuid?.() === 0 ? ['user root'] : [];
const PATH = [process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter);

export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), 'roost-mosquitto-'));
  const port = options.written?.port ?? (await freePort());
  const webSocketPort = options.webSocket ? await freePort() : 0;
  const configuration = join(folder, 'mosquitto.conf');
  const lines =
    options.written === undefined
      ? ownLines(folder, port, webSocketPort, options)
      : [readFileSync(options.written.file, 'utf8'), ...AS_ROOT];
  writeFileSync(configuration, `${lines.join('\n')}\n`);

  let child: ChildProcess | null = null;
  let log = '';
  const start = async () => {
    const started = spawn('mosquitto', ['-c', configuration], {
      env: { PATH },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child = started;
    started.stderr?.on('data', (chunk) => {
      log = `${log}${chunk}`.slice(-4000);
    });
    let failure: string | null = null;
    started.once('error', (error) => {
      failure = `${error.message}; run scripts/provision`;
    });
    started.once('exit', (code) => {
      failure = `it ended with ${code}: ${log}`;
    });
    await until(`mosquitto listens on ${port}`, async () => {
      if (failure !== null) throw new Error(`mosquitto: ${failure}`);
      return accepts(port);
    });
  };
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    child = null;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
    const gone = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill(signal);
    await gone;
  };

  await start();
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    webSocketUrl: `ws://127.0.0.1:${webSocketPort}`,
    get pid() {
      return child?.pid;
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGKILL');
      await start();
    },
    async dispose() {
      await end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function ownLines(
  folder: string,
  port: number,
  webSocketPort: number,
  { users, webSocket, lines: more }: MosquittoOptions,
): string[] {
  const lines = [
    `listener ${port} 127.0.0.1`,
    ...(webSocket ? [`listener ${webSocketPort}`, 'protocol websockets'] : []),
    'set_tcp_nodelay true',
    'persistence false',
    'log_dest stderr',
    `allow_anonymous ${users === undefined}`,
    ...AS_ROOT,
    ...(more ?? []),
  ];
  if (users !== undefined) {
    const passwords = join(folder, 'passwords');
    writeFileSync(passwords, '');
    for (const [user, password] of Object.entries(users)) {
      spawnSync('mosquitto_passwd', ['-b', passwords, user, password], { env: { PATH } });
    }
    lines.push(`password_file ${passwords}`);
  }
  return lines;
}
