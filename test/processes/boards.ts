/** `roost board` as a process: the virtual Arduinos of a swarm, and what is seen at their pins. */

import { startTold, type Told } from './told.ts';

/** A change at the pins or in the world, at `mono` of the host's CLOCK_MONOTONIC in milliseconds. */
export interface BoardLine {
  readonly mono: number;
  readonly event: string;
  readonly board?: string;
  /** Of relay and contact. */
  readonly closed?: boolean;
  /** Of motors, in percent; negative is backward. */
  readonly left?: number;
  readonly right?: number;
  /** Of charging. */
  readonly on?: boolean;
  readonly pad?: string | null;
  readonly percent?: number;
  readonly statistics?: { readonly missedMs: number };
}

/** Commands such as `unplug r2`, `relay p1 welded`, `miss r1 2`. */
export type Boards = Told<BoardLine>;

export interface BoardsOptions {
  /** How many times faster than real batteries live. */
  readonly speed: number;
  /** Percent at the start. */
  readonly battery: number;
}

/** Resolves when all ports are there. */
export function startBoards(file: string, { speed, battery }: BoardsOptions): Promise<Boards> {
  const words = ['-c', file, '--speed', `${speed}`, '--battery', `${battery}`];
  return startTold('board', ['board', ...words], 'ready');
}

/** How long the boards have stood still because their process was held up, in milliseconds. */
export async function missedMs(boards: Boards): Promise<number> {
  return (await boards.tell('stats')).statistics!.missedMs;
}
