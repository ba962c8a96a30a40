/**
 * The panel on a terminal: on the screen that programs get for themselves, so that what was there before is there again
 * afterwards, however it ends. It writes only what has changed, for slow lines.
 */

import { emitKeypressEvents } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import { type Key, LineEditor } from './line-editor.ts';
import { type Paint, type PanelView, panelLines, promptLine } from './panel.ts';
import type { Row } from './rows.ts';

const REDRAW_MS = 250;
const MOST_LOG = 500;
/** Of what was said, left behind at the end. */
const LEFT_BEHIND = 40;
const PROMPT = '> ';

const ENTER = '\x1b[?1049h\x1b[H\x1b[2J';
const LEAVE = '\x1b[?1049l';

export interface TerminalOptions {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly title: string;
  rows(): readonly Row[];
  onLine(line: string): void;
  onStop(): void;
  /** Ctrl-C. */
  onEnd(): void;
}

export class Terminal {
  private readonly options: TerminalOptions;
  private readonly editor = new LineEditor();
  private readonly log: string[] = [];
  private readonly paint: Paint;
  private question: string | null = null;
  private drawn: readonly string[] = [];
  private cursor = '';
  private isOpen = true;
  private readonly timer: NodeJS.Timeout;
  private readonly onKey = (text: string | undefined, key: Key): void => this.press(text, key);
  private readonly onResize = (): void => this.redraw();
  private readonly onExit = (): void => this.close();

  constructor(options: TerminalOptions) {
    const { stdin, stdout } = options;
    this.options = options;
    this.paint = painter(stdout);
    process.on('exit', this.onExit);
    stdout.write(ENTER);
    emitKeypressEvents(stdin);
    stdin.setRawMode(true);
    stdin.on('keypress', this.onKey);
    stdin.on('end', options.onEnd);
    stdin.resume();
    stdout.on('resize', this.onResize);
    this.timer = setInterval(() => this.draw(), REDRAW_MS);
    this.draw();
  }

  say(text: string): void {
    this.log.push(text);
    if (this.log.length > MOST_LOG) this.log.shift();
    this.draw();
  }

  /** Shown in place of the prompt; null for the prompt again. */
  ask(question: string | null): void {
    this.question = question;
    this.draw();
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    const { stdin, stdout, title, onEnd } = this.options;
    clearInterval(this.timer);
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
    const said = this.log.slice(-LEFT_BEHIND).map((line) => `${line}\n`);
    stdout.write(`${LEAVE}${title}\n${said.join('')}`);
  }

  private press(text: string | undefined, key: Key): void {
    const typed = this.editor.press(text, key);
    if (typed.did === 'line') {
      this.say(`${this.question ?? PROMPT}${typed.line}`);
      this.options.onLine(typed.line);
    } else if (typed.did === 'end') this.options.onEnd();
    else if (typed.did === 'stop') this.options.onStop();
    this.draw();
  }

  private redraw(): void {
    this.drawn = [];
    if (this.isOpen) this.options.stdout.write('\x1b[2J');
    this.draw();
  }

  private draw(): void {
    if (!this.isOpen) return;
    const { stdout, title, rows } = this.options;
    const view: PanelView = {
      title,
      rows: rows(),
      log: this.log,
      prompt: this.question ?? PROMPT,
      input: this.editor.text,
      width: stdout.columns || 80,
      height: stdout.rows || 24,
    };
    const lines = panelLines(view, this.paint);
    const changed = lines.flatMap((line, index) =>
      line === this.drawn[index] ? [] : [`\x1b[${index + 1};1H${line}\x1b[K`],
    );
    const cursor = `\x1b[${lines.length};${promptLine(view).length + 1}H`;
    if (changed.length === 0 && cursor === this.cursor) return;
    this.drawn = lines;
    this.cursor = cursor;
    stdout.write(`${changed.join('')}${cursor}`);
  }
}

const COLOURS = {
  title: 'bold',
  faint: 'dim',
  good: 'green',
  bad: 'red',
  on: 'yellow',
} as const;

/** Colours where the terminal has them and nobody said NO_COLOR. */
function painter(stream: WriteStream): Paint {
  return (tone, text) =>
    tone === 'plain' || text === '' ? text : styleText(COLOURS[tone], text, { stream });
}
