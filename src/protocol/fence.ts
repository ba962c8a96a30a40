/**
 * Fences order all the entries that a pad ever admits.
 *
 * A fence is (epoch, counter): the epoch in which the token was minted, and a counter that grows at
 * each pass and at each entry. Comparing two fences compares two moments of the token's history
 * (Gray & Cheriton 1989; protocol.md sections 4 and 5).
 */
export interface Fence {
  readonly epoch: number;
  readonly counter: number;
}

/** Below every fence that was ever minted: epochs start at 1. */
export const NO_FENCE: Fence = { epoch: 0, counter: 0 };

/** Negative when `a` is older than `b`, zero when equal, positive when newer. */
export function compareFences(a: Fence, b: Fence): number {
  return a.epoch - b.epoch || a.counter - b.counter;
}

export function isNewer(a: Fence, b: Fence): boolean {
  return compareFences(a, b) > 0;
}

export function isSame(a: Fence, b: Fence): boolean {
  return a.epoch === b.epoch && a.counter === b.counter;
}

export function newest(a: Fence, b: Fence): Fence {
  return compareFences(a, b) >= 0 ? a : b;
}

/** The next fence of the same token. */
export function next(fence: Fence): Fence {
  return { epoch: fence.epoch, counter: fence.counter + 1 };
}
