/** States that show which one they are, and whether they are whole. */

const BYTES = 9000; // more than a page, so that a torn write would show

export function stateOf(number: number): Uint8Array {
  const state = new Uint32Array(BYTES / 4).fill(number);
  return new Uint8Array(state.buffer);
}

/** The number of a state; throws when it is torn. */
export function numberOf(state: Uint8Array): number {
  const words = new Uint32Array(state.slice().buffer);
  if (state.length !== BYTES || words.some((word) => word !== words[0])) {
    throw new Error(`torn state of ${state.length} bytes`);
  }
  return words[0]!;
}
