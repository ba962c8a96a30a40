/**
 * The states of one depth of a breadth-first search, packed behind one another in chunks of
 * plain integers. Two levels are alive at a time; their chunks are used again and again.
 */

const CHUNK_LENGTH = 1 << 20;

/** Marks the end of a chunk whose rest was too short for the next state. */
const END_OF_CHUNK = -1;

export class Level {
  #chunks: Int32Array[] = [];
  #used = 0;
  #at = CHUNK_LENGTH;
  #count = 0;

  /** How many states the level holds. */
  get count(): number {
    return this.#count;
  }

  /** Forgets the states and keeps the memory. */
  clear(): void {
    this.#used = 0;
    this.#at = CHUNK_LENGTH;
    this.#count = 0;
  }

  /**
   * Appends the first `length` integers of `state`.
   * @throws RangeError when the state alone is longer than a chunk (a million integers)
   */
  push(state: Int32Array, length: number): void {
    if (length + 1 > CHUNK_LENGTH)
      throw new RangeError(`a state of ${length} integers is too long`);
    if (this.#at + length + 1 > CHUNK_LENGTH) this.#nextChunk();
    const chunk = this.#chunks[this.#used - 1]!;
    let at = this.#at;
    chunk[at++] = length;
    for (let from = 0; from < length; from += 1) chunk[at++] = state[from]!;
    this.#at = at;
    this.#count += 1;
  }

  /**
   * Calls `visit` for each state in the order of arrival, until it returns false. The array is
   * the caller's only during the call.
   */
  eachState(visit: (state: Int32Array) => boolean): void {
    const views = new Views();
    for (let index = 0, seen = 0; index < this.#used; index += 1) {
      const chunk = this.#chunks[index]!;
      for (let at = 0; at < CHUNK_LENGTH && seen < this.#count; seen += 1) {
        const length = chunk[at]!;
        if (length === END_OF_CHUNK) break;
        if (!visit(views.copy(chunk, at + 1, length))) return;
        at += length + 1;
      }
    }
  }

  #nextChunk(): void {
    if (this.#used > 0 && this.#at < CHUNK_LENGTH) {
      this.#chunks[this.#used - 1]![this.#at] = END_OF_CHUNK;
    }
    if (this.#used === this.#chunks.length) this.#chunks.push(new Int32Array(CHUNK_LENGTH));
    this.#used += 1;
    this.#at = 0;
  }
}

/** One array for each length of state, so that handing out a state allocates nothing. */
export class Views {
  #ofLength: Int32Array[] = [];

  /** @returns the `length` integers from `from` on, in an array that the next call overwrites */
  copy(source: Int32Array, from: number, length: number): Int32Array {
    let view = this.#ofLength[length];
    if (view === undefined) {
      view = new Int32Array(length);
      this.#ofLength[length] = view;
    }
    for (let at = 0; at < length; at += 1) view[at] = source[from + at]!;
    return view;
  }
}
