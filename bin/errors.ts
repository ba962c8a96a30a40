/**
 * How a command ends when it can't do what it was asked to: one place that gives each kind of error its
 * exit code and prints it.
 */

import { getSystemErrorMessage } from 'node:util';
import { CommanderError } from 'commander';
import { BoardError } from '../firmware/board-error.ts';
import { ConfigError } from '../firmware/config/config-error.ts';
import { StoreError } from '../firmware/store/store-error.ts';

/** The exit codes that scripts rely on. */
export const EXIT = {
  done: 0,
  /** A fault of roost itself. */
  fault: 1,
  usage: 2,
  config: 3,
  /** A broker, port or board. */
  unreachable: 4,
  timeout: 5,
  /** A promise of the protocol was broken. */
  promise: 6,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command with a code of one's choice. The message is shown as it is. */
export class ExitError extends Error {
  override readonly name = 'ExitError';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Of the system, about a network. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
]);

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof ExitError) return error.exitCode;
  if (error instanceof ConfigError || error instanceof StoreError) return EXIT.config;
  if (error instanceof BoardError) return EXIT.unreachable;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  const { code, path } = systemError(error);
  if (code !== undefined && UNREACHABLE.has(code)) return EXIT.unreachable;
  return path === undefined ? EXIT.fault : EXIT.config;
}

/** Prints an error for the person at the terminal, and ends the process with its code. */
export function fail(error: unknown): never {
  const text = messageOf(error);
  if (text !== null) process.stderr.write(`roost: ${text}\n`);
  if (process.env.ROOST_DEBUG === '1' && error instanceof Error) {
    process.stderr.write(`${error.stack}\n`);
  }
  process.exit(exitCodeOf(error));
}

/** Their messages can be shown as they are. */
const OWN_ERRORS = [ExitError, ConfigError, StoreError, BoardError];

/** Null when it was printed already. */
function messageOf(error: unknown): string | null {
  if (error instanceof CommanderError) return null;
  if (OWN_ERRORS.some((own) => error instanceof own)) return (error as Error).message;
  const { errno, path, code, message } = systemError(error);
  if (path !== undefined && errno !== undefined) {
    return `${path}: ${getSystemErrorMessage(errno)} (${code}); look at the path and its rights`;
  }
  if (code !== undefined && UNREACHABLE.has(code)) return message || code;
  return `a fault of its own: ${message ?? String(error)} (ROOST_DEBUG=1 shows where)`;
}

function systemError(error: unknown): Partial<NodeJS.ErrnoException> {
  return error instanceof Error ? (error as NodeJS.ErrnoException) : {};
}

/**
 * A reader that went away (`roost schema | head`) is no error. An output that can't be written
 * is one: whoever reads the half of a file must not take it for the whole.
 */
export function guardOutput(): void {
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    fail(new ExitError(`the output cannot be written: ${error.message}`, EXIT.fault));
  };
  process.stdout.on('error', onError);
  process.stderr.on('error', () => {});
}
