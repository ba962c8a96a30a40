/**
 * The panel as text: readings above, what was typed and answered below them, the prompt in the last line. It fits
 * whatever size the terminal has: the oldest answers go first, then the readings from below.
 */

import type { Row, Tone } from './rows.ts';

export interface PanelView {
  readonly title: string;
  readonly rows: readonly Row[];
  /** Typed lines, answers and notices, the newest last. */
  readonly log: readonly string[];
  readonly prompt: string;
  readonly input: string;
  readonly width: number;
  readonly height: number;
}

export type Paint = (tone: Tone | 'title' | 'faint', text: string) => string;

const LABEL_CELLS = 13;
/** An answer can always be read. */
const LEAST_LOG_LINES = 3;
/** Below, two cells are too many. */
const INDENTED_FROM = 10;

/** As many lines as the terminal has, none longer than its width. */
export function panelLines(view: PanelView, paint: Paint): string[] {
  const { rows } = view;
  const width = Math.max(1, view.width);
  const height = Math.max(1, view.height);
  const title = paint('title', cut(view.title, width));
  const room = Math.max(0, height - 3 - LEAST_LOG_LINES);
  const readings = rows.slice(0, room).map(({ label, text, tone }) => {
    const name = cut(label.padEnd(LABEL_CELLS), width);
    return `${paint('faint', name)}${paint(tone, cut(text, width - name.length))}`;
  });
  const rule = paint('faint', '-'.repeat(width));
  const logRoom = Math.max(0, height - 3 - readings.length);
  const log = view.log
    .flatMap((line) => wrapped(line, width))
    .slice(logRoom === 0 ? Infinity : -logRoom);
  const blank = Array.from({ length: logRoom - log.length }, () => '');
  return [title, ...readings, rule, ...log, ...blank, promptLine(view)].slice(-height);
}

/** The end of a long line is what is being typed. */
export function promptLine({ prompt, input, width }: PanelView): string {
  const text = `${prompt}${input}`;
  return text.length < width ? text : text.slice(text.length - width + 1);
}

function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  return width < 4 ? text.slice(0, Math.max(0, width)) : `${text.slice(0, width - 3)}...`;
}

/** Broken at spaces, what follows indented where there is room for that. */
export function wrapped(text: string, width: number): string[] {
  const indent = width > INDENTED_FROM ? '  ' : '';
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= width) {
      line = longer;
      continue;
    }
    if (line.trim() !== '') lines.push(line);
    line = lines.length === 0 ? word : `${indent}${word}`;
    while (line.length > width) {
      lines.push(line.slice(0, width));
      line = `${indent}${line.slice(width)}`;
    }
  }
  return [...lines, line];
}
