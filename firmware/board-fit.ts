/** What a person should know of the boards of a swarm although they can be used: `roost check` tells it. */

import type { PadBoard, RobotBoard } from '../hardware/board/board.ts';
import type { SwarmConfig } from './config/swarm-config.ts';

export function boardWarnings({ boards }: SwarmConfig): string[] {
  const real = [...boards].flatMap(([id, config]) =>
    config.kind === 'virtual' ? [] : [{ id, config, board: config.board }],
  );
  const ports = Map.groupBy(
    real.flatMap(({ id, config }) => (config.kind === 'firmata' ? [{ id, ...config }] : [])),
    ({ port }) => port,
  );
  return [
    ...[...ports].flatMap(([port, members]) =>
      members.length > 1 ? [samePort(port, namesOf(members))] : [],
    ),
    ...about(real, hasNoStop, runsOn),
    ...about(real, hasBlindRelay, weldedUnseen),
  ];
}

interface Member {
  readonly id: string;
  readonly board: RobotBoard | PadBoard;
}

function about(
  members: readonly Member[],
  is: (board: RobotBoard | PadBoard) => boolean,
  words: (names: string) => string,
): string[] {
  const found = members.filter(({ board }) => is(board));
  return found.length === 0 ? [] : [words(namesOf(found))];
}

/** No error: every member reads the same file, and most have a computer of their own. */
function samePort(port: string, names: string): string {
  return (
    `${names} have the same port ${port}: right when each runs on a computer of its own; on one computer ` +
    'give each its own port, with %id in the path or by its name below /dev/serial/by-id'
  );
}

function hasNoStop(board: RobotBoard | PadBoard): boolean {
  return 'drive' in board && board.deadMan.kind === 'none';
}

function runsOn(names: string): string {
  return (
    `nothing stops the motors of ${names} when the process dies or freezes; put Roost's own firmware on the ` +
    'Arduino, and write deadMan: firmware into the board file'
  );
}

function hasBlindRelay(board: RobotBoard | PadBoard): boolean {
  return 'relay' in board && board.relay.feedback === null && board.current === null;
}

function weldedUnseen(names: string): string {
  return (
    `nothing tells whether the relay of ${names} opens: a welded one would not be noticed; wire its second ` +
    'contact as relay.feedback, or measure the current'
  );
}

function namesOf(members: readonly { readonly id: string }[]): string {
  const ids = members.map(({ id }) => id);
  return [ids.slice(0, -1).join(', '), ...ids.slice(-1)]
    .filter((part) => part !== '')
    .join(' and ');
}
