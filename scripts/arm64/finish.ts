/** Waits for the end of a process, and for what it says. */

import type { ChildProcess } from 'node:child_process';

export interface Finished {
  /** null when a signal ended it. */
  readonly exitCode: number | null;
  /** Both streams, as they came. */
  readonly text: string;
}

/** Kills it when it takes longer. */
export function finish(child: ChildProcess, longestMs: number): Promise<Finished> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), longestMs);
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (bytes: Buffer) => {
        text += bytes.toString();
      });
    child.once('error', reject);
    child.once('close', (exitCode) => {
      clearTimeout(timer);
      resolve({ exitCode, text });
    });
  });
}
