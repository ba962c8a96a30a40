/** `roost keygen`: a new key for a swarm, or its master. Never over an old one, which others may rely on. */

import { newKeyText, writeNewSecret } from '../../firmware/config/key.ts';
import { newMasterText } from '../../firmware/keys/master.ts';
import { EXIT, ExitError } from '../errors.ts';

interface Options {
  /** Makes a master in place of a key. */
  readonly master?: boolean;
}

/** `file`: where to write it; `-` prints it; without one, swarm.key or swarm.master. */
export function run(file: string | undefined, { master = false }: Options = {}): void {
  const path = file ?? (master ? 'swarm.master' : 'swarm.key');
  const text = master ? newMasterText() : newKeyText();
  if (path === '-') {
    process.stdout.write(text);
    return;
  }
  try {
    writeNewSecret(path, text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new ExitError(
      `${path}: there is a file of that name; name another, or remove it if no member uses it`,
      EXIT.usage,
      { cause: error },
    );
  }
  process.stderr.write(
    master
      ? `roost: wrote a master to ${path}; it never leaves this machine, but for a backup\n`
      : `roost: wrote a new key to ${path}; give it to every member, and nobody else\n`,
  );
}
