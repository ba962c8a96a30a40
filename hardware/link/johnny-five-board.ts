/**
 * A Board of johnny-five over an IO plugin that is ready.
 *
 * The Board is told to leave the process alone: without `sigint: false` it would end the process by its own
 * listener for SIGINT, before the member has written its state, and without `repl: false` it would read the terminal.
 */

import five, { type Board } from 'johnny-five';
import type { Io } from './io.ts';

/** @types/johnny-five does not know all that a Board has. */
interface BoardOptions {
  readonly io: Io;
  readonly repl: false;
  readonly sigint: false;
  readonly debug: false;
}

interface BoardInside {
  timer: ReturnType<typeof setTimeout> | null;
  /** Each component, with what it holds. */
  readonly register: { board: unknown; io: unknown }[];
  removeAllListeners(): void;
}

interface BoardClass {
  new (options: BoardOptions): Board;
  readonly cache: Board[];
  readonly Pins: { readonly normalize: { clear(): void } };
}

const JohnnyFive = five.Board as unknown as BoardClass;

/** `onReady` is called once, not from within; `onError` whenever the Board says so. */
export function makeBoard(io: Io, onReady: () => void, onError: (text: string) => void): Board {
  const board = new JohnnyFive({ io, repl: false, sigint: false, debug: false });
  board.on('ready', onReady);
  board.on('error', (error: Error) => onError(error?.message ?? 'an error without words'));
  return board;
}

/**
 * johnny-five keeps every Board and every component in tables of its own for ever, and with them the plugin: 14 kB for
 * each life of a board, and a board with a bad cable has thousands a day. So they are taken apart.
 */
export function forgetBoard(board: Board): void {
  const inside = board as unknown as BoardInside;
  if (inside.timer !== null) clearTimeout(inside.timer);
  inside.removeAllListeners();
  const index = JohnnyFive.cache.indexOf(board);
  if (index >= 0) JohnnyFive.cache.splice(index, 1);
  // A table by board, filled again as it is asked.
  JohnnyFive.Pins.normalize.clear();
  // The drivers are still to be told, and may switch off what they hold.
  setImmediate(() => {
    for (const component of inside.register.splice(0)) {
      component.board = DEAD;
      component.io = DEAD;
    }
  });
}

/** In place of a board and of its plugin, for whoever writes to a component that is gone: nothing happens. */
const DEAD: unknown = new Proxy(() => {}, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => 0 : DEAD),
  apply: () => undefined,
});
