/** The members of the demo, each a process of its own, as they would be on boards of their own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface MemberProcess {
  readonly id: string;
  readonly role: 'robot' | 'pad';
}

export interface ProcessesOptions {
  readonly members: readonly MemberProcess[];
  readonly config: string;
  /** Folder for traces, or null. */
  readonly trace: string | null;
  /** The traces can be replayed. */
  readonly traceFrames: boolean;
  /** A member ended that was not told to; `lastWords` is what it logged last. */
  onLost(id: string, lastWords: string): void;
}

export interface Processes {
  /** Ends all members in order, robots first; resolves when all are gone. */
  stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
/** A member that takes longer than this to end in order is killed. */
const STOP_PATIENCE_MS = 8000;

export function startProcesses(options: ProcessesOptions): Processes {
  let stopping = false;
  const children = options.members.map(({ id, role }) => {
    const args = [MAIN, role, id, '-c', options.config, '--log', 'warn'];
    if (options.trace) args.push('--trace', join(options.trace, `${id}.ndjson`));
    if (options.traceFrames) args.push('--trace-frames');
    // A process group of its own, so that Ctrl-C reaches only the demo, which ends them in order;
    // and a channel whose end tells them if the demo itself dies.
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: true,
    });
    let lastWords = '';
    child.stderr?.on('data', (data: Buffer) => {
      lastWords = data.toString().trim().split('\n').at(-1) ?? lastWords;
    });
    const gone = new Promise<void>((resolve) => {
      child.once('error', (error) => {
        lastWords = error.message;
        resolve();
      });
      child.once('exit', () => resolve());
    });
    void gone.then(() => {
      if (!stopping) options.onLost(id, lastWords);
    });
    return { role, child, gone };
  });

  const end = async (role: MemberProcess['role']): Promise<void> => {
    const ending = children.filter((member) => member.role === role);
    for (const { child } of ending) child.kill('SIGTERM');
    const killer = setTimeout(() => kill(ending), STOP_PATIENCE_MS);
    await Promise.all(ending.map((member) => member.gone));
    clearTimeout(killer);
  };
  return {
    async stop() {
      stopping = true;
      await end('robot');
      await end('pad');
    },
  };
}

function kill(members: readonly { child: ChildProcess }[]): void {
  for (const { child } of members) child.kill('SIGKILL');
}
