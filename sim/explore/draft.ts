/** The next state while it is put together: a row that grows, with the frames in flight kept sorted. */
export class Draft {
  /** Where the frames begin in a row. */
  readonly #first: number;
  #row = new Int32Array(256);
  #length = 0;

  constructor(first: number) {
    this.#first = first;
  }

  /** The row; only the first `length` integers count, and only until the next change. */
  get row(): Int32Array {
    return this.#row;
  }

  get length(): number {
    return this.#length;
  }

  /** Begins as `state` without the frame at place `without` (-1 for none). */
  begin(state: Int32Array, without: number): void {
    this.#makeRoom(state.length);
    let length = 0;
    for (let at = 0; at < state.length; at += 1)
      if (at !== without) this.#row[length++] = state[at]!;
    this.#length = length;
  }

  at(place: number): number {
    return this.#row[place]!;
  }

  set(place: number, value: number): void {
    this.#row[place] = value;
  }

  /** Takes an amount off a word of budgets. */
  spend(place: number, amount: number): void {
    this.#row[place]! -= amount;
  }

  /** Puts a frame or a copy into its place among those in flight. */
  addCopy(copy: number): void {
    this.#makeRoom(this.#length + 1);
    const row = this.#row;
    let at = this.#length;
    for (; at > this.#first && row[at - 1]! > copy; at -= 1) row[at] = row[at - 1]!;
    row[at] = copy;
    this.#length += 1;
  }

  #makeRoom(length: number): void {
    if (this.#row.length >= length) return;
    const larger = new Int32Array(2 * length);
    larger.set(this.#row);
    this.#row = larger;
  }
}
