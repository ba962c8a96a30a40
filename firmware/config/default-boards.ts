/** The boards that are taken when swarm.yaml names none: files that are shipped, for users to copy. */

import { fileURLToPath } from 'node:url';

export type BoardRole = 'robot' | 'pad';
export type BoardLink = 'firmata' | 'gpio';

const FOLDER = new URL('../../hardware/boards/', import.meta.url);

const FILES: Readonly<Record<BoardLink, Readonly<Record<BoardRole, string>>>> = {
  firmata: { robot: 'robot-uno.yaml', pad: 'pad-uno.yaml' },
  gpio: { robot: 'robot-pi.yaml', pad: 'pad-pi.yaml' },
};

/** By its absolute path. */
export function defaultBoardFile(link: BoardLink, role: BoardRole): string {
  return shippedBoardFile(FILES[link][role]);
}

/** By its name in the folder of boards that are shipped. */
export function shippedBoardFile(name: string): string {
  return fileURLToPath(new URL(name, FOLDER));
}

/** Whether a file, by its absolute path, belongs to Roost and not to the user. */
export function isShippedBoard(file: string): boolean {
  return file.startsWith(fileURLToPath(FOLDER));
}
