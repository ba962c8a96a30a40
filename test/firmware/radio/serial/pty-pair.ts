/** Two serial ports of the system that are joined, as socat makes them; ending it is pulling the plug. */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../../support/until.ts';

export interface PtyPair {
  readonly a: string;
  readonly b: string;
  /** Both ports are gone when it resolves. */
  unplug(): Promise<void>;
}

export async function ptyPair(folder: string, name = 'port'): Promise<PtyPair> {
  const [a, b] = [join(folder, `${name}-a`), join(folder, `${name}-b`)];
  const socat = spawn('socat', [`pty,rawer,link=${a}`, `pty,rawer,link=${b}`], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => {
    socat.once('exit', () => resolve());
    socat.once('error', () => resolve());
  });
  await until('socat has made both ports', () => existsSync(a) && existsSync(b));
  return {
    a,
    b,
    async unplug() {
      socat.kill();
      await ended;
    },
  };
}
