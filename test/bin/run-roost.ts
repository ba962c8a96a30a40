/** Runs the real command, as a user would. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const ROOST = join(import.meta.dirname, '../../bin/roost');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Run by this path in place of bin/roost. */
  readonly command?: string;
}

export function roost(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return run(options.command ?? ROOST, args, options);
}

export function run(
  command: string,
  args: readonly string[],
  { cwd, env }: RunOptions = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    // What the tests are run with must not leak into what they run.
    const {
      ROOST_KEY: _,
      ROOST_STATE: __,
      ROOST_DEBUG: ___,
      ROOST_BROKER_USER: ____,
      ROOST_BROKER_PASSWORD: _____,
      FORCE_COLOR: ______,
      ...rest
    } = process.env;
    const child = spawn(command, args, {
      cwd,
      env: { ...rest, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      stderr += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
