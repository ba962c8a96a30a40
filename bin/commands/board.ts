/**
 * `roost board`: virtual Arduinos at ptys, on which real firmware runs, wired to robots and pads that are only
 * physics. Members drive them as they drive real boards, and cannot tell the difference.
 */
import { readFileSync } from 'node:fs';
import { readBoardFile } from '../../firmware/config/board-file.ts';
import { shippedBoardFile } from '../../firmware/config/default-boards.ts';
import { loadSwarm } from '../../firmware/config/load.ts';
import type { SwarmConfig } from '../../firmware/config/swarm-config.ts';
import { realTimeline } from '../../firmware/timeline.ts';
import type { PadBoard, RobotBoard } from '../../hardware/board/board.ts';
import { type BenchMember, BoardBench } from '../../sim/board/bench.ts';
import { FIRMWARES, firmwareHex } from '../../sim/board/mcu/firmware.ts';
import { flashOf } from '../../sim/board/mcu/hex.ts';
import { jsonLine, textLine } from '../../sim/board/tell.ts';
import { PortError } from '../../sim/pty/port-path.ts';
import { EXIT, ExitError } from '../errors.ts';
import { takeCommands } from '../typed-commands.ts';

export interface BoardCommand {
  readonly config: string;
  readonly set: readonly string[];
  /** Path of the port of one board alone; without it, all boards of the swarm. */
  readonly pty?: string | undefined;
  /** Of one board alone: a board file, or the name of one that is shipped. */
  readonly board?: string | undefined;
  /** `standard`, `roost` or a HEX file; without it, what each board file asks for. */
  readonly firmware?: string | undefined;
  /** How many times faster than real batteries live. */
  readonly speed: number;
  /** Percent, at the start. */
  readonly battery: number;
  /** From a robot's work to the contacts. */
  readonly driveMs: number;
  readonly seed: number;
  readonly json?: boolean | undefined;
}

interface Cast {
  readonly members: readonly BenchMember[];
  readonly bodies: { readonly robots: readonly string[]; readonly pads: readonly string[] };
}

export async function run(command: BoardCommand): Promise<void> {
  const { members, bodies } = castOf(command);
  const timeline = realTimeline();
  const { nowMs: startMs } = timeline;
  const monoAheadMs = Number(process.hrtime.bigint()) / 1e6 - timeline.nowMs;
  const ended = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ended.resolve);
  const bench = await BoardBench.open({
    members,
    bodies,
    speed: command.speed,
    charge: command.battery / 100,
    driveMs: command.driveMs,
    seed: command.seed,
    timeline,
    hexOf,
    onHappening: (happening, atMs) => {
      const line = command.json
        ? jsonLine(happening, atMs + monoAheadMs)
        : textLine(happening, atMs - startMs);
      process.stdout.write(`${line}\n`);
    },
  }).catch((error: unknown) => {
    throw error instanceof PortError ? new ExitError(error.message, EXIT.unreachable) : error;
  });
  process.on('exit', () => bench.destroy());
  takeCommands((line) => bench.command(line), ended.resolve);
  process.stderr.write(`board: ${members.length} board${members.length === 1 ? '' : 's'} ready\n`);

  await ended.promise;
  bench.end();
  timeline.close();
  process.exit(EXIT.done);
}

/** Who has a board, and who is there without one. */
export function castOf(command: BoardCommand): Cast {
  return command.pty === undefined ? swarmCast(command) : loneCast(command, command.pty);
}

function swarmCast({ config: file, set, board, firmware }: BoardCommand): Cast {
  if (board !== undefined) {
    throw new ExitError('--board is for one board alone: add --pty PATH', EXIT.usage);
  }
  const config = loadSwarm(file, { set });
  const { robots, pads } = config.roster;
  const ids = { robots: robots.map(({ id }) => id), pads: pads.map(({ id }) => id) };
  const members = [
    ...ids.robots.flatMap((id) => memberOf(config, id, 'robot', firmware)),
    ...ids.pads.flatMap((id) => memberOf(config, id, 'pad', firmware)),
  ];
  if (members.length === 0) {
    throw new ExitError(
      `${config.file}: no member has an Arduino; for a virtual one write ` +
        'board: { johnny-five: firmata, port: /tmp/roost/%id }',
      EXIT.config,
    );
  }
  const isBody = (id: string) => !members.some((member) => member.id === id);
  return {
    members,
    bodies: { robots: ids.robots.filter(isBody), pads: ids.pads.filter(isBody) },
  };
}

function memberOf(
  config: SwarmConfig,
  id: string,
  role: 'robot' | 'pad',
  firmware: string | undefined,
): BenchMember[] {
  const found = config.boards.get(id);
  if (found?.kind !== 'firmata') return [];
  const setting = `${role}s.${id}.board.port`;
  return [{ ...equipped(role, found.board, firmware), id, path: found.port, setting }];
}

/** A board alone, and something that it can be tried with: a robot has a pad, and a pad a robot. */
function loneCast({ board: file, firmware }: BoardCommand, path: string): Cast {
  const { role, board } = readBoardFile(fileOf(file ?? 'robot-uno'), 'robot');
  const member = { ...equipped(role, board, firmware), id: role, path, setting: '--pty' };
  const other = role === 'robot' ? { robots: [], pads: ['pad'] } : { robots: ['robot'], pads: [] };
  return { members: [member], bodies: other };
}

/** A plain word is the name of a board that is shipped. */
function fileOf(name: string): string {
  return /^[a-z0-9-]+$/.test(name) ? shippedBoardFile(`${name}.yaml`) : name;
}

function equipped(
  role: 'robot' | 'pad',
  board: RobotBoard | PadBoard,
  firmware: string | undefined,
) {
  if (board.model === 'pi') {
    throw new ExitError('a Raspberry Pi has no firmware; virtual boards are Arduinos', EXIT.config);
  }
  const hex = checkedHex(firmware ?? (board.deadMan.kind === 'firmware' ? 'roost' : 'standard'));
  return role === 'robot'
    ? { role, hex, board: board as RobotBoard }
    : { role, hex, board: board as PadBoard };
}

function checkedHex(name: string): string {
  try {
    return hexOf(name);
  } catch (error) {
    throw new ExitError((error as Error).message, EXIT.config);
  }
}

/** Throws what is wrong in plain words. */
function hexOf(name: string): string {
  const known = FIRMWARES.find((firmware) => firmware === name);
  if (known !== undefined) return firmwareHex(known);
  let text: string;
  try {
    text = readFileSync(name, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new Error(`firmware ${name}: ${why}; write ${FIRMWARES.join(', ')} or a HEX file`);
  }
  try {
    flashOf(text);
  } catch (error) {
    throw new Error(`firmware ${name}: ${(error as Error).message}`);
  }
  return text;
}
