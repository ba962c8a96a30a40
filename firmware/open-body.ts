/**
 * From what the swarm file says of a member's board to its body.
 *
 * What drives real boards is loaded when there is one: a virtual member needs none of it installed.
 */

import type { PadBoard, RobotBoard } from '../hardware/board/board.ts';
import type { BodyPorts, Connection } from '../hardware/link/connection.ts';
import { openVirtualBody, openVirtualPad } from '../hardware/virtual.ts';
import { isRobot, type MemberIndex } from '../src/protocol/roster.ts';
import type { BodyReport, PadReport } from '../src/roles/body.ts';
import type { VirtualBodyOptions } from '../src/roles/virtual-body.ts';
import type { Body, Clock, PadBody } from '../src/runtime/ports.ts';
import { clockAlarm } from './alarm.ts';
import { BoardError } from './board-error.ts';
import type { BoardConfig, SwarmConfig, VirtualBoardConfig } from './config/swarm-config.ts';

export interface BodyGround {
  readonly config: SwarmConfig;
  readonly self: MemberIndex;
  readonly clock: Clock;
  /** Something about the board that a person should know, in plain words. */
  onNotice(text: string): void;
  /** Loads what drives the pins of a Raspberry Pi; rejects with the mend when it isn't there. Given by tests. */
  readonly needGpio?: () => Promise<unknown>;
}

/** Rejects with BoardError when this machine lacks what the board needs. `onReport` hears each change. */
export async function openRobot(
  ground: BodyGround,
  onReport: (report: BodyReport) => void,
): Promise<Body> {
  const board = boardOf(ground);
  const ports = portsOf(ground, onReport);
  if (board.kind === 'virtual') {
    return openVirtualBody(virtualLife(board, ground), ports.clock, ports.makeAlarm, onReport);
  }
  const connection = await connectionOf(board, ground);
  const { openRobotBody } = await import('../hardware/robot-body.ts');
  // The configuration takes the file of a pad for no robot.
  return openRobotBody(connection, board.board as RobotBoard, ports);
}

/** As `openRobot`, for a pad. */
export async function openPad(
  ground: BodyGround,
  onReport: (report: PadReport) => void,
): Promise<PadBody> {
  const board = boardOf(ground);
  if (board.kind === 'virtual') return openVirtualPad();
  const connection = await connectionOf(board, ground);
  const { openPadBody } = await import('../hardware/pad-body.ts');
  return openPadBody(connection, board.board as PadBoard, portsOf(ground, onReport));
}

function boardOf({ config, self }: BodyGround): BoardConfig {
  const { roster, boards } = config;
  const member = isRobot(roster, self)
    ? roster.robots[self]
    : roster.pads[self - roster.robots.length];
  return boards.get(member!.id)!;
}

function portsOf<Report>(
  { clock, onNotice }: BodyGround,
  onReport: (report: Report) => void,
): BodyPorts<Report> {
  return { clock, makeAlarm: (ring) => clockAlarm(clock, ring), onReport, onNotice };
}

/** Without a given charge, robots begin at different ones, as they would in life. */
function virtualLife(
  { speed, batteryPercent }: VirtualBoardConfig,
  { config, self }: BodyGround,
): VirtualBodyOptions {
  const { requestBelow, chargeTo } = config.charging;
  const spread = requestBelow + 5 + ((self * 37) % Math.max(1, chargeTo - requestBelow - 5));
  return { speed, batteryPercent: batteryPercent ?? spread, requestBelow, chargeTo };
}

/**
 * An Arduino may be plugged in later. A package that is missing stays so, and nobody would look for that: rejects with
 * BoardError.
 */
export async function connectionOf(
  board: Exclude<BoardConfig, VirtualBoardConfig>,
  { needGpio = loadGpio }: Pick<BodyGround, 'needGpio'> = {},
): Promise<Connection> {
  if (board.kind === 'firmata') return { kind: 'firmata', port: board.port };
  try {
    await needGpio();
  } catch (error) {
    throw new BoardError((error as Error).message, { cause: error });
  }
  return { kind: 'gpio' };
}

async function loadGpio(): Promise<void> {
  const { loadGpioBinding } = await import('../hardware/gpio/binding.ts');
  await loadGpioBinding();
}
