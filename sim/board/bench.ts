/**
 * A bench with one physical world, and in it a virtual board at a port for each member: what `roost board` sets up,
 * and what the commands typed while it runs change.
 */
import type { Timeline } from '../../src/radio/timeline.ts';
import { Chance } from '../world/chance.ts';
import { type Command, HELP, type Names, parseCommand } from './commands.ts';
import { strike } from './faults.ts';
import { Pace } from './mcu/pace.ts';
import { makeRoster, type PadMember, type RobotMember, type Roster } from './roster.ts';
import { Seat } from './seat.ts';
import { Stage } from './stage.ts';
import { type Happening, physical, type Statistics, statisticsText } from './tell.ts';

export type BenchMember = (RobotMember | PadMember) & {
  /** Of its port. */
  readonly path: string;
  /** What says the path, for the messages. */
  readonly setting: string;
};

export interface BenchOptions {
  readonly members: readonly BenchMember[];
  /** Robots and pads without a board. */
  readonly bodies: { readonly robots: readonly string[]; readonly pads: readonly string[] };
  /** How many times faster than real batteries live. */
  readonly speed: number;
  /** 0 to 1, at the start. */
  readonly charge: number;
  readonly driveMs: number;
  readonly seed: number;
  readonly timeline: Timeline;
  /** The text of a firmware by what a person calls it; throws what is wrong in plain words. */
  readonly hexOf: (name: string) => string;
  /** `atMs` of the timeline: when it happened, which may be some milliseconds ago. */
  readonly onHappening: (happening: Happening, atMs: number) => void;
}

export class BoardBench {
  private readonly options: BenchOptions;
  private readonly roster: Roster;
  private readonly stage: Stage;
  private readonly pace: Pace;
  private readonly names: Names;
  private readonly seats: Seat[] = [];
  private readonly noise: Chance;
  private readonly startMs: number;
  /** Time of the timeline that the present of the world stands for, less that present. */
  private aheadMs = 0;
  private toldMissedMs = 0;

  private constructor(options: BenchOptions) {
    const { members, bodies, timeline } = options;
    this.options = options;
    this.startMs = timeline.nowMs;
    this.noise = new Chance(options.seed, 'garbage');
    this.roster = makeRoster({
      ...options,
      nowMs: this.startMs,
      onChange: (change, atMs) => this.tell(physical(change), atMs),
      onHappening: (happening) => this.tell(happening),
    });
    const { world, boards } = this.roster;
    this.stage = new Stage(world, boards);
    this.pace = new Pace({ timeline });
    const boardsOf = (role: string) => members.flatMap((m) => (m.role === role ? [m.id] : []));
    const robots = [...boardsOf('robot'), ...bodies.robots];
    const pads = [...boardsOf('pad'), ...bodies.pads];
    this.names = {
      robots,
      pads,
      everybody: [...robots, ...pads],
      boards: members.map(({ id }) => id),
      switches: bodies.pads,
    };
  }

  /** Resolves when all ports are there; otherwise leaves none behind and rejects with PortError. */
  static async open(options: BenchOptions): Promise<BoardBench> {
    const bench = new BoardBench(options);
    try {
      // All paths are looked at before the first port is made.
      for (const index of options.members.keys()) await bench.takeSeat(index);
      await Promise.all(bench.seats.map((seat) => seat.plug()));
    } catch (error) {
      bench.destroy();
      throw error;
    }
    const boards = options.members.map(({ id, role, path }) => ({ id, role, path }));
    options.onHappening({ event: 'ready', boards }, options.timeline.nowMs);
    bench.pace.add({
      get nowMs() {
        return bench.stage.nowMs;
      },
      advance: (toMs) => bench.advance(toMs),
    });
    return bench;
  }

  /** Does what a line says, and tells the answer. False: it said quit. */
  async command(line: string): Promise<boolean> {
    const command = line.trim();
    if (command === '') return true;
    const parsed = parseCommand(command, this.names);
    this.pace.catchUp();
    if (parsed.do === 'none') {
      this.tell({ event: 'answer', command, ok: false, text: parsed.wrong });
      return true;
    }
    if (parsed.do === 'stats') {
      const statistics = this.statistics();
      const text = statisticsText(statistics);
      this.tell({ event: 'answer', command, ok: true, text, statistics });
      return true;
    }
    const answer = await this.obey(parsed).then(
      (text) => ({ ok: true, text }),
      (error: unknown) => ({ ok: false, text: error instanceof Error ? error.message : 'failed' }),
    );
    this.tell({ event: 'answer', command, ...answer });
    return parsed.do !== 'quit';
  }

  statistics(): Statistics {
    const { world } = this.roster;
    const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
    return {
      elapsedMs: this.options.timeline.nowMs - this.startMs,
      missedMs: this.pace.missedMs,
      bumps: world.bumps,
      boards: this.seats.map((seat) => seat.statistics()),
      robots: world.robots.map(({ id, battery, charged, drained }) => ({
        id,
        percent: Math.round(battery.charge * 1000) / 10,
        chargedAh: rounded(charged),
        drainedAh: rounded(drained),
      })),
      pads: world.pads.map(({ id, closures, closedMs }) => ({
        id,
        closures,
        closedMs: rounded(closedMs),
      })),
    };
  }

  /** Removes all ports, and has the last word. */
  end(): void {
    this.pace.catchUp();
    const statistics = this.statistics();
    this.destroy();
    this.tell({ event: 'end', statistics });
  }

  /** Removes all ports. May be called more than once, and at the very end of the process. */
  destroy(): void {
    this.pace.close();
    for (const seat of this.seats.splice(0)) seat.destroy();
  }

  private advance(toMs: number): void {
    this.aheadMs = this.options.timeline.nowMs - toMs;
    const missedMs = Math.round(this.pace.missedMs) - this.toldMissedMs;
    if (missedMs > 0) {
      this.toldMissedMs += missedMs;
      this.tell({ event: 'missed', ms: missedMs });
    }
    this.stage.advance(toMs);
  }

  private tell(happening: Happening, atMs = this.roster.world.nowMs): void {
    this.options.onHappening(happening, atMs + this.aheadMs);
  }

  private async takeSeat(index: number): Promise<void> {
    const { id, path, setting } = this.options.members[index]!;
    const seat = await Seat.take({
      board: this.roster.boards[index]!,
      path,
      setting,
      catchUp: () => this.pace.catchUp(),
      onOpen: (isOpen) => this.tell({ event: isOpen ? 'open' : 'closed', board: id }),
      onTrouble: (reason) => this.tell({ event: 'trouble', board: id, reason }),
    });
    seat.board.onStart = () => this.tell({ event: 'start', board: id });
    this.seats.push(seat);
  }

  /** Returns the answer. */
  private async obey(command: Exclude<Command, { do: 'stats' }>): Promise<string> {
    switch (command.do) {
      case 'help':
        return HELP;
      case 'quit':
        return 'ending';
      case 'unplug':
        await this.seatOf(command.id).unplug();
        return `${command.id} unplugged`;
      case 'cut':
        await this.seatOf(command.id).cut();
        return `the line of ${command.id} is cut; it goes on by itself`;
      case 'plug':
        await this.seatOf(command.id).plug();
        return `${command.id} plugged`;
      case 'garbage': {
        const bytes = Uint8Array.from({ length: command.bytes }, () => this.noise.below(256));
        this.seatOf(command.id).garble(bytes);
        return `${command.bytes} bytes of noise on the line of ${command.id}`;
      }
      case 'reset':
        this.seatOf(command.id).board.reset();
        return `${command.id} was reset`;
      case 'hang':
        this.seatOf(command.id).board.hang();
        return `${command.id} hangs`;
      case 'resume':
        this.seatOf(command.id).board.goOn();
        return `${command.id} goes on`;
      case 'firmware':
        this.seatOf(command.id).board.flash(this.options.hexOf(command.name));
        return `${command.id} runs ${command.name}`;
      default:
        return strike(command, this.roster);
    }
  }

  private seatOf(id: string): Seat {
    const seat = this.seats.find(({ board }) => board.id === id);
    if (seat === undefined) throw new Error(`the port of ${id} is gone`);
    return seat;
  }
}
