import { describe, expect, test } from 'vitest';
import {
  countPhases,
  orderRobots,
  pageOf,
  type RobotColumn,
  type RobotFilter,
} from '../../../monitor/page/swarm/robot-order.ts';
import type { RobotView } from '../../../monitor/view/view.ts';
import { fakeRobot, fakeSwarm } from '../../support/fake-swarm.ts';

const NOW_MS = 1_800_000_000_000;
const ALL: RobotFilter = { zone: null, phase: null, text: '' };

function swarmOf(robots: readonly (Partial<RobotView> & { id: string })[]) {
  const view = fakeSwarm({ robots: 0, nowMs: NOW_MS });
  return {
    ...view,
    robots: Object.fromEntries(
      robots.map((robot) => [robot.id, { ...fakeRobot(robot.id, 'east', 0, NOW_MS), ...robot }]),
    ),
  };
}

function waiting(id: string, place: number | null, sinceMs: number | null, expectedMs: number) {
  const wait = { robot: id, pad: 'p1', place, sinceMs, urgency: 0, expectedMs };
  return { id, phase: 'waiting', wait };
}

const order = (view: ReturnType<typeof swarmOf>, by: RobotColumn, descending = false) =>
  orderRobots(view, ALL, { by, descending }).join(' ');

describe('order', () => {
  test('by name, as people count', () => {
    const view = swarmOf(['r10', 'r2', 'r1'].map((id) => ({ id })));
    expect(order(view, 'id')).toBe('r1 r2 r10');
    expect(order(view, 'id', true)).toBe('r10 r2 r1');
  });

  test('by battery; what is not known comes last, both ways', () => {
    const view = swarmOf([
      { id: 'r1', battery: null },
      { id: 'r2', battery: 80 },
      { id: 'r3', battery: 9 },
      { id: 'r4', battery: 80 },
    ]);
    expect(order(view, 'battery')).toBe('r3 r2 r4 r1');
    expect(order(view, 'battery', true)).toBe('r2 r4 r3 r1');
  });

  test('by place in the queue; who has just asked comes behind, who waits for nothing last', () => {
    const view = swarmOf([
      { id: 'r1' },
      waiting('r2', null, NOW_MS, 1),
      waiting('r3', 2, NOW_MS, 1),
      waiting('r4', 1, NOW_MS, 1),
    ]);
    expect(order(view, 'place')).toBe('r4 r3 r2 r1');
  });

  test('by wait: the shortest first; by expectation', () => {
    const view = swarmOf([
      waiting('r1', 1, NOW_MS - 9000, 5000),
      waiting('r2', 2, NOW_MS - 1000, 9000),
      { id: 'r3' },
    ]);
    expect(order(view, 'wait')).toBe('r2 r1 r3');
    expect(order(view, 'wait', true)).toBe('r1 r2 r3');
    expect(order(view, 'expected')).toBe('r1 r2 r3');
  });
});

describe('filter', () => {
  const view = swarmOf([
    { id: 'r1', zone: 'east', phase: 'charging', pad: 'p7' },
    { id: 'r2', zone: 'west', phase: null, fault: 'Left motor' },
    { id: 'r3', zone: 'west', phase: 'working' },
  ]);
  test.each<[string, Partial<RobotFilter>, string]>([
    ['a zone', { zone: 'west' }, 'r2 r3'],
    ['a phase', { phase: 'charging' }, 'r1'],
    ['a phase that nobody told', { phase: 'unknown' }, 'r2'],
    ['a name', { text: ' R3 ' }, 'r3'],
    ['a pad', { text: 'p7' }, 'r1'],
    ['a fault', { text: 'motor' }, 'r2'],
    ['two at once', { zone: 'west', text: '3' }, 'r3'],
    ['what nobody has', { text: '.*' }, ''],
  ])('%s', (_what, filter, expected) => {
    const found = orderRobots(view, { ...ALL, ...filter }, { by: 'id', descending: false });
    expect(found.join(' ')).toBe(expected);
  });

  test('phases are counted in the order of a robot that charges', () => {
    expect(countPhases(view, null)).toEqual([
      ['working', 1],
      ['charging', 1],
      ['unknown', 1],
    ]);
    expect(countPhases(view, 'east')).toEqual([['charging', 1]]);
  });
});

test('2,000 robots are put in order well within a second', () => {
  const view = fakeSwarm({ robots: 2000, zones: 40, pads: 120, nowMs: NOW_MS });
  const startedMs = performance.now();
  expect(orderRobots(view, ALL, { by: 'id', descending: true })[0]).toBe('r2000');
  expect(performance.now() - startedMs).toBeLessThan(1000);
});

test.each([
  [0, '1 2', 0, 3],
  [1, '3 4', 2, 3],
  [2, '5', 4, 3],
  [9, '5', 4, 3],
  [-1, '1 2', 0, 3],
])('page %i', (page, items, first, pages) => {
  const shown = pageOf([1, 2, 3, 4, 5], page, 2);
  expect([shown.items.join(' '), shown.first, shown.pages, shown.count]).toEqual([
    items,
    first,
    pages,
    5,
  ]);
});

test('nothing has one empty page', () => {
  expect(pageOf([], 0, 50)).toEqual({ items: [], page: 0, pages: 1, count: 0, first: 0 });
});
