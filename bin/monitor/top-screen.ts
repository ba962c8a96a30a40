/** `roost top` on a terminal: keys go in, the screen of the newest view comes out. */

import type { ReadStream, WriteStream } from 'node:tty';
import { FIRST_LOOK, type Look, press } from '../../monitor/top/look.ts';
import { type Screen, screen } from '../../monitor/top/screen.ts';
import type { SwarmView } from '../../monitor/view/view.ts';
import { FullScreen, painter } from '../full-screen.ts';
import type { Key } from '../key.ts';

export interface TopScreenOptions {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  /** As it is now. */
  view(): SwarmView;
  onEnd(): void;
  /** Stands below the title. */
  readonly note?: string | undefined;
}

export class TopScreen {
  private readonly options: TopScreenOptions;
  private readonly terminal: FullScreen;
  private readonly paint: ReturnType<typeof painter<keyof typeof COLOURS>>;
  private look: Look = FIRST_LOOK;
  private shown: Screen | null = null;
  private zones: readonly string[] = [];

  constructor(options: TopScreenOptions) {
    const { stdin, stdout, onEnd } = options;
    this.options = options;
    this.paint = painter(stdout, COLOURS);
    this.terminal = new FullScreen({
      stdin,
      stdout,
      onKey: (text, key) => this.press(text, key),
      onResize: () => this.draw(),
      onEnd,
      farewell: () => '',
    });
    this.draw();
  }

  draw(): void {
    const view = this.options.view();
    const { width, height } = this.terminal;
    this.zones = Object.keys(view.zones).sort();
    const { note = null } = this.options;
    this.shown = screen(view, this.look, { width, height, note }, this.paint);
    this.terminal.draw(this.shown.lines, null);
  }

  close(): void {
    this.terminal.close();
  }

  private press(text: string | undefined, { ctrl, name }: Key): void {
    const { robots, page } = this.shown ?? { robots: 0, page: 1 };
    const look = press(this.look, { name, ctrl, text }, { zones: this.zones, robots, page });
    if (look === null) {
      this.options.onEnd();
      return;
    }
    this.look = look;
    this.draw();
  }
}

const COLOURS = {
  plain: null,
  title: 'bold',
  faint: 'dim',
  good: 'green',
  busy: 'cyan',
  waits: 'yellow',
  bad: 'red',
} as const;
