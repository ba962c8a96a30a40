import { describe, expect, test } from 'vitest';
import { alarmBars, epochBars, type Sheet, stayBars } from '../../../monitor/page/timeline/bars.ts';
import { epochsOf } from '../../../monitor/page/timeline/epochs.ts';
import { cut, fitting } from '../../../monitor/page/timeline/labels.ts';
import {
  type Ground,
  groundOf,
  lanesOf,
  PADS_PER_PAGE,
} from '../../../monitor/page/timeline/lanes.ts';
import { withEvents } from '../../../monitor/page/timeline/live.ts';
import { placedMarks } from '../../../monitor/page/timeline/marks.ts';
import { sceneOf } from '../../../monitor/page/timeline/scene.ts';
import { clustersOf, rowsOf, runsOf } from '../../../monitor/page/timeline/thin.ts';
import type { ZoneView } from '../../../monitor/view/view.ts';
import type {
  HistoryAlarm,
  HistoryEvent,
  HistoryMark,
  HistoryStay,
  TimelineAnswer,
} from '../../../monitor/view/wire.ts';
import { fakeSwarm } from '../../support/fake-swarm.ts';

const ALL = { zone: null, page: 0 };
/** 100 seconds on 1000 px: 10 ms a point. */
const SHEET: Sheet = {
  span: { fromMs: 0, toMs: 100_000 },
  widthPx: 1000,
  nowMs: 90_000,
  offsetMs: 0,
};
const GROUND: Ground = {
  pads: [
    { id: 'p1', zone: 'east' },
    { id: 'p2', zone: 'west' },
  ],
  zones: ['east', 'west'],
  zoneOf: (member) => (member === 'r9' ? 'west' : 'east'),
};
const LANES = lanesOf(GROUND, ALL, 1).lanes;

const stay = (pad: string, robot: string, fromMs: number, untilMs: number | null): HistoryStay => ({
  pad,
  robot,
  fromMs,
  untilMs,
  fence: [3, 7],
});
const mark = (
  what: HistoryMark['what'],
  atMs: number,
  more?: Partial<HistoryMark>,
): HistoryMark => ({
  what,
  atMs,
  from: 'r1',
  pad: null,
  epoch: null,
  text: `${what} by r1`,
  ...more,
});
const answer = (stays: HistoryStay[], marks: HistoryMark[] = []): TimelineAnswer => ({
  schemaVersion: 1,
  fromMs: 0,
  toMs: 100_000,
  stays,
  marks,
  alarms: [],
  truncated: false,
});

describe('lanes', () => {
  test('alarms come first, then each zone with its pads, p2 before p10', () => {
    const pads = ['p10', 'p2', 'p1'].map((id) => ({ id, zone: 'east' }));
    const ground = groundOf(
      null,
      pads.map(({ id }) => id),
    );
    expect(ground.pads.map(({ id }) => id)).toEqual(['p1', 'p2', 'p10']);
    expect(LANES.map(({ id }) => id)).toEqual([
      'alarms',
      'zone east',
      'pad p1',
      'zone west',
      'pad p2',
    ]);
    for (const [index, lane] of LANES.slice(1).entries()) {
      const before = LANES[index]!;
      expect(lane.topPx).toBeGreaterThanOrEqual(before.topPx + before.heightPx);
    }
  });

  test('a zone hides the others', () => {
    const { lanes } = lanesOf(GROUND, { zone: 'west', page: 0 }, 0);
    expect(lanes.map(({ id }) => id)).toEqual(['alarms', 'zone west', 'pad p2']);
  });

  test('many pads come in pages; each pad is on one', () => {
    const pads = Array.from({ length: 2 * PADS_PER_PAGE + 1 }, (_, i) => ({
      id: `p${i}`,
      zone: 'east',
    }));
    const ground = { ...GROUND, pads, zones: ['east'] };
    const pagesOf = [0, 1, 2, 99].map((page) => lanesOf(ground, { zone: null, page }, 0));
    expect(pagesOf[0]?.pages).toBe(3);
    const seen = pagesOf
      .slice(0, 3)
      .flatMap(({ lanes }) => lanes.filter(({ sort }) => sort === 'pad').map(({ name }) => name));
    expect(seen).toEqual(pads.map(({ id }) => id));
    expect(pagesOf[3]?.lanes).toEqual(pagesOf[2]?.lanes);
  });
});

describe('stays', () => {
  test('lie where their time is, with robot and fence; one that lasts ends now', () => {
    const bars = stayBars(
      SHEET,
      answer([stay('p1', 'r1', 10_000, 30_000), stay('p1', 'r2', 40_000, null)]),
      LANES,
    );
    expect(bars.map(({ x, widthPx, label }) => ({ x, widthPx, label }))).toEqual([
      { x: 100, widthPx: 200, label: 'r1 (3.7)' },
      { x: 400, widthPx: 500, label: 'r2 (3.7)' },
    ]);
    expect(bars.map(({ words }) => words)).toEqual([
      'r1 on p1, fence 3.7, 00:00:10 to 00:00:30, 20 s',
      'r2 on p1, fence 3.7, since 00:00:40',
    ]);
  });

  test('are cut at the edges, and those outside are not there', () => {
    const bars = stayBars(
      SHEET,
      answer([stay('p1', 'r1', -50_000, 10_000), stay('p1', 'r2', 200_000, 300_000)]),
      LANES,
    );
    expect(bars).toHaveLength(1);
    expect(bars[0]).toMatchObject({ x: 0, widthPx: 100 });
  });

  test('5,000 short ones are a few bars that say how many they are', () => {
    const stays = Array.from({ length: 5000 }, (_, i) => stay('p1', 'r1', i * 18, i * 18 + 9));
    const bars = stayBars(SHEET, answer(stays), LANES);
    expect(bars.length).toBeLessThan(20);
    const told = bars.map(({ words }) => Number(/^(\d+) stays/.exec(words)?.[1] ?? 1));
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(5000);
  });
});

describe('epochs', () => {
  const zone = (epoch: number, leaderSinceMs: number): ZoneView => ({
    ...{ id: 'east', leader: 'r7', epoch, leaderSinceMs },
    ...{ online: 1, members: 1 },
  });
  const none = { marks: [], stays: [], now: null, current: true };

  test('begin when their leader says so, and end with the next', () => {
    const marks = [
      mark('leader', 20_000, { epoch: 2, from: 'r2' }),
      mark('leader', 21_000, { epoch: 2, from: 'r2' }),
      mark('leader', 60_000, { epoch: 5, from: 'r4' }),
      mark('election', 59_000, { epoch: 9 }),
    ];
    expect(epochsOf({ ...none, marks })).toEqual([
      { epoch: 2, leader: 'r2', fromMs: 20_000, untilMs: 60_000 },
      { epoch: 5, leader: 'r4', fromMs: 60_000, untilMs: null },
    ]);
  });

  test('a pad that was taken begins one under the same leader', () => {
    const stays = [stay('p1', 'r1', 10_000, 50_000), stay('p1', 'r2', 52_000, null)];
    stays[1] = { ...stays[1]!, fence: [4, 1] };
    const marks = [mark('mint', 50_000, { epoch: 4, from: 'r7', pad: 'p1' })];
    expect(epochsOf({ ...none, marks, stays, now: zone(4, -5000) })).toEqual([
      { epoch: 3, leader: 'r7', fromMs: 10_000, untilMs: 50_000 },
      { epoch: 4, leader: 'r7', fromMs: 50_000, untilMs: null },
    ]);
  });

  test('a pad whose token is older begins none', () => {
    const stays: HistoryStay[] = [{ ...stay('p1', 'r1', 10_000, null), fence: [4, 1] }];
    stays.push({ ...stay('p2', 'r2', 20_000, null), fence: [3, 1] });
    expect(epochsOf({ ...none, stays }).map(({ epoch }) => epoch)).toEqual([4]);
  });

  test('the one of now is known even when nothing happened', () => {
    const epochs = epochsOf({ ...none, now: zone(9, -5000) });
    expect(epochs).toEqual([{ epoch: 9, leader: 'r7', fromMs: -5000, untilMs: null }]);
    const [bar] = epochBars(SHEET, new Map([['east', epochs]]), LANES);
    expect(bar).toMatchObject({ x: 0, widthPx: 900, label: 'epoch 9 · r7 leads' });
  });

  test('of a time that has ended the present says nothing', () => {
    const view = fakeSwarm({ robots: 2 });
    const scene = (toMs: number, nowMs: number) =>
      sceneOf({
        ...{ answer: answer([]), events: [], view, choice: ALL },
        sheet: { ...SHEET, span: { fromMs: view.atMs - 10_000, toMs }, nowMs },
      }).bars.length;
    expect(scene(view.atMs, view.atMs)).toBe(1);
    expect(scene(view.atMs - 5000, view.atMs)).toBe(0);
    // Unless a stay shows that the epoch of then is that of now.
    const stays = [stay('p1', 'r1', 10_000, 20_000)];
    const [epoch] = epochsOf({ ...none, stays, now: zone(3, -5000), current: false });
    expect(epoch).toEqual({ epoch: 3, leader: 'r7', fromMs: 10_000, untilMs: null });
  });
});

describe('alarms', () => {
  test('those at the same time lie in rows, and a text that is too long is cut', () => {
    const alarm = (member: string, sinceMs: number, untilMs: number | null): HistoryAlarm => ({
      id: `member-silent:${member}`,
      kind: 'member-silent',
      severity: 'warning',
      sinceMs,
      untilMs,
      zone: 'east',
      member,
      pad: null,
      text: `${member} has not said anything for a while`,
      mend: 'look at it',
    });
    const alarms = [alarm('r1', 0, 50_000), alarm('r2', 10_000, 20_000), alarm('r3', 60_000, null)];
    const { bars, rows } = alarmBars(SHEET, alarms, LANES[0]!);
    expect(rows).toBe(2);
    expect(bars.map(({ y }) => y - LANES[0]!.topPx)).toEqual([0, 14, 0]);
    expect(bars[1]?.label).toBe('r2 has not s…');
    expect(bars[1]?.words).toContain('r2 has not said anything for a while, 00:00:10 to 00:00:20');
  });
});

describe('marks', () => {
  test('stand on the lane of their pad, else on that of the zone of who told it', () => {
    const marks = [
      mark('mint', 10_000, { pad: 'p2' }),
      mark('election', 20_000),
      mark('election', 50_000, { from: 'r9' }),
      mark('fault', 70_000, { from: 'p1' }),
    ];
    const placed = placedMarks(SHEET, marks, LANES, GROUND);
    expect(placed.map(({ lane, sort, x }) => [lane, sort, x])).toEqual([
      ['zone east', 'election', 200],
      ['pad p1', 'fault', 700],
      ['zone west', 'election', 500],
      ['pad p2', 'mint', 100],
    ]);
  });

  test('of a pad on another page are not put elsewhere', () => {
    const lanes = LANES.filter(({ id }) => id !== 'pad p2');
    expect(placedMarks(SHEET, [mark('mint', 10_000, { pad: 'p2' })], lanes, GROUND)).toEqual([]);
  });

  test('close ones are one, with the sign of the gravest', () => {
    const marks = [
      mark('election', 20_000),
      mark('election', 20_300),
      mark('fault', 20_900),
      mark('leader', 23_000),
    ];
    const placed = placedMarks(SHEET, marks, LANES, GROUND);
    expect(placed.map(({ sort, count }) => [sort, count])).toEqual([
      ['fault', 3],
      ['leader', 1],
    ]);
    expect(placed[0]?.words).toBe('00:00:20, 1 fault, 2 elections');
    expect(placed[1]?.words).toBe('00:00:23, leader by r1');
  });
});

describe('live events', () => {
  const event = (
    name: string,
    atMs: number,
    what: Record<string, unknown> = {},
    pad: string | null = null,
  ): HistoryEvent => ({ id: atMs, atMs, from: 'r1', event: name, pad, what });

  test('open and close stays, once', () => {
    const enter = event('enter', 50_000, { fence: [4, 1] }, 'p1');
    const exit = event('exit', 60_000, {}, 'p1');
    const once = withEvents(answer([]), [enter, enter, exit]);
    expect(once.stays).toEqual([
      { pad: 'p1', robot: 'r1', fromMs: 50_000, untilMs: 60_000, fence: [4, 1] },
    ]);
    // The hub's answer had it already.
    expect(withEvents(once, [enter, exit]).stays).toEqual(once.stays);
  });

  test('become marks, unless the answer has them', () => {
    const events = [
      event('election', 1000),
      event('leader', 2000, { leader: 'r1', epoch: 3 }),
      event('leader', 2500, { leader: 'r4', epoch: 3 }),
      event('mint', 3000, { reason: 'lost' }, 'p1'),
      event('body', 4000, { phase: 'fault' }),
      event('body', 5000, { phase: 'working' }),
      event('renew', 6000, {}, 'p1'),
    ];
    const marks = withEvents(answer([], [mark('election', 1000)]), events).marks;
    expect(marks.map(({ what, text }) => [what, text])).toEqual([
      ['election', 'election by r1'],
      ['leader', 'r1 leads epoch 3'],
      ['mint', 'r1 mints a new token: lost'],
      ['fault', 'r1 has a fault'],
    ]);
  });

  test('a fence that is none is no fence', () => {
    const { stays } = withEvents(answer([]), [event('enter', 1, { fence: ['<b>', 1] }, 'p1')]);
    expect(stays[0]?.fence).toBeNull();
  });
});

describe('thinning and labels', () => {
  test('wide bars stay alone, and narrow ones apart from each other do too', () => {
    const at = (left: number, widthPx: number) => ({ left, right: left + widthPx });
    const runs = runsOf([at(0, 4), at(6, 4), at(20, 4), at(25, 50), at(76, 4)]);
    expect(runs.map((run) => run.length)).toEqual([2, 1, 1, 1]);
  });

  test('a lane that is busy all along is many runs, so that one can be zoomed into', () => {
    const bars = Array.from({ length: 100 }, (_, i) => ({ left: i * 5, right: i * 5 + 4 }));
    const lengths = runsOf(bars).map((run) => run.at(-1)!.right - run[0]!.left);
    expect(lengths.length).toBeGreaterThan(7);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(60);
  });

  test('a steady stream of marks is many groups, not one', () => {
    const clusters = clustersOf(
      Array.from({ length: 100 }, (_, i) => ({ x: i * 5 })),
      16,
    );
    expect(clusters.length).toBe(25);
  });

  test('rows are used again as soon as they are free', () => {
    const at = (left: number, right: number) => ({ left, right });
    expect(rowsOf([at(0, 10), at(5, 15), at(10, 20), at(12, 13)])).toEqual([0, 1, 0, 2]);
  });

  test('the fullest label that fits', () => {
    expect(fitting(['r1 (3.7)', 'r1'], 200)).toBe('r1 (3.7)');
    expect(fitting(['r1 (3.7)', 'r1'], 40)).toBe('r1');
    expect(fitting(['r1 (3.7)', 'r1'], 15)).toBeNull();
    expect(cut('a long text', 30)).toBeNull();
  });
});
