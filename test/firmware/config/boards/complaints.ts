/** What is said of board files that have other text in place of some of theirs. */

import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { parseBoard } from '../../../../firmware/config/board-file.ts';
import { ConfigError } from '../../../../firmware/config/config-error.ts';
import { type BoardRole, shippedBoardFile } from '../../../../firmware/config/default-boards.ts';

export const SHIPPED = ['robot-uno', 'robot-uno-ina219', 'robot-pi', 'pad-uno', 'pad-pi'] as const;

export function shippedText(name: (typeof SHIPPED)[number]): string {
  return readFileSync(shippedBoardFile(`${name}.yaml`), 'utf8');
}

export function complaint(text: string, role: BoardRole): string {
  try {
    parseBoard(text, 'b.yaml', role);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return 'nothing';
}

/** Each change of a shipped file with all that is said of it; `from -> to`, or text to add at the end. */
export function complaints(name: (typeof SHIPPED)[number], changes: readonly string[]): string {
  const role = name.startsWith('pad') ? 'pad' : 'robot';
  const told = changes.map((change) => {
    const [from, to] = change.split(' -> ');
    const text = shippedText(name);
    if (to !== undefined) expect(text).toContain(from);
    const changed = to === undefined ? `${text}${from}\n` : text.replace(from!, () => to);
    return `${change}\n  ${complaint(changed, role)}`;
  });
  return `\n${told.join('\n')}\n`;
}
