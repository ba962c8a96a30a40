/** The keys of `roost top`, and what its columns mean. */
import { cut, type Paint, type Size } from './fit.ts';

const HELP = [
  ' q, Ctrl-C     ends',
  ' arrows, PgUp, PgDn, Home, End   other robots',
  ' s             another order: by queue, name, battery, phase',
  ' /             search in name, phase and zone; Enter keeps it, Esc ends it',
  ' z             another zone, and all',
  ' ? or h        this page; any key leaves it',
  '',
  ' TURN          the pad that it is on, or its place in the queue: 1. is next',
  ' WAITS         since it asked',
  ' EXPECTED      until its turn, from what stays on this pad took lately',
  ' CHARGES       stays on a pad since this began',
  ' a grey robot  the broker kept this; nothing newer has come yet',
];

export function helpLines({ width, height }: Size, paint: Paint): string[] {
  const lines = HELP.map((line) => cut(line, width));
  return [paint('title', cut(' roost top', width)), '', ...lines].slice(0, height);
}
