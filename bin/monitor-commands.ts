/** The commands that watch a swarm over its broker, with their arguments. */

import { type Command, Option } from 'commander';
import { collect, duration, wholeNumber } from './arguments.ts';

const port = wholeNumber(0, 65_535);
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
const KEEP_MS = 7 * 86_400_000;

/** `onSwarm` gives a command the options of all that need the swarm file. */
export function addMonitorCommands(program: Command, onSwarm: (command: Command) => Command): void {
  onSwarm(program.command('monitor'))
    .description('the swarm on a live page, with its history; figures for Prometheus')
    .option('--http <port>', 'port of the page; 0 takes any that is free', port, 8080)
    .option('--host <address>', 'listen here; 0.0.0.0 for the whole network', '127.0.0.1')
    .option('--name <host>', 'a name by which browsers reach it (repeatable)', collect)
    .option('--history <file>', 'keep the history here, or none (default: in the state folder)')
    .option('--keep <time>', 'forget what is older (default: 7d)', duration)
    .option('--max-mb <megabytes>', 'the history gets no larger', wholeNumber(16, 1_000_000), 512)
    .option('--tokens <file>', 'who may command: lines of NAME TOKEN; without it read-only')
    .option('--metrics', 'figures for Prometheus at /metrics')
    .addOption(new Option('--log <level>', 'what to log').choices(LOG_LEVELS).default('info'))
    .action(async ({ log: logLevel, keep: keepMs = KEEP_MS, ...options }) => {
      const { run } = await import('./commands/monitor.ts');
      await run({ set: [], name: [], logLevel, keepMs, ...options });
    });

  onSwarm(program.command('top'))
    .description('watch the swarm on this terminal')
    .option('--json', 'print what is known of the swarm once, as JSON')
    .action(async (options) => {
      await (await import('./commands/top.ts')).run({ set: [], ...options });
    });
}
