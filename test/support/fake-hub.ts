/**
 * A hub without a swarm: serves the built page under the hub's own Content-Security-Policy, and tells it the view that a
 * test makes up. It can hang, die and come back, leave a message out, and it keeps the commands that it was given.
 *
 *     const hub = await openFakeHub({ view: fakeSwarm({ robots: 8 }) });
 *     hub.tell({ robots: { r1: { ...hub.view.robots.r1!, battery: 12 } } });
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { pageFolder } from '../../monitor/page/build.ts';
import { applyDelta } from '../../monitor/view/apply.ts';
import type { SwarmView } from '../../monitor/view/view.ts';
import type {
  CommandAnswer,
  CommandRequest,
  Delta,
  HistoryEvent,
  HubMessage,
} from '../../monitor/view/wire.ts';

export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export interface FakeHubOptions {
  readonly view: SwarmView;
  readonly port?: number;
  /** The token that may command; none: the hub is read-only. */
  readonly token?: string;
  /** Answers a GET below /api/history/; what it does not know is 404. */
  readonly history?: (url: URL) => unknown;
  readonly answer?: (request: CommandRequest) => CommandAnswer | Promise<CommandAnswer>;
  /** False: nothing is said unless the test does (default: a tick each second). */
  readonly ticks?: boolean;
}

export type Change = Omit<Delta, 'type' | 'seq' | 'atMs'>;

export interface FakeHub {
  readonly url: string;
  readonly port: number;
  readonly view: SwarmView;
  readonly commands: readonly CommandRequest[];
  readonly pages: number;
  /** Of the history, in the order in which they came. */
  readonly asked: readonly URL[];
  tell(change: Change): void;
  tellEvents(events: readonly HistoryEvent[]): void;
  /** The next delta gets lost on its way. */
  loseOne(): void;
  /** Says nothing any more, with connections open; until `wake`. */
  hang(): void;
  wake(): void;
  /** As kill -9 does it. */
  die(): Promise<void>;
  /** On the same port. */
  revive(): Promise<void>;
  close(): Promise<void>;
}

export async function openFakeHub(options: FakeHubOptions): Promise<FakeHub> {
  const folder = await pageFolder();
  const sockets = new Set<WebSocket>();
  const commands: CommandRequest[] = [];
  const asked: URL[] = [];
  let view = options.view;
  let port = options.port ?? 0;
  let seq = 0;
  let hanging = false;
  let losing = false;
  let server: Server | null = null;
  let timer: NodeJS.Timeout | null = null;

  const say = (message: HubMessage) => {
    if (hanging) return;
    const text = JSON.stringify(message);
    for (const socket of sockets) socket.send(text);
  };
  const snapshot = (): HubMessage => ({
    type: 'snapshot',
    seq,
    view,
    commands: options.token !== undefined,
  });

  async function listen(): Promise<void> {
    const http = createServer((request, response) => {
      handle(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    const live = new WebSocketServer({ server: http, path: '/api/live' });
    live.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      if (!hanging) socket.send(JSON.stringify(snapshot()));
    });
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(port, '127.0.0.1', resolve);
    });
    port = (http.address() as AddressInfo).port;
    server = http;
    if (options.ticks !== false) {
      timer = setInterval(() => say({ type: 'tick', atMs: Date.now() }), 1000);
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://hub');
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    response.setHeader('x-content-type-options', 'nosniff');
    if (url.pathname === '/api/command') return await command(request, response);
    if (url.pathname === '/api/state') return json(response, 200, view);
    if (url.pathname.startsWith('/api/history/')) {
      asked.push(url);
      const answer = options.history?.(url);
      return answer === undefined
        ? json(response, 404, { error: 'there is no such history' })
        : json(response, 200, answer);
    }
    const name = url.pathname === '/' ? 'index.html' : normalize(url.pathname).slice(1);
    const content = await readFile(join(folder, name)).catch(() => null);
    if (content === null) return void response.writeHead(404).end('there is no such file');
    response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'text/plain' }).end(content);
  }

  async function command(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    if (options.token === undefined) return json(response, 403, refusal('read-only'));
    if (request.headers.authorization !== `Bearer ${options.token}`) {
      return json(response, 401, refusal('no such token'));
    }
    const asks = JSON.parse(body) as CommandRequest;
    commands.push(asks);
    const answer = (await options.answer?.(asks)) ?? { schemaVersion: 1, ok: true, error: null };
    json(response, 200, answer);
  }

  async function die(): Promise<void> {
    if (timer !== null) clearInterval(timer);
    timer = null;
    for (const socket of sockets) socket.terminate();
    sockets.clear();
    const http = server;
    server = null;
    http?.closeAllConnections();
    await new Promise<void>((resolve) => (http === null ? resolve() : http.close(() => resolve())));
  }

  await listen();
  return {
    get url() {
      return `http://127.0.0.1:${port}/`;
    },
    get port() {
      return port;
    },
    get view() {
      return view;
    },
    get pages() {
      return sockets.size;
    },
    commands,
    asked,
    tell(change) {
      seq += 1;
      const delta: Delta = { type: 'delta', seq, atMs: Date.now(), ...change };
      view = applyDelta(view, delta);
      if (losing) losing = false;
      else say(delta);
    },
    tellEvents: (events) => say({ type: 'events', events }),
    loseOne() {
      losing = true;
    },
    hang() {
      hanging = true;
    },
    wake() {
      hanging = false;
      // Whoever came while it hung still waits for this.
      say(snapshot());
    },
    die,
    revive: listen,
    close: die,
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function refusal(error: string): CommandAnswer {
  return { schemaVersion: 1, ok: false, error };
}
