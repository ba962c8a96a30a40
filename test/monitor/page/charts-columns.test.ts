import { describe, expect, test } from 'vitest';
import {
  appended,
  figuresOf,
  groupedBy,
  held,
  NOTHING,
  spreadOf,
  stacked,
} from '../../../monitor/page/charts/columns.ts';
import {
  batteryPlot,
  framesPlot,
  radioPlot,
  waitPlot,
} from '../../../monitor/page/charts/plots.ts';
import { batteriesOf, lowestOf, MOST_LINES } from '../../../monitor/page/charts/robots.ts';
import type { SeriesAnswer } from '../../../monitor/view/wire.ts';
import { fakeSwarm } from '../../support/fake-swarm.ts';

const answer = (atMs: number[], series: SeriesAnswer['series']): SeriesAnswer => ({
  schemaVersion: 1,
  name: 'battery',
  atMs,
  series,
});

describe('values that hold on', () => {
  test('until the next one, but no longer than they can be believed', () => {
    const { series } = held(
      {
        atMs: [0, 30_000, 60_000, 90_000, 120_000, 150_000],
        series: { r1: [80, null, 70, null, null, null] },
      },
      1000,
    );
    expect(series.r1).toEqual([80, 80, 70, 70, 70, 70]);
    const gap = held({ atMs: [0, 90_000, 90_001], series: { r1: [80, null, null] } }, 1000);
    expect(gap.series.r1).toEqual([80, 80, null]);
  });

  test('longer where a point stands for more time; and nothing before the first', () => {
    const { series } = held({ atMs: [0, 1, 300_000], series: { r1: [null, 80, null] } }, 120_000);
    expect(series.r1).toEqual([null, 80, 80]);
  });
});

describe('what comes later', () => {
  test('goes behind what there is, and is right where both know', () => {
    const before = appended(NOTHING, answer([10, 20, 30], { r1: [1, 2, 3] }), 0);
    const after = appended(before, answer([30, 40], { r1: [4, 5], r2: [6, 7] }), 0);
    expect(after).toEqual({
      atMs: [10, 20, 30, 40],
      series: { r1: [1, 2, 4, 5], r2: [null, null, 6, 7] },
    });
  });

  test('lets go of what is too old, and keeps what nothing new is told of', () => {
    const before = appended(NOTHING, answer([10, 20, 30], { r1: [1, 2, 3] }), 0);
    expect(appended(before, answer([], {}), 20)).toEqual({
      atMs: [20, 30],
      series: { r1: [2, 3] },
    });
  });
});

describe('many as few', () => {
  test('the spread is over those that are known at the time', () => {
    const { series } = spreadOf({
      atMs: [1, 2, 3],
      series: { a: [10, 10, null], b: [30, null, null], c: [50, 20, null] },
    });
    expect(series).toEqual({
      lowest: [10, 10, null],
      median: [30, 15, null],
      highest: [50, 20, null],
    });
  });

  test('groups are sums, and layers stand on each other', () => {
    const { series } = groupedBy(
      { atMs: [1, 2], series: { enter: [1, null], exit: [2, null], beat: [4, 5] } },
      (kind) => (kind === 'beat' ? 'beat' : 'admission'),
    );
    expect(series).toEqual({ admission: [3, null], beat: [4, 5] });
    expect(
      stacked([
        [3, null, null],
        [4, 5, null],
      ]),
    ).toEqual([
      [3, 0, null],
      [7, 5, null],
    ]);
  });

  test('figures leave out what is not known', () => {
    expect(figuresOf([null, 5, 2, 9, 4, null])).toEqual({ last: 4, lowest: 2, highest: 9 });
    expect(figuresOf([null])).toEqual({ last: null, lowest: null, highest: null });
  });
});

describe('whose batteries', () => {
  const many = Array.from({ length: 2000 }, (_, i) => `r${i + 1}`);

  test('each of a few; the spread of many, asked of a hundred evenly; those that were chosen', () => {
    expect(batteriesOf(['r10', 'r2'], [])).toEqual({
      members: ['r2', 'r10'],
      spread: false,
      robots: 2,
    });
    const spread = batteriesOf(many, []);
    expect(spread.spread).toBe(true);
    expect(new Set(spread.members).size).toBe(100);
    expect(spread.members.slice(0, 2)).toEqual(['r1', 'r21']);
    expect(batteriesOf(many, ['r7'])).toEqual({ members: ['r7'], spread: false, robots: 2000 });
  });

  test('the lowest now', () => {
    const view = fakeSwarm({ robots: 30 });
    const lowest = lowestOf(view);
    expect(lowest).toHaveLength(MOST_LINES);
    const batteries = Object.values(view.robots).flatMap(({ battery }) => battery ?? []);
    expect(view.robots[lowest[0]!]!.battery).toBe(Math.min(...batteries));
  });
});

describe('charts', () => {
  test('say their units', () => {
    expect(batteryPlot(NOTHING, false, '').format(41.6)).toBe('42 %');
    expect(waitPlot(NOTHING).format(200_000)).toBe('3 min 20 s');
    expect(framesPlot(NOTHING).format(9.44)).toBe('9.4');
    expect(radioPlot(NOTHING).format(12.34)).toBe('12.3 %');
  });

  test('the radio is stacked by what frames are for, in an order that stays', () => {
    const plot = radioPlot({
      atMs: [1],
      series: { beat: [0.5], request: [0.1], enter: [0.2], exit: [0.1], novel: [0.1] },
    });
    expect(plot.lines.map(({ id, values, drawn }) => [id, values[0], drawn[0]])).toEqual([
      ['asking', 10, 10],
      ['admission', expect.closeTo(30), expect.closeTo(40)],
      ['beat', 50, expect.closeTo(90)],
      ['joining', 10, expect.closeTo(100)],
    ]);
  });

  test('lines have colours and dashes of their own', () => {
    const ids = Array.from({ length: MOST_LINES }, (_, i) => `r${i + 1}`);
    const series = Object.fromEntries(ids.map((id) => [id, [50]]));
    const { lines } = batteryPlot({ atMs: [1], series }, false, '');
    expect(new Set(lines.map(({ colour }) => colour)).size).toBe(MOST_LINES);
    expect(lines[0]!.dash).not.toEqual(lines[1]!.dash);
  });
});
