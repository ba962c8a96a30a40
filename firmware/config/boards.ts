/**
 * The real boards of a swarm: for each member that has one, its port and its board file, and what is wrong with them.
 *
 * It looks at the plain value and skips what isn't of the right type, so that these problems are told together with
 * those of the swarm file. What is wrong in a file that several members share is told once.
 */

import { dirname, isAbsolute, join, resolve } from 'node:path';
import { isArduino, MODELS } from '../../hardware/board/pins.ts';
import { type BoardOf, readBoardFile } from './board-file.ts';
import { ConfigError, type Problem } from './config-error.ts';
import { type BoardLink, type BoardRole, defaultBoardFile } from './default-boards.ts';
import type { Finding } from './finding.ts';
import { isMapping, type Path, valueAt } from './path.ts';

export interface MemberBoard {
  /** Of the member, as far as it has one. */
  readonly id: string;
  /** Of the member's `board`. */
  readonly path: Path;
  readonly link: BoardLink;
  /** With the member's id in place of %id; null when it isn't there. */
  readonly port: string | null;
  /** The board file by its absolute path, and as the messages say it. */
  readonly file: string;
  readonly shown: string;
  /** Null when something is wrong with it. */
  readonly board: BoardOf['board'] | null;
}

export interface SwarmBoards {
  /** From where the paths in the swarm file count. */
  readonly folder: string;
  /** By `robots.0` and `pads.0`: those that are not virtual. */
  readonly boards: ReadonlyMap<string, MemberBoard>;
  /** About the swarm file. */
  readonly findings: readonly Finding[];
  /** About places in board files. */
  readonly problems: readonly Problem[];
}

/** `swarmFile`: as it was given. Reads each board file that is named. */
export function readBoards(value: unknown, swarmFile: string): SwarmBoards {
  const read = new BoardReader(swarmFile);
  const boards = new Map<string, MemberBoard>();
  for (const [kind, role] of [['robots', 'robot'] as const, ['pads', 'pad'] as const]) {
    const members = valueAt(value, [kind]);
    if (!Array.isArray(members)) continue;
    for (const [index, member] of members.entries()) {
      const board = read.boardOf(member, [kind, index, 'board'], role);
      if (board !== null) boards.set(`${kind}.${index}`, board);
    }
  }
  const problems = [...read.problems.values()].flat();
  return { folder: dirname(swarmFile), boards, findings: read.findings, problems };
}

class BoardReader {
  readonly findings: Finding[] = [];
  /** By file, so that what several members share is told once. */
  readonly problems = new Map<string, readonly Problem[]>();
  private readonly swarmFile: string;

  constructor(swarmFile: string) {
    this.swarmFile = swarmFile;
  }

  /** Null for a member that has no real board. */
  boardOf(member: unknown, path: Path, role: BoardRole): MemberBoard | null {
    if (!isMapping(member) || !isMapping(member.board)) return null;
    const { 'johnny-five': link, port, file: given } = member.board;
    if (link !== 'firmata' && link !== 'gpio') return null;
    const id = typeof member.id === 'string' ? member.id : '%id';
    const expanded = (text: unknown) =>
      typeof text === 'string' && text !== '' ? text.replaceAll('%id', id) : null;
    const name = expanded(given);
    const folder = dirname(this.swarmFile);
    const usual = defaultBoardFile(link, role);
    const file = name === null ? usual : isAbsolute(name) ? name : join(folder, name);
    const portPath = expanded(port);
    return {
      id,
      path,
      link,
      port: portPath === null ? null : resolve(folder, portPath),
      file: resolve(file),
      shown: name === null ? 'the usual board' : file,
      board: this.fitting(file, path, role, link),
    };
  }

  private fitting(file: string, path: Path, role: BoardRole, link: BoardLink) {
    const found = boardOrError(file, role);
    const filePath = [...path, 'file'];
    const refuse = (also: readonly Path[], what: string, mend: string): null => {
      this.findings.push({ path: filePath, also, what, mend });
      return null;
    };
    if (found instanceof ConfigError) {
      const inside = found.problems.filter(({ line }) => line !== null);
      this.problems.set(file, inside);
      for (const { line, what, mend } of found.problems) {
        if (line === null) refuse([], `${file}: ${what}`, mend);
      }
      return null;
    }
    if (found.role !== role) {
      const what = `${file} is the board of a ${found.role}, and this is a ${role}`;
      return refuse([], what, `name a file that begins with board: ${role}`);
    }
    const { model } = found.board;
    if (isArduino(model) === (link === 'firmata')) return found.board;
    const right = link === 'firmata' ? 'gpio' : 'firmata';
    const what = `${file} is the board of ${MODELS[model].name} (model: ${model})`;
    const mend = `write johnny-five: ${right}, or name another file`;
    return refuse([[...path, 'johnny-five']], what, mend);
  }
}

function boardOrError(file: string, role: BoardRole): BoardOf | ConfigError {
  try {
    return readBoardFile(file, role);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}
