/**
 * Which robots a table shows, and in which order: filtered by zone, phase and text, sorted by a column, cut into pages.
 *
 * With 2,000 robots this is the one piece of work that grows with the robots that are not shown. So it is done when
 * somebody turns a knob, and about once a second, and not with each change: rows that jump about under the eye are of
 * no use anyway. It gives ids; the rows look up what they show by themselves.
 */
import { compareIds } from '../../view/order.ts';
import type { RobotView, SwarmView } from '../../view/view.ts';

export const ROBOT_COLUMNS = [
  'id',
  'zone',
  'phase',
  'battery',
  'place',
  'wait',
  'expected',
  'heard',
] as const;
export type RobotColumn = (typeof ROBOT_COLUMNS)[number];

export interface Sorting {
  readonly by: RobotColumn;
  readonly descending: boolean;
}

export interface RobotFilter {
  /** Null: all zones. */
  readonly zone: string | null;
  readonly phase: string | null;
  readonly text: string;
}

export function orderRobots(
  view: SwarmView,
  filter: RobotFilter,
  sorting: Sorting,
): readonly string[] {
  const text = filter.text.trim().toLowerCase();
  const found = Object.values(view.robots).filter(
    (robot) =>
      (filter.zone === null || robot.zone === filter.zone) &&
      (filter.phase === null || (robot.phase ?? 'unknown') === filter.phase) &&
      (text === '' || wordsOf(robot).some((word) => word.toLowerCase().includes(text))),
  );
  const sign = sorting.descending ? -1 : 1;
  const rows = found.map((robot) => ({ id: robot.id, key: sortKey(robot, sorting.by) }));
  rows.sort((a, b) => {
    // What is not known stands at the end, whichever way round.
    if (a.key === null || b.key === null) {
      if (a.key !== b.key) return a.key === null ? 1 : -1;
      return compareIds(a.id, b.id);
    }
    const order =
      typeof a.key === 'number' && typeof b.key === 'number'
        ? a.key - b.key
        : compareIds(String(a.key), String(b.key));
    return order !== 0 ? sign * order : compareIds(a.id, b.id);
  });
  return rows.map((row) => row.id);
}

function wordsOf(robot: RobotView): string[] {
  const { id, pad, wait, fault, alarm, via } = robot;
  return [id, pad, wait?.pad, fault, alarm, via].filter((word) => typeof word === 'string');
}

function sortKey(robot: RobotView, by: RobotColumn): number | string | null {
  switch (by) {
    case 'id':
      return robot.id;
    case 'zone':
      return robot.zone;
    case 'phase':
      return robot.phase;
    case 'battery':
      return robot.battery;
    case 'place':
      return robot.wait === null ? null : (robot.wait.place ?? Number.MAX_SAFE_INTEGER);
    case 'wait':
      // A longer wait is the greater one.
      return robot.wait?.sinceMs == null ? null : -robot.wait.sinceMs;
    case 'expected':
      return robot.wait?.expectedMs ?? null;
    case 'heard':
      return robot.heardAtMs;
  }
}

/** How many robots are in each phase, within a zone; phases in the order in which a robot goes through them. */
export function countPhases(
  view: SwarmView,
  zone: string | null,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const robot of Object.values(view.robots)) {
    if (zone !== null && robot.zone !== zone) continue;
    const phase = robot.phase ?? 'unknown';
    counts.set(phase, (counts.get(phase) ?? 0) + 1);
  }
  const place = (phase: string) => {
    const at = (PHASES as readonly string[]).indexOf(phase);
    return at < 0 ? PHASES.length : at;
  };
  return [...counts].sort(([a], [b]) => place(a) - place(b) || compareIds(a, b));
}

export const PHASES = [
  'working',
  'requesting',
  'waiting',
  'approaching',
  'charging',
  'leaving',
  'parked',
  'fault',
] as const;

export interface PageOf<T> {
  readonly items: readonly T[];
  /** From 0; the last one when there are fewer than was asked for. */
  readonly page: number;
  readonly pages: number;
  readonly count: number;
  /** From 0: of the first item that is shown. */
  readonly first: number;
}

export function pageOf<T>(all: readonly T[], page: number, perPage: number): PageOf<T> {
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  const shown = Math.min(Math.max(0, page), pages - 1);
  const first = shown * perPage;
  return {
    items: all.slice(first, first + perPage),
    page: shown,
    pages,
    count: all.length,
    first,
  };
}
