/** The web server before a hub that is made up, with a page of two files. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import type { Queries } from '../../../monitor/history/queries.ts';
import type { CommandRequest } from '../../../monitor/view/wire.ts';
import type { CommandResult, WebHub } from '../../../monitor/web/hub-port.ts';
import { PageFiles } from '../../../monitor/web/page-files.ts';
import { startWeb, type Web, type WebOptions } from '../../../monitor/web/server.ts';
import { fakeSwarm } from '../../support/fake-swarm.ts';
import { event, stage as historyStage, START_MS } from '../history/stage.ts';

export const SCRIPT = `console.log('${'page '.repeat(1000)}');\n`;

export class FakeHub implements WebHub {
  readonly swarm = fakeSwarm({ robots: 4, pads: 2, nowMs: START_MS });
  readonly asked: { request: CommandRequest; by: string }[] = [];
  readonly listeners = new Set<(text: string) => void>();
  queries: Queries | null = null;
  answer: CommandResult = { schemaVersion: 1, ok: true, error: null, outcome: 'ok' };
  brokerUp = true;
  nowMs = START_MS;
  snapshots = 0;

  get broker() {
    return { up: this.brokerUp, reason: this.brokerUp ? null : 'gone' };
  }

  view() {
    return { ...this.swarm, broker: { sinceMs: START_MS, ...this.broker } };
  }

  snapshot(): string {
    this.snapshots += 1;
    return JSON.stringify({ type: 'snapshot', seq: 1, view: this.view(), commands: true });
  }

  listen(onText: (text: string) => void): () => void {
    this.listeners.add(onText);
    return () => this.listeners.delete(onText);
  }

  say(text: string): void {
    for (const listener of this.listeners) listener(text);
  }

  async command(request: CommandRequest, by: string): Promise<CommandResult> {
    this.asked.push({ request, by });
    return this.answer;
  }

  wallMs(): number {
    return this.nowMs;
  }
}

/** A folder that holds a page. */
export function pageIn(folder: string): PageFiles {
  mkdirSync(join(folder, 'page/assets'), { recursive: true });
  writeFileSync(join(folder, 'page/index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(folder, 'page/assets/index-Dw9j1j66.js'), SCRIPT);
  writeFileSync(join(folder, 'secret.txt'), 'not for everybody');
  return new PageFiles(join(folder, 'page'));
}

/** A history with an event each second, and a stay. */
export function someQueries(path: string): Queries {
  const { history } = historyStage(path);
  for (let second = 0; second < 60; second += 1)
    history.event(event(START_MS + second * 1000, 'r1', 'body', { second }), 'east');
  history.event(event(START_MS, 'r1', 'enter', { pad: 'p1', fence: [1, 2], until: 900 }), 'east');
  history.flush();
  return history.queries;
}

export function startTestWeb(hub: WebHub, options: Partial<WebOptions> = {}): Promise<Web> {
  return startWeb({
    ...{ hub, files: null, host: '127.0.0.1', port: 0, names: [], tokens: null, metrics: null },
    onFault: (error) => {
      throw error;
    },
    ...options,
  });
}

export interface Got {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
  readonly text: string;
}

/** As fetch, but any header and any path can be sent. */
export function ask(
  port: number,
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: string | undefined } = {},
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, host: '127.0.0.1', path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const all = Buffer.concat(chunks);
        const { statusCode: status = 0, headers: got } = response;
        resolve({ status, headers: got, body: all, text: all.toString() });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
