/** The commit of this checkout, so that a failure can be repeated on the very same code. */
import { execFileSync } from 'node:child_process';

/** A short hash, with `-dirty` for uncommitted changes; null outside a checkout. */
export function commitOf(folder: string): string | null {
  try {
    const text = execFileSync('git', ['-C', folder, 'describe', '--always', '--dirty'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.trim();
  } catch {
    return null;
  }
}
