/**
 * All commands with their arguments, in one tree. What a command does is loaded when it runs: most
 * of the time of a short command would go into loading the others.
 */

import { Argument, Command, Option } from 'commander';
import { MOST, MOST_ROBOTS } from '../sim/explore/bounds.ts';
import { MAX_PADS, MAX_ROBOTS } from '../src/protocol/roster.ts';
import {
  brokerUrl,
  collect,
  duration,
  listenAddress,
  positiveNumber,
  shard,
  wholeNumber,
} from './arguments.ts';
import { addBrokerCommands } from './broker-commands.ts';
import { addKeyCommands } from './key-commands.ts';
import { version } from './manifest.ts';
import { addMonitorCommands } from './monitor-commands.ts';
import { addScenarioOptions } from './scenario/options.ts';
import { NEW_BOARDS, NEW_RADIOS } from './swarm-file.ts';

const GUARDS = ['controller', 'robots'] as const;
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
const SCHEMAS = ['swarm', 'scenario', 'board-robot', 'board-pad'] as const;
const SHELLS = ['bash', 'zsh', 'fish'] as const;

export function buildProgram(): Command {
  const program = new Command('roost')
    .description('Firmware with which a swarm of robots shares charging pads')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', '\nBegin with: roost init, or see it at work with: roost demo')
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, 'roost: ')),
    });
  addMembers(program);
  addExplore(program);
  addSetUp(program);
  addKeyCommands(program, onSwarm);
  addMonitorCommands(program, onSwarm);
  addBrokerCommands(program, onSwarm);
  addSimulator(program);
  addEther(program);
  addBoard(program);
  addBench(program);
  addReplay(program);
  for (const command of program.commands) {
    command.showHelpAfterError(`Type: roost help ${command.name()}`);
  }
  return program.showHelpAfterError('Type: roost help');
}

function guardOption(description: string): Option {
  return new Option('--guard <guard>', description).choices(GUARDS).default('controller');
}

/** A command that needs the swarm file. */
function onSwarm(command: Command): Command {
  return command
    .option('-c, --config <file>', 'the swarm file', 'swarm.yaml')
    .option('--set <path=value>', 'another value for a setting (repeatable)', collect);
}

function addMembers(program: Command): void {
  program
    .command('demo')
    .description('a whole swarm on this machine, each member a process of its own')
    .option('--robots <number>', 'how many robots', wholeNumber(1, MAX_ROBOTS), 5)
    .option('--for <time>', 'end after this time; without it, at Ctrl-C', duration)
    .addOption(guardOption('who admits robots to the pad'))
    .option('--speed <factor>', 'how many times faster bodies live', positiveNumber, 600)
    .option('--http <port>', 'show it on a page at this port as well', wholeNumber(0, 65_535))
    .option('--trace <folder>', 'write one trace for each member into this folder')
    .option('--trace-frames', 'put all into the traces that a replay needs, every frame, too')
    .option('--json', 'print the summary as JSON')
    .action(async ({ for: forMs, ...options }) => {
      await (await import('./commands/demo.ts')).run({ ...options, forMs });
    });

  for (const role of ['robot', 'pad'] as const) {
    const what = role === 'robot' ? 'a robot' : "a pad's controller";
    onSwarm(program.command(role))
      .description(`the firmware of ${what}`)
      .argument('<id>', `id of the ${role} in the swarm file`)
      .option('--trace <file>', 'write a trace of what happens to this file')
      .option('--trace-frames', 'put all into the trace that a replay needs, every frame, too')
      .option('--metrics <port>', 'figures for Prometheus, here or at HOST:PORT', listenAddress)
      .addOption(new Option('--log <level>', 'what to log').choices(LOG_LEVELS).default('info'))
      .action(async (id, { log: logLevel, ...options }) => {
        await (await import('./commands/member.ts')).run({
          role,
          id,
          logLevel,
          set: [],
          ...options,
        });
      });
  }
}

function addSimulator(program: Command): void {
  addScenarioOptions(
    program
      .command('sim')
      .description('run the same code over virtual radios, with all that can go wrong')
      .argument('[scenario]', 'a scenario file; what options say goes over it'),
  )
    .option('--trace <file>', 'write all that happened in the run, every frame, too')
    .option('--report <file>', 'write a page that shows the run: open it in a browser')
    .option('--shrink <file>', 'write the smallest scenario that still breaks the same promise')
    .option('--shard <i/n>', 'only every n-th seed, beginning with the i-th', shard)
    .option('--threads <number>', 'how many runs at a time', wholeNumber(1, 1024))
    .option('--within <time>', 'begin no run after this much time on the wall', duration)
    .option('--merge <files...>', 'add up what --json has printed for several shards')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', SIM_HELP)
    .action(async (scenario, options) => {
      await (await import('./commands/sim.ts')).run({ scenario, ...options });
    });
}

const SIM_HELP = `
With --seeds, each seed also chooses the size of the swarm, the kind of pad, the pace of the bodies and the
quality of the clocks, unless an option or a file says them. --trace, --report and --shrink are about the
first run that failed. Exit code 6: a promise was broken.

  roost sim --seed 7 --faults all --report run.html
  roost sim --seeds 1..1000 --faults all`;

function addEther(program: Command): void {
  onSwarm(program.command('ether'))
    .description('a virtual radio channel of serial ports, for a swarm without modules')
    .option('--radio <name>', 'the air; without it that of the timing of the swarm')
    .option('--seed <number>', 'decides what is lost by chance', wholeNumber(0, MOST), 1)
    .option(
      '--loss <percent>',
      'so many copies of frames are lost by chance',
      wholeNumber(0, 100),
      0,
    )
    .option('--json', 'tell what happens as JSON, one document a line')
    .addHelpText('after', ETHER_HELP)
    .action(async (options) => {
      await (await import('./commands/ether.ts')).run({ set: [], ...options });
    });
}

const ETHER_HELP = `
Commands are typed while it runs; help lists them: unplug and plug a member, jam, lose frames, cut links.`;

function addBoard(program: Command): void {
  onSwarm(program.command('board'))
    .description('virtual Arduinos at serial ports, with real firmware and robots that are physics')
    .option('--pty <path>', 'one board alone, at this port; without it, all boards of the swarm')
    .option('--board <file>', 'board file of the one alone (default: robot-uno)')
    .option('--firmware <name>', 'standard, roost or a HEX file; else what the board file asks for')
    .option('--speed <factor>', 'how many times faster than real batteries live', positiveNumber, 1)
    .option('--battery <percent>', 'of all robots, at the start', wholeNumber(0, 100), 60)
    .option('--drive <time>', 'what a robot needs from its work to the pad', duration, 3000)
    .option('--seed <number>', 'decides the noise of all readings', wholeNumber(0, MOST), 1)
    .option('--json', 'tell what happens as JSON, one document a line')
    .addHelpText('after', BOARD_HELP)
    .action(async ({ drive: driveMs, ...options }) => {
      await (await import('./commands/board.ts')).run({ set: [], driveMs, ...options });
    });
}

const BOARD_HELP = `
Commands are typed while it runs; help lists them: weld a relay, break a contact, unplug and plug a board.

  roost board -c swarm.yaml --speed 60
  roost board --pty /tmp/uno --board pad-uno`;

function addBench(program: Command): void {
  onSwarm(program.command('bench'))
    .description('a board on the bench: every sensor live, every actuator by hand, calibration')
    .argument('<id>', 'id of a robot or a pad in the swarm file')
    .argument('[command...]', 'one command alone; without it, a panel, or lines of a pipe')
    .option('--yes', 'motors, relay and board file: do not ask')
    .option('--json', 'readings every second as JSON, or with read once')
    .addHelpText('after', BENCH_HELP)
    .action(async (id, words, options) => {
      await (await import('./commands/bench.ts')).run({ id, words, set: [], ...options });
    });
}

const BENCH_HELP = `
Stop the member first: two programs can't share a board. Everything that was switched on is off at the end.

  roost bench r2
  roost bench r2 calibrate 7.62
  roost bench p1 deadman --yes`;

function addReplay(program: Command): void {
  program
    .command('replay')
    .description('feed a recorded trace to this code, and tell where it does something else')
    .argument('<trace>', 'a trace that was recorded with --trace-frames')
    .option('--member <id>', 'only this member of the trace')
    .option('--json', 'print the result as JSON')
    .action(async (trace, options) => {
      await (await import('./commands/replay.ts')).run({ trace, ...options });
    });
}

function addExplore(program: Command): void {
  const budget = wholeNumber(0, MOST);
  program
    .command('explore')
    .description('search every interleaving of a small swarm, up to a bound, for a broken promise')
    .option('--robots <number>', 'how many robots', wholeNumber(1, MOST_ROBOTS))
    .addOption(new Option('--guard <guard>', 'who admits robots to the pad').choices(GUARDS))
    .option('--depth <steps>', 'the longest path', wholeNumber(1, 1000))
    .option('--requests <number>', 'how often a robot asks for the pad', budget)
    .option('--losses <number>', 'how often a member misses a frame', budget)
    .option('--duplicates <number>', 'how often a frame comes twice', budget)
    .option('--crashes <number>', 'how often a member crashes', budget)
    .option('--time-outs <number>', 'how often time passes', budget)
    .option('--freezes <number>', 'how often a member sleeps through its time', budget)
    .option('--releases <number>', 'how often a person takes the pad from a robot', budget)
    .option('--lease-ms <ms>', 'how long a lease lasts; beats come every 300', wholeNumber(20, 1e6))
    .option('--max-states <number>', 'give a search up here', wholeNumber(1, 1e8), 20_000_000)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nWith any bound, that one is searched; without one, the rounds of the house.',
    )
    .action(async (options) => {
      (await import('./commands/explore.ts')).run(options);
    });
}

function addSetUp(program: Command): void {
  program
    .command('init')
    .description('write the files of a new swarm: swarm.yaml, its schema and a key')
    .argument('[folder]', 'where to write them', '.')
    .option('--swarm <name>', 'name of the swarm; without it, that of the folder')
    .option('--robots <number>', 'how many robots', wholeNumber(1, MAX_ROBOTS), 3)
    .option('--pads <number>', 'how many pads', wholeNumber(1, MAX_PADS), 1)
    .addOption(guardOption('who admits robots to a pad'))
    .addOption(
      new Option(
        '--board <kind>',
        'what the members run on: only computed, an Arduino, a Raspberry Pi',
      )
        .choices(NEW_BOARDS)
        .default('virtual'),
    )
    .option('--broker <url>', 'the MQTT broker (default: mqtt://localhost:1883)', brokerUrl)
    .addOption(
      new Option('--radio <kind>', 'how members hear each other: a broker, or a radio module')
        .choices(NEW_RADIOS)
        .default('mqtt'),
    )
    .option(
      '--mosquitto <folder>',
      'also write all that a Mosquitto needs: TLS, a user for each member, access rights',
    )
    .option('-c, --config <file>', 'with --mosquitto: for this swarm, which is there already')
    .addHelpText('after', INIT_HELP)
    .action(async (folder, options) => {
      (await import('./commands/init.ts')).run({ folder, ...options });
    });

  onSwarm(program.command('check'))
    .description('tell whether a swarm file and its key are fit for use')
    .option('--json', 'print the result as JSON')
    .action(async (options) => {
      (await import('./commands/check.ts')).run({ set: [], ...options });
    });

  program
    .command('doctor')
    .description('look at this machine: what would keep a member from running well')
    .option('-c, --config <file>', 'the swarm file (default: swarm.yaml where there is one)')
    .option('--set <path=value>', 'another value for a setting (repeatable)', collect)
    .option('--as <id>', 'whose user and password the broker is asked with')
    .option('--json', 'print the result as JSON')
    .action(async (options) => {
      await (await import('./commands/doctor.ts')).run({ set: [], ...options });
    });

  program
    .command('schema')
    .description('print the JSON Schema of swarm.yaml, of a scenario file or of a board file')
    .addArgument(new Argument('[file]', 'of which file').choices(SCHEMAS).default('swarm'))
    .action(async (file) => {
      (await import('./commands/schema.ts')).run(file);
    });

  program
    .command('completion')
    .description('print what makes a shell complete the words of roost')
    .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
    .addHelpText('after', COMPLETION_HELP)
    .action(async (shell) => {
      (await import('./commands/completion.ts')).run(shell, program);
    });
}

const INIT_HELP = `
Nothing is written over. With -c, --mosquitto adds what its folder lacks: the users of new robots, say.

  roost init orchard --mosquitto orchard/broker --broker mqtts://hub.local:8883
  roost init -c swarm.yaml --mosquitto broker`;

const COMPLETION_HELP = `
Where to put it:
  bash  roost completion bash > ~/.local/share/bash-completion/completions/roost
  zsh   roost completion zsh > a folder of $fpath, as _roost
  fish  roost completion fish > ~/.config/fish/completions/roost.fish`;
