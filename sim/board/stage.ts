/**
 * The world and all boards in it, in one time: pins see what the world does, and the world feels what pins do.
 *
 * Time goes on in slices that end where the world changes by itself, such as at each bounce of a contact, and after
 * two milliseconds at the latest. What a pin does is felt at once; what the world does is seen at the next slice.
 */
import type { World } from './physics/world.ts';

const SLICE_MS = 2;
/** Shorter than any bounce; so a change that rounding puts at this very moment holds nothing up. */
const LEAST_MS = 0.02;

/** A virtual board, as its stage sees it. */
export interface StageBoard {
  /** Its pins see the world as it is. */
  sense(): void;
  /** Goes on to a time of the world. */
  advance(toMs: number): void;
}

export class Stage {
  readonly world: World;
  readonly boards: readonly StageBoard[];
  private atMs: number;

  constructor(world: World, boards: readonly StageBoard[]) {
    this.world = world;
    this.boards = boards;
    this.atMs = world.nowMs;
  }

  get nowMs(): number {
    return this.atMs;
  }

  advance(toMs: number): void {
    while (this.atMs < toMs) {
      for (const board of this.boards) board.sense();
      const changeMs = Math.max(this.world.nextMs, this.atMs + LEAST_MS);
      this.atMs = Math.min(toMs, this.atMs + SLICE_MS, changeMs);
      for (const board of this.boards) board.advance(this.atMs);
      this.world.advance(this.atMs);
    }
  }
}
