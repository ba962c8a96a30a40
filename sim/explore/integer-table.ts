/**
 * A table from three integers to one, in flat memory: the memo of steps that were taken before is
 * asked at every transition, and an object per entry would be most of the search's cost.
 */

const MIN_SLOTS = 1 << 12;
const MAX_LOAD = 0.6;
/** Integers in a slot: the key's three, and the value plus one, so that 0 is an empty slot. */
const WIDTH = 4;

export class IntegerTable {
  #slots = MIN_SLOTS;
  #table = new Int32Array(WIDTH * MIN_SLOTS);
  #size = 0;

  /** The value (0 or more) of a key, or -1. */
  get(first: number, second: number, third: number): number {
    return this.#table[this.#find(first, second, third) + 3]! - 1;
  }

  /** Sets the value (0 or more) of a key. */
  set(first: number, second: number, third: number, value: number): void {
    const at = this.#find(first, second, third);
    const table = this.#table;
    if (table[at + 3] === 0) this.#size += 1;
    table[at] = first;
    table[at + 1] = second;
    table[at + 2] = third;
    table[at + 3] = value + 1;
    if (this.#size > this.#slots * MAX_LOAD) this.#grow();
  }

  /** Where the key is, or the free place where it would be. */
  #find(first: number, second: number, third: number): number {
    const table = this.#table;
    const mask = this.#slots - 1;
    let slot = mix(first, second, third) & mask;
    for (;;) {
      const at = WIDTH * slot;
      if (table[at + 3] === 0) return at;
      if (table[at] === first && table[at + 1] === second && table[at + 2] === third) return at;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const old = this.#table;
    this.#slots *= 2;
    this.#table = new Int32Array(WIDTH * this.#slots);
    for (let at = 0; at < old.length; at += WIDTH) {
      if (old[at + 3] === 0) continue;
      const to = this.#find(old[at]!, old[at + 1]!, old[at + 2]!);
      this.#table.set(old.subarray(at, at + WIDTH), to);
    }
  }
}

function mix(first: number, second: number, third: number): number {
  let value = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca77);
  value = Math.imul(value ^ (value >>> 15) ^ Math.imul(third, 0xc2b2ae3d), 0x27d4eb2f);
  return value ^ (value >>> 16);
}
