/**
 * The hub over HTTP: the page, its WebSocket, answers of the history, commands, and figures for Prometheus. On the
 * loopback unless told otherwise; read-only without tokens.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type HostNames, problemOf } from './access.ts';
import { json, refusal, send, setCommonHeaders } from './answer.ts';
import { answerCommand, type CommandRoute } from './command-route.ts';
import { answerHistory, sendTrace } from './history-routes.ts';
import type { WebHub } from './hub-port.ts';
import { LiveSockets } from './live-sockets.ts';
import type { PageFiles } from './page-files.ts';
import { onlyThese, ParameterError, spanOf } from './parameters.ts';
import { RateLimit } from './rate-limit.ts';
import type { Tokens } from './tokens.ts';

export interface WebOptions {
  readonly hub: WebHub;
  /** Null: no page, only what programs ask for. */
  readonly files: PageFiles | null;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly names: HostNames;
  readonly tokens: Tokens | null;
  /** Text for Prometheus; null where it is not asked for. */
  readonly metrics: (() => Promise<{ readonly type: string; readonly text: string }>) | null;
  /** A fault of the hub itself while it answered. */
  onFault(error: unknown): void;
}

export interface Web {
  readonly port: number;
  /** Open pages. */
  pages(): number;
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 1000;
const MAX_TRACES_AT_ONCE = 4;

/** Rejects with what the system says when the port is taken. */
export async function startWeb(options: WebOptions): Promise<Web> {
  const { hub, files, names, metrics } = options;
  const sockets = new LiveSockets(hub);
  const wallMs = () => hub.wallMs();
  const commands: CommandRoute = {
    hub,
    tokens: options.tokens,
    attempts: new RateLimit(10, 0.5, wallMs),
    commands: new RateLimit(20, 2, wallMs),
  };
  let traces = 0;

  const trace = async (
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ) => {
    if (hub.queries === null) return send(request, response, noHistory());
    onlyThese(query, ['from', 'to']);
    const span = spanOf(query, hub.wallMs());
    if (traces >= MAX_TRACES_AT_ONCE) {
      return send(request, response, refusal(503, 'other traces are being written: try again'));
    }
    traces += 1;
    try {
      await sendTrace(hub.queries, span, response);
    } finally {
      traces -= 1;
    }
  };

  const read = async (url: URL, request: IncomingMessage, response: ServerResponse) => {
    const { pathname: path, searchParams: query } = url;
    if (path === '/healthz') {
      const { up, reason } = hub.broker;
      const body = up ? 'ok\n' : `no connection to the broker: ${reason ?? 'connecting'}\n`;
      return send(request, response, { status: up ? 200 : 503, body });
    }
    if (path === '/api/state') return send(request, response, json(hub.view()));
    if (path === '/metrics' && metrics !== null) {
      const { type, text } = await metrics();
      return send(request, response, { status: 200, body: text, type });
    }
    if (path === '/api/history/trace') return trace(query, request, response);
    if (path.startsWith('/api/history/')) {
      const { queries } = hub;
      const answer = queries && answerHistory(queries, path, query, hub.wallMs());
      if (queries === null) return send(request, response, noHistory());
      if (answer !== null) return send(request, response, answer);
    }
    if (files?.serve(path, request, response)) return;
    return send(request, response, refusal(404, 'there is nothing here'));
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    setCommonHeaders(response);
    const problem = problemOf(request.headers, names);
    if (problem !== null) return send(request, response, refusal(403, problem));
    const url = URL.parse(request.url ?? '/', 'http://hub');
    if (url === null) return send(request, response, refusal(400, 'this is no address'));
    const isCommand = url.pathname === '/api/command';
    const allowed = isCommand ? ['POST'] : ['GET', 'HEAD'];
    if (!allowed.includes(request.method ?? '')) {
      const headers = { allow: allowed.join(', ') };
      return send(request, response, { ...refusal(405, `send ${headers.allow}`), headers });
    }
    if (isCommand) return send(request, response, await answerCommand(commands, request));
    return read(url, request, response);
  };

  const server = createServer((request, response) => {
    response.on('error', () => {}); // whoever asked has gone
    handle(request, response).catch((error: unknown) => {
      const expected = error instanceof ParameterError;
      if (!expected) options.onFault(error);
      if (response.headersSent) return response.destroy();
      const answer = expected
        ? refusal(400, error.message)
        : refusal(500, 'the hub failed to answer this');
      return void send(request, response, answer);
    });
  });
  server.requestTimeout = 15_000;
  server.headersTimeout = 10_000;
  server.maxConnections = MAX_CONNECTIONS;
  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => {});
    const path = URL.parse(request.url ?? '/', 'http://hub')?.pathname;
    if (path === '/api/live' && problemOf(request.headers, names) === null) {
      sockets.upgrade(request, stream, head);
    } else {
      const status = path === '/api/live' ? '403 Forbidden' : '404 Not Found';
      stream.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    }
  });

  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.host, resolve);
    });
  } catch (error) {
    sockets.close();
    throw error;
  }
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    pages: () => sockets.count,
    async close() {
      sockets.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function noHistory() {
  return refusal(404, 'this hub keeps no history: start it with --history FILE');
}
