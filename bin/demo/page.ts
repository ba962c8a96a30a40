/**
 * The monitor's page of the demo: a hub in this process. Whoever started the demo may command its robots, by a token
 * that stands in the address of the page and nowhere else.
 */

import { randomBytes } from 'node:crypto';
import { loadSwarm } from '../../firmware/config/load.ts';
import { IN_MEMORY } from '../../monitor/history/open.ts';
import { Tokens } from '../../monitor/web/tokens.ts';
import { openHub } from '../monitor/open-hub.ts';
import { openPageFiles } from '../monitor/page-files.ts';

export interface DemoPage {
  /** With the token, for a browser. */
  readonly address: string;
  close(): Promise<void>;
}

const KEEP_MS = 86_400_000;
/** In memory, since nothing of a demo stays. */
const MAX_BYTES = 64 * 1024 * 1024;
const TOKEN_BYTES = 24;

/** `config` is the path of the demo's swarm file. Throws ExitError when the port is taken. */
export async function openPage(config: string, port: number): Promise<DemoPage> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const opened = await openHub({
    config: loadSwarm(config),
    ...{ host: '127.0.0.1', port, names: [] },
    ...{ history: IN_MEMORY, keepMs: KEEP_MS, maxBytes: MAX_BYTES },
    tokens: new Tokens([{ name: 'demo', token }]),
    metrics: true,
    files: await openPageFiles(),
    // The screen is the demo's; the page shows what is wrong.
    log: { info() {}, warn() {} },
  });
  return { address: `${opened.url}#token=${token}`, close: () => opened.close() };
}
