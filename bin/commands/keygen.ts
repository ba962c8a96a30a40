/** `roost keygen`: a new key for a swarm. Never over an old one, which others may rely on. */

import { newKeyText, writeNewKey } from '../../firmware/config/key.ts';
import { EXIT, ExitError } from '../errors.ts';

export function run(file: string): void {
  if (file === '-') {
    process.stdout.write(newKeyText());
    return;
  }
  try {
    writeNewKey(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new ExitError(
      `${file}: there is a file of that name; name another, or remove it if no member uses it`,
      EXIT.usage,
      { cause: error },
    );
  }
  process.stderr.write(
    `roost: wrote a new key to ${file}; give it to every member, and nobody else\n`,
  );
}
