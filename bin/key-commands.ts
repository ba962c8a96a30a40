/** The commands about keys, with their arguments. */

import { type Command, InvalidArgumentError } from 'commander';
import { duration } from './arguments.ts';

/** `onSwarm` gives a command the options of all that need the swarm file. */
export function addKeyCommands(program: Command, onSwarm: (command: Command) => Command): void {
  program
    .command('keygen')
    .description('make a new key')
    .argument('[file]', 'where to write it; - prints it (default: swarm.key, or swarm.master)')
    .option('--master', "make the administrator's master, from which members get keys of their own")
    .action(async (file, options) => {
      (await import('./commands/keygen.ts')).run(file, options);
    });

  onSwarm(program.command('join'))
    .description('give a member its keys; on a terminal as a QR code')
    .argument('[id]', 'id of the member in the swarm file')
    .option('--out <file>', 'write them to this file; - prints them')
    .option('--ssh <address>', 'write them to user@host, or user@host:path')
    .option('--accept [file]', 'at the other end: take them in, from a file or from what is typed')
    .option('--force', 'put them in the place of what is there')
    .option('--readmit', 'take a revoked member in again, under a key of its own that is new')
    .option('--master <file>', "the master (default: swarm.master beside the swarm's key)")
    .action(async (id, options) => {
      await (await import('./commands/join.ts')).run({ id, set: [], ...options });
    });

  changesKey(onSwarm(program.command('rotate')))
    .description('give the running swarm a new key, over its radio')
    .option('--again', 'hand out the present key once more, for members that were off')
    .action(async (options) => {
      await (await import('./commands/rotate.ts')).run({ set: [], ...options });
    });

  changesKey(onSwarm(program.command('revoke')))
    .description('give all but these a new key, so that nobody hears these any more')
    .argument('<ids...>', 'ids of the members')
    .action(async (ids, options) => {
      await (await import('./commands/revoke.ts')).run({ ids, set: [], ...options });
    });
}

function changesKey(command: Command): Command {
  return command
    .option('--without <ids>', 'do not wait for these: id,id', commaSeparated)
    .option('--patience <time>', 'after this time go on without those that are silent', duration)
    .option('--overlap <time>', 'how long the old key is heard after the switch', overlap)
    .option('--master <file>', "the master (default: swarm.master beside the swarm's key)")
    .option('--json', 'print the result as JSON');
}

/** A day: whoever has the old key, a thief as well, is heard for so long. */
const LONGEST_OVERLAP_MS = 86_400_000;

function overlap(text: string): number {
  const ms = duration(text);
  if (ms <= LONGEST_OVERLAP_MS) return ms;
  throw new InvalidArgumentError('Write 24h or less.');
}

function commaSeparated(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, ...text.split(',')];
}
