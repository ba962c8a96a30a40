/** Robots, one line each, under a head that names the columns. */
import type { RobotView } from '../view/view.ts';
import { span } from '../view/words.ts';
import { cut, lineOf, type Paint, type Part, type Tone } from './fit.ts';

const BAR_CELLS = 10;

const PHASE_TONES: Readonly<Record<string, Tone>> = {
  charging: 'good',
  approaching: 'busy',
  leaving: 'busy',
  requesting: 'waits',
  waiting: 'waits',
  parked: 'bad',
  fault: 'bad',
};

const HEADS = ['PHASE', 'BATTERY', 'TURN', 'WAITS', 'EXPECTED', 'CHARGES'];
const CELLS = [11, 16, 10, 9, 9, 7];

export function headLine(nameCells: number, width: number, paint: Paint): string {
  const heads = HEADS.map((head, index) => head.padEnd(CELLS[index]!));
  const text = ` ${'ROBOT'.padEnd(nameCells)} ${heads.join(' ')}`;
  return lineOf([['title', text.padEnd(width)]], width, paint);
}

/** `nameCells`: how wide the names are; a longer one is cut. */
export function robotLine(
  robot: RobotView,
  nowMs: number,
  nameCells: number,
  width: number,
  paint: Paint,
): string {
  const silent = silence(robot, nowMs);
  const phase = silent === null ? (robot.phase ?? '?') : 'offline';
  const name: Part = ['plain', ` ${cut(robot.id, nameCells).padEnd(nameCells)} `];
  const phasePart: Part = [
    silent === null ? (PHASE_TONES[phase] ?? 'plain') : 'bad',
    `${phase.padEnd(CELLS[0]!)} `,
  ];
  const rest = silent === null ? restOf(robot, nowMs) : ([['plain', silent]] as const);
  const parts = [name, phasePart, ...rest];
  if (!robot.stale || silent !== null) return lineOf(parts, width, paint);
  return paint(
    'faint',
    lineOf(parts, width, (_tone, text) => text),
  );
}

function restOf(robot: RobotView, nowMs: number): Part[] {
  const { battery, wait } = robot;
  const percent = battery === null ? '  ?' : String(Math.round(battery)).padStart(3);
  const gauge: Part = ['plain', `${bar(battery)} ${percent} % `];
  const trouble = robot.fault ?? robot.alarm;
  // In place of a turn, which it hardly gets.
  if (trouble !== null) return [gauge, ['bad', trouble]];
  const cells = [
    robot.pad ? `on ${robot.pad}` : turn(robot),
    wait?.sinceMs == null ? '' : span(nowMs - wait.sinceMs),
    wait?.expectedMs == null ? '' : `~${span(wait.expectedMs)}`,
    String(robot.entries).padStart(4),
  ].map((text, index) => text.padEnd(CELLS[index + 2]!));
  return [gauge, ['plain', `${cells.join(' ')} ${robot.held ? 'held' : ''}`.trimEnd()]];
}

/** Since when nothing came of a robot; null while it is there. */
function silence({ online, onlineSinceMs, heardAtMs }: RobotView, nowMs: number): string | null {
  if (online === null) return 'was not heard yet';
  if (online) return null;
  const sinceMs = onlineSinceMs ?? heardAtMs;
  return sinceMs === null ? 'gone' : `gone for ${span(nowMs - sinceMs)}`;
}

function turn({ wait }: RobotView): string {
  if (wait === null) return '';
  return wait.place === null ? `asks ${wait.pad}` : `${wait.place}. at ${wait.pad}`;
}

function bar(percent: number | null): string {
  const full = Math.round(((percent ?? 0) / 100) * BAR_CELLS);
  return '█'.repeat(Math.max(0, Math.min(BAR_CELLS, full))).padEnd(BAR_CELLS, '·');
}
