/** What stands behind the `?` of a question to the history: checked to the last name, with errors that say the mend. */

import type { Span } from '../history/queries.ts';
import { MAX_SERIES_MEMBERS } from '../history/series.ts';
import { SERIES, type SeriesName } from '../view/wire.ts';

/** The message is for whoever asked. */
export class ParameterError extends Error {}

const MAX_NAME_CHARACTERS = 64;
const LONGEST_SPAN_MS = 31 * 86_400_000;
const LONGEST_WINDOW_MS = 10 * 60_000;
/** A time after this is no time in milliseconds. */
const MAX_MS = 8.64e15;

/** Throws for a name that is not known: a mistyped one must not be taken for left out. */
export function onlyThese(query: URLSearchParams, known: readonly string[]): void {
  for (const name of query.keys()) {
    if (known.includes(name)) continue;
    throw new ParameterError(
      `there is no parameter ${JSON.stringify(name.slice(0, 40))}; there are ${known.join(', ')}`,
    );
  }
}

/** `from` and `to`; to is now and from an hour before when they are left out. */
export function spanOf(query: URLSearchParams, nowMs: number): Span {
  const toMs = timeOf(query, 'to') ?? nowMs;
  const fromMs = timeOf(query, 'from') ?? toMs - 3_600_000;
  if (fromMs > toMs) throw new ParameterError('from is after to: exchange them');
  if (toMs - fromMs > LONGEST_SPAN_MS) {
    throw new ParameterError('from and to are more than 31 days apart: ask for less');
  }
  return { fromMs, toMs };
}

/** `at`, and `window` before and after it. */
export function windowOf(query: URLSearchParams): Span {
  const atMs = timeOf(query, 'at');
  if (atMs === null) throw new ParameterError('at is missing: the time in milliseconds since 1970');
  const windowMs = timeOf(query, 'window') ?? 5000;
  if (windowMs > LONGEST_WINDOW_MS) {
    throw new ParameterError(`window is over ${LONGEST_WINDOW_MS} ms: ask for less`);
  }
  return { fromMs: atMs - windowMs, toMs: atMs + windowMs };
}

/** Null for all zones. */
export function zoneOf(query: URLSearchParams): string | null {
  const zone = query.get('zone');
  if (zone === null || zone === '') return null;
  return nameOf('zone', zone);
}

export function seriesNameOf(query: URLSearchParams): SeriesName {
  const name = query.get('name');
  const found = SERIES.find((one) => one === name);
  if (found) return found;
  throw new ParameterError(`name is one of ${SERIES.join(', ')}`);
}

export function membersOf(query: URLSearchParams): string[] {
  const members = query.getAll('member');
  if (members.length > MAX_SERIES_MEMBERS) {
    throw new ParameterError(`more than ${MAX_SERIES_MEMBERS} members: ask for some at a time`);
  }
  return [...new Set(members.map((member) => nameOf('member', member)))];
}

function nameOf(what: string, name: string): string {
  if (name.length > 0 && name.length <= MAX_NAME_CHARACTERS) return name;
  throw new ParameterError(`${what} is a name of 1 to ${MAX_NAME_CHARACTERS} characters`);
}

function timeOf(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const value = /^\d{1,16}(?:\.\d{1,6})?$/.test(text) ? Math.round(Number(text)) : Number.NaN;
  if (value <= MAX_MS) return value;
  throw new ParameterError(`${name} is a number of milliseconds, and not ${text.slice(0, 40)}`);
}
