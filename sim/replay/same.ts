/** Whether the code did what the trace says: two records, without what only tells when and where. */
import type { TraceRecord } from '../../src/runtime/trace.ts';

/** A record without its stamp: what was done, in which boot. */
export type Deed = Readonly<Record<string, unknown>>;

/** `until` is of the host's clock; the record `lease` before has it on the member's own. */
const STAMP: ReadonlySet<string> = new Set(['v', 't', 'mono', 'from', 'seq', 'until']);

export function deedOf(record: TraceRecord): Deed {
  return Object.fromEntries(Object.entries(record).filter(([field]) => !STAMP.has(field)));
}

/** As JSON would carry it: what a trace has went through it. */
export function asCarried(deed: Deed): Deed {
  return JSON.parse(JSON.stringify(deed)) as Deed;
}

/** Deep equality of JSON values; the order of fields does not count. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  if (left.length !== right.size) return false;
  return left.every(([key, value]) => right.has(key) && isSame(value, right.get(key)));
}

/** Where two records differ: `message.n: 3 -> 4`. */
export function changesOf(expected: unknown, got: unknown, path: readonly string[] = []): string[] {
  if (isSame(expected, got)) return [];
  if (!isObject(expected) || !isObject(got))
    return [`${path.join('.')}: ${JSON.stringify(expected)} -> ${JSON.stringify(got)}`];
  const fields = new Set([...Object.keys(expected), ...Object.keys(got)]);
  return [...fields].flatMap((field) => changesOf(expected[field], got[field], [...path, field]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
