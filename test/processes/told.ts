/** A process that takes commands on its stdin and tells what happens on its stdout, a JSON document a line. */

import { join } from 'node:path';
import { until } from '../support/until.ts';
import { type Life, run } from './run.ts';

const ROOST = join(import.meta.dirname, '../../bin/roost');

export interface Answer {
  readonly event: 'answer';
  readonly ok: boolean;
  readonly text: string;
}

export interface Told<Line> {
  /** Types a command, and waits for its answer. */
  tell(command: string): Promise<Answer & Line>;
  /** Everything that it told so far. */
  lines(): readonly Line[];
  dispose(): Promise<void>;
}

/** Resolves when its stderr has said that it is ready. */
export async function startTold<Line>(
  name: string,
  args: readonly string[],
  ready: string,
): Promise<Told<Line>> {
  const life: Life = run(name, [ROOST, ...args, '--json'], { keepOutput: true });
  const parsed: (Line & { readonly event?: string })[] = [];
  const lines = () => {
    for (const line of life.output().slice(parsed.length)) parsed.push(JSON.parse(line));
    return parsed;
  };
  await until(
    `${name} is ready`,
    () => {
      if (!life.isAlive()) throw new Error(`${name} has ended: ${life.log()}`);
      return life.log().includes(ready);
    },
    30_000,
  );
  return {
    async tell(command) {
      const answers = () => lines().filter(({ event }) => event === 'answer');
      const before = answers().length;
      life.tell(command);
      await until(`${name} answers ${command}`, () => answers().length > before, 10_000);
      const answer = answers().at(-1)! as unknown as Answer & Line;
      if (!answer.ok) throw new Error(`${name}: ${command}: ${answer.text}`);
      return answer;
    },
    lines,
    async dispose() {
      life.signal('SIGTERM');
      await life.ended;
    },
  };
}
