/**
 * Readers of single values: each gives what it read, or `undefined` for what is not of its type. A message in which a
 * known field is of the wrong type is thrown away as a whole: half a truth could not be told from a whole one.
 */
import type { JsonFields } from './json.ts';
import { plainText } from './text.ts';
import { isId } from './topic.ts';

export type Reader<Value> = (value: unknown) => Value | undefined;

export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Milliseconds since whenever: no more than a date can be. */
export function time(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= 8.64e15 ? value : undefined;
}

export function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** A gauge may be a little out; the page draws from 0 to 100. */
export function percent(value: unknown): number | undefined {
  if (typeof value !== 'number' || !(value >= -20 && value <= 120)) return undefined;
  return Math.min(100, Math.max(0, value));
}

export function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? plainText(value) : undefined;
}

const WORD = /^[a-z][a-z0-9-]{0,31}$/;

/** A word of the protocol: a phase, a kind of frame, a reason. */
export function word(value: unknown): string | undefined {
  return typeof value === 'string' && WORD.test(value) ? value : undefined;
}

export function id(value: unknown): string | undefined {
  return isId(value) ? value : undefined;
}

export function fence(value: unknown): readonly [number, number] | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [epoch, counter] = value.map(count);
  return epoch === undefined || counter === undefined ? undefined : [epoch, counter];
}

export function orNull<Value>(reader: Reader<Value>): Reader<Value | null> {
  return (value) => (value === null ? null : reader(value));
}

export function list<Value>(reader: Reader<Value>, most: number): Reader<readonly Value[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length > most) return undefined;
    const read = value.map(reader);
    return read.includes(undefined) ? undefined : (read as Value[]);
  };
}

/** Values by key; keys that no member would write are left out. */
export function table<Value>(
  key: Reader<string>,
  reader: Reader<Value>,
  most: number,
): Reader<Readonly<Record<string, Value>>> {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const entries = Object.entries(value);
    if (entries.length > most) return undefined;
    const read: [string, Value][] = [];
    for (const [name, one] of entries) {
      if (key(name) === undefined || name in Object.prototype) continue;
      const result = reader(one);
      if (result === undefined) return undefined;
      read.push([name, result]);
    }
    return Object.fromEntries(read);
  };
}

type Readers<Shape> = { readonly [Key in keyof Required<Shape>]: Reader<Shape[Key]> };

/** An object with these fields, all optional but `required`; others are left out. */
export function fields<Shape extends object>(
  readers: Readers<Shape>,
  required: readonly (keyof Shape & string)[] = [],
): Reader<Shape> {
  const all = Object.entries(readers) as [string, Reader<unknown>][];
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const given = value as JsonFields;
    const result: Record<string, unknown> = {};
    for (const [name, reader] of all) {
      if (!Object.hasOwn(given, name)) continue;
      const read = reader(given[name]);
      if (read === undefined) return undefined;
      result[name] = read;
    }
    return required.every((name) => name in result) ? (result as Shape) : undefined;
  };
}
