/**
 * `roost ether`: a virtual radio channel of ptys. Members run the firmware that a robot runs, each on a serial
 * port that is only software, and hear each other as the radio of the swarm's timing profile would let them.
 */
import { loadSwarm } from '../../firmware/config/load.ts';
import type { SwarmConfig } from '../../firmware/config/swarm-config.ts';
import { ADMINISTRATOR_PORT } from '../../firmware/keys/zone-radio.ts';
import type { SerialConfig } from '../../firmware/radio/serial/config.ts';
import { realTimeline } from '../../firmware/timeline.ts';
import { EtherBench } from '../../sim/ether/bench.ts';
import type { Commands } from '../../sim/ether/modules/make.ts';
import { type Happening, jsonLine, type Port, textLine } from '../../sim/ether/tell.ts';
import { PortError } from '../../sim/pty/port-path.ts';
import type { SharedProfile } from '../../src/radio/profile.ts';
import { RADIO_PROFILES } from '../../src/radio/profiles.ts';
import { EXIT, ExitError } from '../errors.ts';
import { takeCommands } from '../typed-commands.ts';

export interface EtherCommand {
  readonly config: string;
  readonly set: readonly string[];
  /** One of SHARED_RADIOS; without it, that of the swarm's timing. */
  readonly radio?: string | undefined;
  readonly seed: number;
  /** Share of copies that get lost by chance, percent. */
  readonly loss: number;
  readonly json?: boolean | undefined;
}

/** Radios that share one channel: a wire for each link needs no ether. */
export const SHARED_RADIOS: readonly string[] = Object.entries(RADIO_PROFILES).flatMap(
  ([name, { medium }]) => (medium === 'shared' ? [name] : []),
);

export async function run(command: EtherCommand): Promise<void> {
  const config = loadSwarm(command.config, { set: command.set });
  const serial = serialOf(config);
  const ports = portsOf(stationsOf(config), serial.path);
  const timeline = realTimeline();
  const { nowMs: startMs } = timeline;
  const names = ports.map(({ id }) => id);
  const line = command.json ? jsonLine : textLine;
  const tell = (happening: Happening) => {
    process.stdout.write(`${line(happening, timeline.nowMs - startMs, names)}\n`);
  };
  const ended = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ended.resolve);
  const bench = await EtherBench.open({
    ports,
    profile: profileOf(command.radio, config.timingProfile),
    family: serial.driver,
    commands: commandsOf(serial),
    baud: serial.baud,
    seed: command.seed,
    loss: command.loss / 100,
    timeline,
    onHappening: tell,
  }).catch((error: unknown) => {
    throw error instanceof PortError ? new ExitError(error.message, EXIT.unreachable) : error;
  });
  process.on('exit', () => bench.destroy());
  takeCommands((line) => bench.command(line), ended.resolve);
  process.stderr.write(`ether: ${ports.length} ports ready\n`);

  await ended.promise;
  bench.destroy();
  tell({ event: 'end', statistics: bench.statistics() });
  timeline.close();
  process.exit(EXIT.done);
}

/** One port for each member; %id in the path stands for its id. */
export function portsOf(members: readonly string[], path: string): Port[] {
  const ports = members.map((id) => ({ id, path: path.replaceAll('%id', id) }));
  if (ports.length > 1 && ports[0]!.path === ports[1]!.path) {
    throw new ExitError(
      `radio.serial.path is ${path} for all ${ports.length} of them: put %id into it, for ` +
        'instance /tmp/roost/%id',
      EXIT.config,
    );
  }
  return ports;
}

function serialOf(config: SwarmConfig): SerialConfig {
  const { radio } = config;
  if (radio.serial !== undefined) return radio.serial;
  throw new ExitError(
    `${config.file}: the swarm's radio is ${radio.mqtt}, which needs no ether; for serial radios ` +
      'write radio: { serial: { driver: transparent, path: /tmp/roost/%id } }',
    EXIT.config,
  );
}

/** Every robot, and every pad that has a controller; and the administrator, who sends keys. */
function stationsOf({ roster }: SwarmConfig): string[] {
  const pads = roster.pads.filter(({ guard }) => guard === 'controller');
  return [...[...roster.robots, ...pads].map(({ id }) => id), ADMINISTRATOR_PORT];
}

function profileOf(asked: string | undefined, timing: string): SharedProfile {
  const name = asked ?? timing;
  const profile = Object.entries(RADIO_PROFILES).find(([known]) => known === name)?.[1];
  if (profile?.medium === 'shared') return profile;
  const known = SHARED_RADIOS.join(', ');
  if (asked !== undefined) {
    throw new ExitError(
      `--radio ${asked} is no radio of the ether: write one of ${known}`,
      EXIT.usage,
    );
  }
  throw new ExitError(
    `timing ${timing} is not that of one channel for all: set it to one of ${known}, or name the ` +
      'air with --radio',
    EXIT.config,
  );
}

/** The modems whose commands come over the UART; an HC-12's need its SET pin, which no pty has. */
function commandsOf(serial: SerialConfig): Commands {
  return serial.driver === 'transparent' && serial.module.kind === 'sik' ? 'sik' : 'none';
}
