/**
 * `roost bench ID`: a person and one board, without protocol and without radio. On a terminal it is a panel; over a
 * pipe the same commands come as lines; with a command behind the id it does that one.
 *
 * However it ends, everything that it has switched on is off again.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { clockAlarm } from '../../firmware/alarm.ts';
import { monotonicClock } from '../../firmware/clock.ts';
import { findMember } from '../../firmware/config/find-member.ts';
import { loadSwarm } from '../../firmware/config/load.ts';
import { shownPath } from '../../firmware/config/shown-path.ts';
import type { BoardConfig, SwarmConfig } from '../../firmware/config/swarm-config.ts';
import { connectionOf } from '../../firmware/open-body.ts';
import { acquireIdentity, IdentityTaken } from '../../firmware/store/identity-lock.ts';
import { BoardAway } from '../../hardware/bench/board-hold.ts';
import { PadBench } from '../../hardware/bench/pad-bench.ts';
import { RobotBench } from '../../hardware/bench/robot-bench.ts';
import type { PadBoard, RobotBoard } from '../../hardware/board/board.ts';
import type { LinkPorts } from '../../hardware/link/connection.ts';
import { isRobot } from '../../src/protocol/roster.ts';
import { watchEnding } from '../bench/ending.ts';
import { type Bench, jsonStream, lines, oneCommand, panel } from '../bench/modes.ts';
import { parseBench, type Role } from '../bench/parse.ts';
import { EXIT, type ExitCode, ExitError, fail } from '../errors.ts';
import { isTerminal } from '../full-screen.ts';
import { quoted } from '../shell.ts';

export interface BenchOptions {
  readonly id: string;
  /** One command; none for the panel. */
  readonly words: readonly string[];
  readonly config: string;
  readonly set: readonly string[];
  readonly yes?: boolean | undefined;
  readonly json?: boolean | undefined;
}

type RealBoard = Exclude<BoardConfig, { readonly kind: 'virtual' }>;

/** A board that does not listen any more is not waited for. */
const CLOSE_WITHIN_MS = 2000;

export async function run(options: BenchOptions): Promise<void> {
  const { id } = options;
  const config = loadSwarm(options.config, { set: options.set });
  const role = isRobot(config.roster, findMember(config, id)) ? 'robot' : 'pad';
  const board = realBoard(config, id);
  const line = options.words.join(' ');
  if (line !== '') needCommand(line, role);
  const identity = await acquireIdentity(config.state, id).catch((error: unknown) => {
    throw error instanceof IdentityTaken ? new ExitError(error.message, EXIT.config) : error;
  });

  const ending = watchEnding(line === '' ? EXIT.done : EXIT.timeout);
  const closers: (() => unknown)[] = [() => identity.release()];
  const work = async (): Promise<ExitCode> => {
    const bench = await openBench(
      { id, role, board, config, isSure: options.yes ?? false },
      (close) => closers.push(close),
    );
    if (line !== '') return await oneCommand(bench, line, options.json ?? false);
    if (options.json) return await jsonStream(bench);
    return isTerminal() ? await panel(bench) : await lines(bench);
  };
  const end = await Promise.race([work(), ending.ended]).catch(
    (error: unknown) => ({ error }) as const,
  );
  // The last that was opened first: the panel, the board, the identity.
  for (const close of closers.reverse()) await Promise.race([close(), sleep(CLOSE_WITHIN_MS)]);
  if (typeof end === 'number') process.exit(end);
  const { error } = end;
  fail(error instanceof BoardAway ? new ExitError(error.message, EXIT.unreachable) : error);
}

interface Place {
  readonly id: string;
  readonly role: Role;
  readonly board: RealBoard;
  readonly config: SwarmConfig;
  readonly isSure: boolean;
}

/** Rejects with BoardAway or BoardError when the board does not come up. */
async function openBench(
  { id, role, board, config, isSure }: Place,
  onEnd: (close: () => unknown) => void,
): Promise<Bench> {
  let notice = (text: string): void => void process.stderr.write(`bench: ${text}\n`);
  const clock = monotonicClock();
  const ports: LinkPorts = {
    clock,
    makeAlarm: (ring) => clockAlarm(clock, ring),
    onNotice: (text) => notice(text),
  };
  const connection = await connectionOf(board);
  const bench =
    role === 'robot'
      ? await RobotBench.open(connection, board.board as RobotBoard, ports)
      : await PadBench.open(connection, board.board as PadBoard, ports);
  onEnd(() => bench.close());
  const at = board.kind === 'firmata' ? board.port : 'the pins of this machine';
  return {
    id,
    title: `${id}, a ${role} at ${at}`,
    ground: {
      bench,
      file: { id, role, file: board.file, swarmFile: config.file },
      isSure,
      clock,
      makeAlarm: ports.makeAlarm,
    },
    tellNotices: (to) => {
      notice = to;
    },
    onEnd,
  };
}

function realBoard(config: SwarmConfig, id: string): RealBoard {
  const board = config.boards.get(id)!;
  if (board.kind !== 'virtual') return board;
  const file = shownPath(config.file);
  const option = file === 'swarm.yaml' ? '' : ` -c ${quoted(file)}`;
  throw new ExitError(
    `${id} is board: virtual: a body that is only computed, with nothing to put on a bench. To try one without ` +
      `hardware, write board: { johnny-five: firmata, port: /tmp/roost-%id } in ${file}, and start: roost board${option}`,
    EXIT.config,
  );
}

/** What is mistyped is told before a board is looked for. */
function needCommand(line: string, role: Role): void {
  const command = parseBench(line, role);
  if (command.do === 'none') throw new ExitError(command.wrong, EXIT.usage);
  if (command.do === 'stop' || command.do === 'quit')
    throw new ExitError(
      `${command.do} is for the panel; here everything is off already`,
      EXIT.usage,
    );
}
