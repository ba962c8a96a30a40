/** What contradicts what between the boards of a swarm and the rest of its file. */

import { resolve } from 'node:path';
import { virtualUndockMs } from '../../src/roles/virtual-body.ts';
import type { SwarmBoards } from './boards.ts';
import type { Finding } from './finding.ts';
import { isMapping, type Path, valueAt } from './path.ts';

/** How long the slowest body takes to be clear of a pad, and which setting makes it slow. */
export interface Undock {
  readonly undockMs: number;
  readonly path: Path | null;
  /** Where its board file says so; a virtual body has none. */
  readonly leaveMs?: string;
}

export function slowestUndock(value: unknown, { boards }: SwarmBoards): Undock {
  const robots = valueAt(value, ['robots']);
  let slowest: Undock = { undockMs: 0, path: null };
  for (const [index, robot] of (Array.isArray(robots) ? robots : []).entries()) {
    const undock = boards.has(`robots.${index}`)
      ? realUndock(index, boards)
      : virtualUndock(robot, index);
    if (undock !== null && undock.undockMs > slowest.undockMs) slowest = undock;
  }
  return slowest;
}

function virtualUndock(robot: unknown, index: number): Undock | null {
  const speed = valueAt(robot, ['board', 'virtual', 'speed']) ?? 1;
  if (!isMapping(robot) || typeof speed !== 'number' || !(speed > 0)) return null;
  const path = ['robots', index, 'board', 'virtual', 'speed'];
  return { undockMs: virtualUndockMs(speed), path };
}

function realUndock(index: number, boards: SwarmBoards['boards']): Undock | null {
  const { board, path, shown } = boards.get(`robots.${index}`)!;
  if (board === null || !('drive' in board)) return null;
  const leaveMs = `drive.leaveMs of ${shown}`;
  return { undockMs: board.drive.leaveMs, path: [...path, 'file'], leaveMs };
}

/** A radio module and a board at one port of one member: neither would work. */
export function sharedPorts(value: unknown, { boards, folder }: SwarmBoards): Finding[] {
  const radio = valueAt(value, ['radio', 'serial', 'path']);
  if (typeof radio !== 'string') return [];
  return [...boards.values()].flatMap(({ path, port, id }) => {
    if (port !== resolve(folder, radio.replaceAll('%id', id))) return [];
    return [
      {
        path: [...path, 'port'],
        also: [['radio', 'serial', 'path']],
        what: `${port} is the port of the radio module too`,
        mend: 'give the board the port that it is plugged into: type roost doctor to see all',
      },
    ];
  });
}

/** Bare contacts have no controller that could drive a board. */
export function idleBoards(value: unknown, { boards }: SwarmBoards): Finding[] {
  return [...boards.values()].flatMap(({ path, id }) => {
    const guard = [...path.slice(0, -1), 'guard'];
    if (path[0] !== 'pads' || valueAt(value, guard) !== 'robots') return [];
    const what = `pad ${id} is guarded by the robots, and nobody drives its board`;
    return [{ path, also: [guard], what, mend: 'write board: virtual, or guard: controller' }];
  });
}
