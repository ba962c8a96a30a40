/** `roost monitor`: the hub with its page, until it is told to stop. */

import { setFlagsFromString } from 'node:v8';
import { loadSwarm } from '../../firmware/config/load.ts';
import { createLog } from '../../firmware/log.ts';
import { IN_MEMORY } from '../../monitor/history/open.ts';
import { loadTokens, TokensError } from '../../monitor/web/tokens.ts';
import { EXIT, ExitError } from '../errors.ts';
import { defaultHistory, openHub } from '../monitor/open-hub.ts';
import { openPageFiles } from '../monitor/page-files.ts';

export interface MonitorCommand {
  readonly config: string;
  readonly set: readonly string[];
  readonly http: number;
  readonly host: string;
  readonly name: readonly string[];
  /** A path, or `none`. */
  readonly history?: string | undefined;
  readonly keepMs: number;
  readonly maxMb: number;
  readonly tokens?: string | undefined;
  readonly metrics?: boolean | undefined;
  readonly logLevel: string;
}

/**
 * Messages live for milliseconds, so that a small nursery serves as well as a large one: the hub of 2,000 robots
 * has some 170 MB instead of 250, for the same processor time. Of the runtime that has started already, it is kept from
 * growing.
 */
const SMALL_NURSERY = ['--max-semi-space-size=4', '--semi-space-growth-factor=1'];

export async function run(command: MonitorCommand): Promise<void> {
  for (const flag of SMALL_NURSERY) setFlagsFromString(flag);
  const config = loadSwarm(command.config, { set: command.set });
  const ended = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ended.resolve());
  // Started by another program that has ended since.
  process.on('disconnect', () => ended.resolve());
  const tokens = command.tokens === undefined ? null : tokensOf(command.tokens);
  const opened = await openHub({
    config,
    host: command.host,
    port: command.http,
    names: command.name,
    history: historyOf(command.history, defaultHistory(config)),
    keepMs: command.keepMs,
    maxBytes: command.maxMb * 1024 * 1024,
    tokens,
    metrics: command.metrics === true,
    files: await openPageFiles(),
    log: createLog({ level: command.logLevel }),
  });
  const mode = tokens === null ? 'read-only; commands need --tokens FILE' : 'commands with a token';
  process.stderr.write(`monitor: ${opened.url} (${mode})\n`);
  await ended.promise;
  await opened.close();
  process.exit(EXIT.done);
}

/** Null for none. */
function historyOf(asked: string | undefined, usual: string): string | null {
  if (asked === IN_MEMORY || asked === '') {
    throw new ExitError('--history is the path of a file, or none', EXIT.usage);
  }
  return asked === 'none' ? null : (asked ?? usual);
}

function tokensOf(path: string) {
  try {
    return loadTokens(path);
  } catch (error) {
    throw error instanceof TokensError ? new ExitError(error.message, EXIT.config) : error;
  }
}
