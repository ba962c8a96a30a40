/** The panel on a terminal: readings, what was said, and the line that is being typed. */

import type { ReadStream, WriteStream } from 'node:tty';
import { FullScreen, painter } from '../full-screen.ts';
import type { Key } from '../key.ts';
import { LineEditor } from './line-editor.ts';
import { type Paint, type PanelView, panelLines, promptLine } from './panel.ts';
import type { Row } from './rows.ts';

const REDRAW_MS = 250;
const MOST_LOG = 500;
/** Of what was said, left behind at the end. */
const LEFT_BEHIND = 40;
const PROMPT = '> ';

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
  private readonly screen: FullScreen;
  private question: string | null = null;
  private readonly timer: NodeJS.Timeout;

  constructor(options: TerminalOptions) {
    const { stdin, stdout, onEnd } = options;
    this.options = options;
    this.paint = painter(stdout, COLOURS);
    this.screen = new FullScreen({
      stdin,
      stdout,
      onKey: (text, key) => this.press(text, key),
      onResize: () => this.draw(),
      onEnd,
      farewell: () => this.farewell(),
    });
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
    clearInterval(this.timer);
    this.screen.close();
  }

  private farewell(): string {
    const said = this.log.slice(-LEFT_BEHIND).map((line) => `${line}\n`);
    return `${this.options.title}\n${said.join('')}`;
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

  private draw(): void {
    const { title, rows } = this.options;
    const { width, height } = this.screen;
    const view: PanelView = {
      title,
      rows: rows(),
      log: this.log,
      prompt: this.question ?? PROMPT,
      input: this.editor.text,
      width,
      height,
    };
    const lines = panelLines(view, this.paint);
    this.screen.draw(lines, { line: lines.length, column: promptLine(view).length + 1 });
  }
}

const COLOURS = {
  plain: null,
  title: 'bold',
  faint: 'dim',
  good: 'green',
  bad: 'red',
  on: 'yellow',
} as const;
