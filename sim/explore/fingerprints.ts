/**
 * The set of states that were met: 64 bits of each, in one open-addressing table of plain
 * integers. Two states with the same 64 bits would be taken for one: among n states that
 * happens with a chance of about n * n / 2^65 (3e-6 for ten million), as in TLC and SPIN.
 */

const MIN_SLOTS = 1 << 16;

/** Above this share of used slots the table doubles. */
const MAX_LOAD = 0.6;

export class Fingerprints {
  #slots = MIN_SLOTS;
  #table = new Int32Array(2 * MIN_SLOTS);
  #size = 0;

  /** How many different fingerprints are held. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds the fingerprint of the first `length` integers of `state`.
   * @returns true when it was not there before
   */
  add(state: Int32Array, length: number): boolean {
    const low = hashLow(state, length);
    // Two zeros mark an empty slot, so the upper half is never zero.
    const high = hashHigh(state, length) || 1;
    if (!insert(this.#table, this.#slots, low, high)) return false;
    this.#size += 1;
    if (this.#size > this.#slots * MAX_LOAD) this.#grow();
    return true;
  }

  #grow(): void {
    const old = this.#table;
    this.#slots *= 2;
    this.#table = new Int32Array(2 * this.#slots);
    for (let at = 0; at < old.length; at += 2) {
      const high = old[at + 1]!;
      if (high !== 0) insert(this.#table, this.#slots, old[at]!, high);
    }
  }
}

/** Puts a fingerprint into its slot, or the next free one; false when it is there already. */
function insert(table: Int32Array, slots: number, low: number, high: number): boolean {
  const mask = slots - 1;
  let slot = low & mask;
  for (;;) {
    const at = 2 * slot;
    const found = table[at + 1]!;
    if (found === 0) {
      table[at] = low;
      table[at + 1] = high;
      return true;
    }
    if (found === high && table[at] === low) return false;
    slot = (slot + 1) & mask;
  }
}

/** 32 bits of the first `length` integers. */
export function hashLow(state: Int32Array, length: number): number {
  return hash(state, length, 0x2f0b4c47, 0xcc9e2d51, 0x1b873593);
}

/** Another 32 bits, which know nothing of the first. */
export function hashHigh(state: Int32Array, length: number): number {
  return hash(state, length, 0x6c8e9cf5, 0x9e3779b1, 0x85ebca77);
}

/**
 * MurmurHash3 (Appleby, 2011; 32-bit variant, public domain) over 32-bit words, with the
 * multipliers as parameters: two sets of them give two hashes that know nothing of each other.
 */
function hash(
  state: Int32Array,
  length: number,
  seed: number,
  first: number,
  second: number,
): number {
  let value = seed;
  for (let at = 0; at < length; at += 1) {
    let word = Math.imul(state[at]!, first);
    word = (word << 15) | (word >>> 17);
    value ^= Math.imul(word, second);
    value = (value << 13) | (value >>> 19);
    value = (Math.imul(value, 5) + 0xe6546b64) | 0;
  }
  value ^= length;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
