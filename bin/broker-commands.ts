/** The commands about what stands on the broker, with their arguments. */

import type { Command } from 'commander';

/** `onSwarm` gives a command the options of all that need the swarm file. */
export function addBrokerCommands(program: Command, onSwarm: (command: Command) => Command): void {
  onSwarm(program.command('clean'))
    .description('clear what members that are no more have left on the broker')
    .option('--dry-run', 'only tell what would be cleared')
    .option('--all', 'of members in the swarm file too, and of the monitor')
    .option('--force', 'of members that are online, too')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', CLEAN_HELP)
    .action(async (options) => {
      await (await import('./commands/clean.ts')).run({ set: [], ...options });
    });
}

const CLEAN_HELP = `
Brokers keep the last word of each member, so that one that was renamed or taken out of the swarm file still
stands on pages and in Home Assistant. Topics of other swarms are left alone.`;
