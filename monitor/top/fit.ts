/** Text that fits. */

export type Tone = 'title' | 'faint' | 'good' | 'busy' | 'waits' | 'bad' | 'plain';
/** Colours a text, or not. */
export type Paint = (tone: Tone, text: string) => string;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** As many lines as there is room for; the last one says how many there are besides. */
export function few<Item>(
  items: readonly Item[],
  room: number,
  line: (item: Item) => string,
  more: (rest: number) => string,
): string[] {
  if (items.length <= room) return items.map(line);
  const shown = items.slice(0, Math.max(0, room - 1));
  return [...shown.map(line), more(items.length - shown.length)];
}

export function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  return width < 2 ? text.slice(0, Math.max(0, width)) : `${text.slice(0, width - 1)}…`;
}

/** Parts of a line, each with its tone; together not longer than the width. */
export type Part = readonly [tone: Tone, text: string];

export function lineOf(parts: readonly Part[], width: number, paint: Paint): string {
  let room = width;
  let line = '';
  for (const [tone, text] of parts) {
    const fitting = cut(text, room);
    room -= fitting.length;
    if (fitting !== '') line += paint(tone, fitting);
  }
  return line;
}
