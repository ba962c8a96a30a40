/** What is said of a swarm file with some lines in place of good ones. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ConfigError } from '../../../firmware/config/config-error.ts';
import { loadSwarm } from '../../../firmware/config/load.ts';
import { scratchFolder } from '../../support/scratch.ts';

export const folder = scratchFolder();

const LINES: Readonly<Record<string, string>> = {
  swarm: 'swarm: orchard',
  zone: 'zone: east',
  key: 'key: { file: ./swarm.key }',
  radio: 'radio: { mqtt: "mqtt://localhost:1883" }',
  robots:
    'robots:\n  - { id: r1, rank: 1, board: virtual }\n  - { id: r2, rank: 2, board: virtual }',
  pads: 'pads:\n  - { id: p1, board: virtual }',
};

/** A good file with some lines in place of its own. */
export function withLines(changes: Readonly<Record<string, string>>): string {
  return `${Object.values({ ...LINES, ...changes }).join('\n')}\n`;
}

/** The text of the error about a file with these words. */
export function complaint(text: string, set: string[] = []): string {
  const file = join(folder, 'swarm.yaml');
  writeFileSync(file, text);
  return complaintAbout(file, set);
}

export function complaintAbout(file: string, set: string[] = []): string {
  try {
    loadSwarm(file, { set, env: {} });
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return `\n${(error as Error).message.replaceAll(`${folder}/`, '')}\n`;
  }
  return 'nothing';
}

/** With one line of a good file replaced. */
export const about = (line: string, set: string[] = []) =>
  complaint(withLines({ [line.split(':')[0]!]: line }), set);
export const aboutSet = (...set: string[]) => complaint(withLines({}), set);
