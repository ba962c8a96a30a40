/** One line of a trace, looked at closely enough to be relied on. */
import type { TraceRecord } from '../../src/runtime/trace.ts';
import { TraceError } from './trace-error.ts';

/** A record, and the line that it stands on. */
export interface Line {
  readonly number: number;
  readonly record: TraceRecord;
}

const VERSION = 1;

/** Throws TraceError when the text is no record of a trace. */
export function readLine(text: string, number: number): Line {
  const value = parsed(text, number);
  if (!isObject(value))
    throw new TraceError(
      number,
      `this is no record of a trace: ${shown(text)}`,
      'give a file that was written by --trace, or cut this line out of it',
    );
  if (typeof value.v === 'number' && value.v !== VERSION)
    throw new TraceError(
      number,
      `this is a trace of version ${value.v}, and this roost reads version ${VERSION}`,
      'replay it with the roost that recorded it',
    );
  for (const [field, type] of FIELDS)
    if (typeof value[field] !== type)
      throw new TraceError(
        number,
        `this is no record of a trace: '${field}' is ${value[field] === undefined ? 'missing' : `no ${type}`}`,
        'give a file that was written by --trace, or cut this line out of it',
      );
  return { number, record: value as unknown as TraceRecord };
}

const FIELDS = [
  ['v', 'number'],
  ['t', 'number'],
  ['mono', 'number'],
  ['from', 'string'],
  ['boot', 'number'],
  ['seq', 'number'],
  ['event', 'string'],
] as const;

function parsed(text: string, number: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TraceError(
      number,
      `this is no JSON: ${shown(text)}`,
      'a line that was cut or overwritten cannot be replayed: keep what stands before it ' +
        `(head -n ${number - 1})`,
    );
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const SHOWN_CHARACTERS = 60;

/** The beginning of a text, without anything that a terminal would obey. */
export function shown(text: string): string {
  if (text === '') return 'an empty line';
  const printable = text.replaceAll(/[^\x20-\x7e]/g, '?');
  return printable.length > SHOWN_CHARACTERS
    ? `${printable.slice(0, SHOWN_CHARACTERS)}...`
    : printable;
}
