/**
 * A bench with one ether and a pty for each member: what `roost ether` sets up, and what the commands typed
 * while it runs change.
 */
import type { SharedProfile } from '../../src/radio/profile.ts';
import type { Timeline } from '../../src/radio/timeline.ts';
import { type Command, HELP, parseCommand } from './commands.ts';
import { Ether } from './ether.ts';
import { hostSpeed } from './host-speed.ts';
import type { Family } from './module.ts';
import { type Commands, makeModule } from './modules/make.ts';
import { EtherPort } from './port.ts';
import type { Statistics } from './tally.ts';
import { type Happening, type Port, statisticsText } from './tell.ts';

export interface BenchOptions {
  readonly ports: readonly Port[];
  readonly profile: SharedProfile;
  readonly family: Family;
  readonly commands: Commands;
  /** Speed of the modules' UARTs to begin with, bits a second. */
  readonly baud: number;
  readonly seed: number;
  /** Share of copies that get lost by chance, 0 to 1. */
  readonly loss: number;
  readonly timeline: Timeline;
  readonly onHappening: (happening: Happening) => void;
}

export class EtherBench {
  private readonly options: BenchOptions;
  private readonly names: readonly string[];
  private readonly ether: Ether;
  private readonly ports: EtherPort[] = [];

  private constructor(options: BenchOptions) {
    const { ports, profile, family, commands, baud, seed, loss, timeline, onHappening } = options;
    this.options = options;
    this.names = ports.map(({ id }) => id);
    this.ether = new Ether({
      profile,
      family,
      stations: ports.length,
      timeline,
      seed,
      weather: { loss },
      makeModule: (module, station) =>
        makeModule({ family, commands, baud, profile }, module, station),
      toHost: (station, bytes) => this.ports[station]?.write(bytes),
      onEvent: (what) => onHappening({ event: 'air', what }),
    });
  }

  /** Resolves when all ports are there; otherwise leaves none behind and rejects with PortError. */
  static async open(options: BenchOptions): Promise<EtherBench> {
    const bench = new EtherBench(options);
    try {
      // All paths are looked at before the first port is made.
      for (const station of options.ports.keys()) await bench.takePort(station);
      await Promise.all(bench.ports.map((port) => port.plug()));
    } catch (error) {
      bench.destroy();
      throw error;
    }
    options.onHappening({ event: 'ready', ports: options.ports });
    return bench;
  }

  /** Does what a line says, and tells the answer. False: it said quit. */
  async command(line: string): Promise<boolean> {
    const command = line.trim();
    if (command === '') return true;
    const parsed = parseCommand(command, this.names);
    const { onHappening } = this.options;
    if (parsed.do === 'none') {
      onHappening({ event: 'answer', command, ok: false, text: parsed.wrong });
      return true;
    }
    if (parsed.do === 'stats') {
      const statistics = this.statistics();
      const text = statisticsText(statistics);
      onHappening({ event: 'answer', command, ok: true, text, statistics });
      return true;
    }
    const answer = await this.obey(parsed).then(
      (text) => ({ ok: true, text }),
      (error: unknown) => ({ ok: false, text: error instanceof Error ? error.message : 'failed' }),
    );
    onHappening({ event: 'answer', command, ...answer });
    return parsed.do !== 'quit';
  }

  statistics(): Statistics {
    return this.ether.statistics();
  }

  /** Removes all ports. May be called more than once, and at the very end of the process. */
  destroy(): void {
    for (const port of this.ports.splice(0)) port.destroy();
  }

  private async takePort(station: number): Promise<void> {
    const { ports, timeline, onHappening } = this.options;
    const { id, path } = ports[station]!;
    const port = await EtherPort.take({
      ether: this.ether,
      station,
      path,
      nowMs: () => timeline.nowMs,
      speedOf: hostSpeed,
      onOpen: (isOpen) => onHappening({ event: isOpen ? 'open' : 'closed', port: id }),
      onTrouble: (reason) => onHappening({ event: 'trouble', port: id, reason }),
    });
    this.ports.push(port);
  }

  /** Returns the answer. */
  private async obey(command: Exclude<Command, { do: 'stats' }>): Promise<string> {
    const { ether } = this;
    switch (command.do) {
      case 'plug':
        await this.portOf(command.port).plug();
        return `${command.port} plugged`;
      case 'unplug':
        await this.portOf(command.port).unplug();
        return `${command.port} unplugged`;
      case 'jam':
        ether.jam(command.forMs);
        return `noise for ${command.forMs / 1000} s`;
      case 'loss':
        ether.setWeather({ loss: command.percent / 100 });
        return `${command.percent} % of all copies get lost`;
      case 'cut':
        ether.cut(this.names.indexOf(command.one), this.names.indexOf(command.other));
        return `${command.one} and ${command.other} no longer hear each other`;
      case 'heal':
        ether.heal();
        return 'all links are there';
      case 'help':
        return HELP;
      case 'quit':
        return 'ending';
    }
  }

  private portOf(name: string): EtherPort {
    const port = this.ports[this.names.indexOf(name)];
    if (port === undefined) throw new Error(`the port of ${name} is gone`);
    return port;
  }
}
