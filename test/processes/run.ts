/** Processes of a test: none outlives the process that started it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One process of a member. */
export interface Life {
  readonly id: string;
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** What it wrote to stderr. */
  log(): string;
  isAlive(): boolean;
  signal(signal: NodeJS.Signals): void;
  /** Lines of its stdout, where they are kept. */
  output(): readonly string[];
  /** Writes a line to its stdin. */
  tell(line: string): void;
}

/** Runs a command. The kernel kills it when the process that started it is gone. */
export function run(
  id: string,
  command: readonly string[],
  { keepOutput = false }: { readonly keepOutput?: boolean } = {},
): Life {
  const {
    ROOST_KEY: _,
    ROOST_STATE: __,
    ROOST_BROKER_USER: ___,
    ROOST_BROKER_PASSWORD: ____,
    ...env
  } = process.env;
  const child: ChildProcess = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], {
    env,
    stdio: ['pipe', keepOutput ? 'pipe' : 'ignore', 'pipe'],
  });
  child.stdin!.on('error', () => {}); // it is gone
  let log = '';
  child.stderr!.setEncoding('utf8').on('data', (chunk) => {
    log += chunk;
  });
  const lines: string[] = [];
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    id,
    pid: child.pid!,
    ended,
    log: () => log,
    output: () => lines,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    signal(signal) {
      child.kill(signal);
    },
    tell(line) {
      child.stdin!.write(`${line}\n`);
    },
  };
}
