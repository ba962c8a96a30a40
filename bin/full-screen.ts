/**
 * The whole terminal for one program: on the screen that programs get for themselves, so that what was there before is
 * there again afterwards, however it ends. It writes only what has changed, for slow lines.
 */

import { emitKeypressEvents } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import type { Key } from './key.ts';

export interface FullScreenOptions {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  onKey(text: string | undefined, key: Key): void;
  /** The terminal has another size: everything is to be drawn. */
  onResize(): void;
  /** The input is over. */
  onEnd(): void;
  /** What is left behind on the screen that was there before. */
  farewell(): string;
}

export interface Cursor {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

const ENTER = '\x1b[?1049h\x1b[H\x1b[2J';
const LEAVE = '\x1b[?1049l';
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';

export class FullScreen {
  private readonly options: FullScreenOptions;
  private drawn: readonly string[] = [];
  private cursor = '';
  private isOpen = true;
  private readonly onKey = (text: string | undefined, key: Key): void =>
    this.options.onKey(text, key);
  private readonly onResize = (): void => this.forget();
  private readonly onExit = (): void => this.close();

  constructor(options: FullScreenOptions) {
    const { stdin, stdout } = options;
    this.options = options;
    process.on('exit', this.onExit);
    stdout.write(ENTER);
    emitKeypressEvents(stdin);
    stdin.setRawMode(true);
    stdin.on('keypress', this.onKey);
    stdin.on('end', options.onEnd);
    stdin.resume();
    stdout.on('resize', this.onResize);
  }

  get width(): number {
    return this.options.stdout.columns || 80;
  }

  get height(): number {
    return this.options.stdout.rows || 24;
  }

  /** One string a line, none longer than the width; null hides the cursor. */
  draw(lines: readonly string[], cursor: Cursor | null): void {
    if (!this.isOpen) return;
    const changed = lines.flatMap((line, index) =>
      line === this.drawn[index] ? [] : [`\x1b[${index + 1};1H${line}\x1b[K`],
    );
    const left = lines.length < this.drawn.length ? `\x1b[${lines.length + 1};1H\x1b[J` : '';
    const at = cursor ? `\x1b[${cursor.line};${cursor.column}H${SHOW_CURSOR}` : HIDE_CURSOR;
    if (changed.length === 0 && left === '' && at === this.cursor) return;
    this.drawn = [...lines];
    this.cursor = at;
    this.options.stdout.write(`${changed.join('')}${left}${at}`);
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    const { stdin, stdout, onEnd, farewell } = this.options;
    process.removeListener('exit', this.onExit);
    stdin.removeListener('keypress', this.onKey);
    stdin.removeListener('end', onEnd);
    stdout.removeListener('resize', this.onResize);
    try {
      stdin.setRawMode(false);
    } catch {
      // The terminal itself is gone.
    }
    stdin.pause();
    stdout.write(`${SHOW_CURSOR}${LEAVE}${farewell()}`);
  }

  private forget(): void {
    if (!this.isOpen) return;
    this.drawn = [];
    this.options.stdout.write('\x1b[2J');
    this.options.onResize();
  }
}

/** Whether somebody sits at a terminal that can be drawn on. */
export function isTerminal(): boolean {
  const { stdin, stdout, env } = process;
  return stdin.isTTY === true && stdout.isTTY === true && env.TERM !== 'dumb';
}

/** Colours where the terminal has them and nobody said NO_COLOR. */
export function painter<Tone extends string>(
  stream: WriteStream,
  colours: Readonly<Record<Tone, Parameters<typeof styleText>[0] | null>>,
): (tone: Tone, text: string) => string {
  return (tone, text) => {
    const colour = colours[tone];
    return colour === null || text === '' ? text : styleText(colour, text, { stream });
  };
}
