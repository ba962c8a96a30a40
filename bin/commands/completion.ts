/** `roost completion`: what makes a shell complete the words of roost. */

import type { Command } from 'commander';
import { completionScript, type Shell } from '../completion/scripts.ts';
import { wordsOf } from '../completion/words.ts';

export function run(shell: Shell, program: Command): void {
  process.stdout.write(completionScript(shell, wordsOf(program)));
}
