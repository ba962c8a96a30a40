/**
 * Messages for people, on stderr: short lines on a terminal, JSON everywhere else.
 *
 * Lines are written before the call returns, and without worker threads: the last words
 * before a crash are the ones that matter, and a board has little memory.
 */

import { writeSync } from 'node:fs';
import { type Logger, pino } from 'pino';

/** What the rest of the firmware asks of a log. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface LogOptions {
  /** Stands on every line. */
  readonly member?: string;
  /** 'info' unless given; pino's names. */
  readonly level?: string;
  /** Short lines for people, or JSON; by default what suits stderr. */
  readonly pretty?: boolean;
  /** stderr unless given. */
  readonly write?: (line: string) => void;
}

export function createLog(options: LogOptions = {}): Logger {
  const { member, level = 'info', write = writeToStderr } = options;
  const pretty = options.pretty ?? process.stderr.isTTY === true;
  return pino(
    {
      level,
      base: member === undefined ? null : { member },
      ...(pretty ? {} : { timestamp: pino.stdTimeFunctions.isoTime }),
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: pretty ? (line) => write(prettyLine(line)) : write },
  );
}

/** `12:03:04.567 r1 warn  the disk is full pad=p1`: local time, then what differs. */
export function prettyLine(json: string): string {
  const { time, level, member, msg, err, ...rest } = JSON.parse(json) as Record<string, unknown>;
  const at = new Date(Number(time));
  const pad = (value: number, digits: number) => String(value).padStart(digits, '0');
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map((n) => pad(n, 2)).join(':');
  const words = [
    `${clock}.${pad(at.getMilliseconds(), 3)}`,
    ...(member === undefined ? [] : [String(member)]),
    String(level).padEnd(5),
    ...(msg === undefined ? [] : [String(msg)]),
    ...Object.entries(rest).map(([key, value]) => `${key}=${shortValue(value)}`),
  ];
  const stack = (err as { stack?: string } | undefined)?.stack;
  return `${words.join(' ')}\n${stack === undefined ? '' : `${stack}\n`}`;
}

function shortValue(value: unknown): string {
  return typeof value === 'string' && !/\s/.test(value) ? value : JSON.stringify(value);
}

function writeToStderr(line: string): void {
  try {
    writeSync(2, line);
  } catch {
    // Nobody reads it, or a pipe is full: no reason for a robot to stop.
  }
}
