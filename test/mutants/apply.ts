/**
 * Breaks one rule of the core for the length of a process: the source is changed as it is loaded, and
 * nowhere else. The process must not have loaded the file before.
 */
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './mutant.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * From now on the mutant's file is loaded with its change.
 * @throws Error at the import of the file when what is to be replaced is not in it exactly once
 */
export function register(mutant: Mutant): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.startsWith('file:') || fileURLToPath(url) !== ROOT + mutant.file) return loaded;
      return { ...loaded, source: mutated(mutant, String(loaded.source)) };
    },
  });
}

/** The source with the mutant's change. */
export function mutated(mutant: Mutant, source: string): string {
  const parts = source.split(mutant.find);
  if (parts.length !== 2)
    throw new Error(
      `mutant ${mutant.name}: ${mutant.file} has ${parts.length - 1} times, not once: ${mutant.find}`,
    );
  return parts.join(mutant.replace);
}
