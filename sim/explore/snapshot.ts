/**
 * Copies of a member's whole state, and one number for all copies that are alike: what makes it
 * possible to keep a state of the real core, and to step it again and again.
 *
 * Maps and sets are put in order of their keys. So two members that differ only in the order in
 * which they learnt things are one; of two timers due at the same instant, the one whose name comes
 * first fires first.
 */

import { hashHigh, hashLow } from './fingerprints.ts';
import { IntegerTable } from './integer-table.ts';

/** Parts of a member that never change in place, and are shared by all copies. */
const SHARED: ReadonlySet<string> = new Set(['config', 'durable', 'disk']);

/**
 * Fields that say nothing about what comes next: each step overwrites the time, and the table of
 * timers only keeps at hand what its entries say (`earliestMs`).
 */
const IGNORED: ReadonlySet<string> = new Set(['config', 'now', 'earliestMs']);

type Fields = Record<string, unknown>;

/** A copy that can be stepped without touching the original. */
export function copyOf<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Map)
    return new Map(inOrder([...value]).map(([key, item]) => [key, copy(item)]));
  if (value instanceof Set) return new Set([...value].sort(byKey));
  const prototype = Object.getPrototypeOf(value);
  // The spread of a plain object is many times faster than a copy field by field.
  const clone: Fields =
    prototype === Object.prototype ? { ...value } : Object.assign(Object.create(prototype), value);
  for (const name in clone) {
    const field = clone[name];
    if (typeof field === 'object' && field !== null && !SHARED.has(name)) clone[name] = copy(field);
  }
  return clone;
}

/** Stand for what is no number, where no number of a member's state will ever be. */
const NOTHING = -1e300;
const FALSE = -2e300;
const TRUE = -3e300;
const WORD = -1e301;
const LIST = -1e302;

/**
 * Gives equal states equal numbers. A state is written as a row of 64-bit numbers, of which 64 bits of
 * hash are kept: of a million states, two would be taken for one with a chance of 3e-8.
 */
export class Snapshots {
  readonly #numbers = new Float64Array(1 << 14);
  readonly #bits = new Int32Array(this.#numbers.buffer);
  #length = 0;
  readonly #ids = new IntegerTable();
  readonly #words = new Map<string, number>();
  readonly #shared = new WeakMap<object, number>();
  readonly #sharedTexts = new Map<string, number>();

  /** The number of a state: that of an equal one, or else `next`, which it has from now on. */
  idOf(state: object, next: number): number {
    this.#length = 0;
    this.#write(state);
    const low = hashLow(this.#bits, 2 * this.#length);
    const high = hashHigh(this.#bits, 2 * this.#length);
    const known = this.#ids.get(low, high, this.#length);
    if (known >= 0) return known;
    this.#ids.set(low, high, this.#length, next);
    return next;
  }

  #write(value: unknown): void {
    switch (typeof value) {
      case 'number':
        this.#push(value);
        break;
      case 'string':
        this.#push(WORD + this.#word(value));
        break;
      case 'boolean':
        this.#push(value ? TRUE : FALSE);
        break;
      case 'object':
        if (value === null) this.#push(NOTHING);
        else this.#writeObject(value);
        break;
      default:
        this.#push(NOTHING);
    }
  }

  /** Fields stand without their names: the objects in one place of a state are all of one type. */
  #writeObject(value: object): void {
    if (Array.isArray(value)) {
      this.#push(LIST - value.length * 1e290);
      for (const item of value) this.#write(item);
    } else if (value instanceof Map) {
      this.#push(LIST - value.size * 1e290);
      for (const [key, item] of inOrder([...value])) {
        this.#write(key);
        this.#write(item);
      }
    } else if (value instanceof Set) {
      this.#push(LIST - value.size * 1e290);
      for (const key of [...value].sort(byKey)) this.#write(key);
    } else
      for (const name in value) {
        if (IGNORED.has(name)) continue;
        const field = (value as Fields)[name];
        if (SHARED.has(name) && typeof field === 'object' && field !== null)
          this.#push(this.#sharedId(field));
        else this.#write(field);
      }
  }

  /** Shared parts are met again and again, and are written once. */
  #sharedId(part: object): number {
    let id = this.#shared.get(part);
    if (id === undefined) {
      id = numberOf(this.#sharedTexts, JSON.stringify(part));
      this.#shared.set(part, id);
    }
    return id;
  }

  #word(text: string): number {
    return numberOf(this.#words, text) * 1e290;
  }

  #push(number: number): void {
    if (this.#length === this.#numbers.length)
      throw new RangeError(`a member's state has more than ${this.#length} numbers`);
    this.#numbers[this.#length++] = number;
  }
}

function numberOf(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, numbers.size);
  return numbers.size - 1;
}

function inOrder(entries: [unknown, unknown][]): [unknown, unknown][] {
  return entries.length < 2 ? entries : entries.sort(([a], [b]) => byKey(a, b));
}

/** Keys are all names, or all numbers. */
function byKey(a: unknown, b: unknown): number {
  return (a as string) < (b as string) ? -1 : 1;
}
