/**
 * All the ways in which a bench comes to its end: by a signal, by a pipe or a terminal that is gone, by a crash.
 * Whoever races his work against `ended` gets the chance to switch off before the process is over.
 */

import { type ExitCode, fail } from '../errors.ts';

export interface Ending {
  /** Resolves with a code when somebody ends it, and rejects with the error of a crash. */
  readonly ended: Promise<ExitCode>;
  end(code: ExitCode): void;
}

/** `interrupted`: the code of an end by a signal. */
export function watchEnding(interrupted: ExitCode): Ending {
  const { promise, resolve, reject } = Promise.withResolvers<ExitCode>();
  // It may reject while nobody looks.
  promise.catch(() => {});
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => resolve(interrupted));
  }
  // Whoever read what is told here has gone.
  process.stdout.on('error', () => resolve(interrupted));
  // Otherwise a crash would end the process at once, with the motors on.
  process.removeListener('uncaughtException', fail);
  process.on('uncaughtException', reject);
  return { ended: promise, end: resolve };
}
