/** One line that is typed at a terminal, key by key, with the lines before it at the arrow keys. */

import type { Key } from '../key.ts';

export type Typed =
  | { readonly did: 'edit' }
  | { readonly did: 'line'; readonly line: string }
  /** Ctrl-C, or Ctrl-D in an empty line. */
  | { readonly did: 'end' }
  /** Esc. */
  | { readonly did: 'stop' };

const MOST_HISTORY = 100;
const MOST_CHARACTERS = 200;

export class LineEditor {
  private line = '';
  private readonly history: string[] = [];
  /** How far back; 0 for the line that is new. */
  private back = 0;

  get text(): string {
    return this.line;
  }

  /** `text`: what the key prints, where it does. */
  press(text: string | undefined, { name, ctrl, meta }: Key): Typed {
    if (ctrl) return this.control(name);
    switch (name) {
      case 'return':
      case 'enter':
        return { did: 'line', line: this.take() };
      case 'escape':
        this.line = '';
        return { did: 'stop' };
      case 'backspace':
        this.line = this.line.slice(0, -1);
        return EDIT;
      case 'up':
        return this.leaf(1);
      case 'down':
        return this.leaf(-1);
    }
    if (!meta && text !== undefined && /^[\x20-\x7e]+$/.test(text))
      this.line = `${this.line}${text}`.slice(0, MOST_CHARACTERS);
    return EDIT;
  }

  private control(name: string | undefined): Typed {
    if (name === 'c' || (name === 'd' && this.line === '')) return { did: 'end' };
    if (name === 'u') this.line = '';
    if (name === 'w') this.line = this.line.replace(/\S+\s*$/, '');
    return EDIT;
  }

  private take(): string {
    const { line } = this;
    this.line = '';
    this.back = 0;
    if (line.trim() !== '' && this.history.at(-1) !== line) this.history.push(line);
    if (this.history.length > MOST_HISTORY) this.history.shift();
    return line;
  }

  private leaf(by: 1 | -1): Typed {
    this.back = Math.min(this.history.length, Math.max(0, this.back + by));
    this.line = this.back === 0 ? '' : this.history[this.history.length - this.back]!;
    return EDIT;
  }
}

const EDIT: Typed = { did: 'edit' };
