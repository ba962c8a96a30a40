/** One line of what the doctor found. */

import { styleText } from 'node:util';

export interface Row {
  /** What was looked at, in a word or two. */
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** What to do about it; null when all is well. */
  readonly mend: string | null;
}

export function ok(check: string, detail: string): Row {
  return { check, status: 'ok', detail, mend: null };
}

/** It works, but not as it might. */
export function warn(check: string, detail: string, mend: string): Row {
  return { check, status: 'warn', detail, mend };
}

/** A member would not run. */
export function failed(check: string, detail: string, mend: string): Row {
  return { check, status: 'fail', detail, mend };
}

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

/** In colour on a terminal that wants it. */
export function rowsText(rows: readonly Row[], stream: NodeJS.WriteStream): string {
  const width = Math.max(...rows.map(({ check }) => check.length));
  const indent = ' '.repeat(4 + 2 + width + 2);
  const lines = rows.flatMap(({ check, status, detail, mend }) => {
    const label = styleText(COLOURS[status], status.padEnd(4), { stream });
    const line = `${label}  ${check.padEnd(width)}  ${detail}`;
    return mend === null ? [line] : [line, `${indent}${mend}`];
  });
  return `${lines.join('\n')}\n`;
}
