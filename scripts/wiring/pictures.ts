/** The picture of each default board, drawn from its board file. */

import { join } from 'node:path';
import { type BoardFile, readBoardFile } from './board-file.ts';
import { draw } from './draw.ts';
import { padPi, padUno } from './pads.ts';
import { checkComplete, type Picture } from './picture.ts';
import { robotPi, robotUno, robotUnoIna219 } from './robots.ts';
import { svgOf } from './svg.ts';

const PICTURES: Readonly<Record<string, (file: BoardFile) => Picture>> = {
  'robot-uno': robotUno,
  'robot-uno-ina219': robotUnoIna219,
  'robot-pi': robotPi,
  'pad-uno': padUno,
  'pad-pi': padPi,
};

export const PICTURE_NAMES = Object.keys(PICTURES);

export function pictureOf(name: string, boardsFolder: string): Picture {
  const file = readBoardFile(name, join(boardsFolder, `${name}.yaml`));
  const picture = PICTURES[name]!(file);
  checkComplete(file, picture.nets);
  return picture;
}

export function wiringSvg(name: string, boardsFolder: string): string {
  const picture = pictureOf(name, boardsFolder);
  return svgOf(picture, draw(picture));
}
