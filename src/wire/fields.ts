/**
 * Bodies are flat lists of unsigned integers and byte strings; this reads one strictly.
 *
 * Whatever a body holds, reading it ends in a message or in `Malformed`, which the codec catches: no
 * value of it goes further without a check of its type and range.
 */
import { type Fence, NO_FENCE } from '../protocol/fence.ts';

export type Field = number | Uint8Array;

/** A body that says nothing sensible. Never leaves src/wire. */
export class Malformed extends Error {}

const MAX_UINT = 0xffffffff;

export class FieldReader {
  private readonly fields: readonly unknown[];
  private position = 0;

  constructor(fields: readonly unknown[]) {
    this.fields = fields;
  }

  get left(): number {
    return this.fields.length - this.position;
  }

  /** An integer in 0..max. */
  uint(max = MAX_UINT): number {
    const value = this.fields[this.position];
    this.position += 1;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > max)
      throw new Malformed();
    return value;
  }

  flag(): boolean {
    return this.uint(1) === 1;
  }

  /** An index below `count`. */
  index(count: number): number {
    return this.uint(count - 1);
  }

  /** An index below `count`, or null: written as the index plus one. */
  indexOrNull(count: number): number | null {
    const value = this.uint(count);
    return value === 0 ? null : value - 1;
  }

  fence(): Fence {
    return { epoch: this.uint(), counter: this.uint() };
  }

  /** An earlier fence of the same token: written as the distance to it, 0 for none. */
  earlier(fence: Fence): Fence | null {
    const distance = this.uint(fence.counter);
    return distance === 0 ? null : { epoch: fence.epoch, counter: fence.counter - distance };
  }

  bytes(): Uint8Array {
    const value = this.fields[this.position];
    this.position += 1;
    if (!(value instanceof Uint8Array)) throw new Malformed();
    return value;
  }

  end(): void {
    if (this.left !== 0) throw new Malformed();
  }
}

export function fenceFields(fence: Fence): Field[] {
  return [fence.epoch, fence.counter];
}

export function earlierField(fence: Fence, earlier: Fence | null): Field {
  return earlier ? fence.counter - earlier.counter : NO_FENCE.counter;
}

export function indexOrNullField(index: number | null): Field {
  return index === null ? 0 : index + 1;
}

/** How many there are of what indices point to. */
export interface Bounds {
  readonly robots: number;
  readonly members: number;
  readonly pads: number;
}

/** One kind of body: a pair of functions that are each other's inverse. */
export interface Codec<M> {
  /** The kind on the wire, 0..63. Numbers are never given twice. */
  readonly number: number;
  write(message: M): Field[];
  read(fields: FieldReader, bounds: Bounds, pad: number): M;
}
