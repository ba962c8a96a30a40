/** `roost ether` as a process: the virtual radio channel that members with serial ports share. */

import { join } from 'node:path';
import { until } from '../support/until.ts';
import { type Life, run } from './run.ts';

const ROOST = join(import.meta.dirname, '../../bin/roost');

export interface Ether {
  /** Types a command, and waits for its answer: `unplug r2`, `jam 10s`, `loss 20`. */
  tell(command: string): Promise<void>;
  dispose(): Promise<void>;
}

/** Resolves when all ports are there. */
export async function startEther(file: string): Promise<Ether> {
  const life: Life = run('ether', [ROOST, 'ether', '-c', file, '--json'], { keepOutput: true });
  const answers = (): string[] => life.output().filter((line) => line.includes('"event":"answer"'));
  await until(
    'the ether is ready',
    () => {
      if (!life.isAlive()) throw new Error(`the ether has ended: ${life.log()}`);
      return life.log().includes('ports ready');
    },
    30_000,
  );
  return {
    async tell(command) {
      const before = answers().length;
      life.tell(command);
      await until(`the ether answers ${command}`, () => answers().length > before, 10_000);
      const { ok, text } = JSON.parse(answers().at(-1)!) as { ok: boolean; text: string };
      if (!ok) throw new Error(`ether: ${command}: ${text}`);
    },
    async dispose() {
      life.signal('SIGTERM');
      await life.ended;
    },
  };
}
