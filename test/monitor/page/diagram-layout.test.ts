import { describe, expect, test } from 'vitest';
import {
  diagramOf,
  MANY_EVENTS,
  MANY_FRAMES,
} from '../../../monitor/page/diagram/diagram-layout.ts';
import {
  detailsOf,
  type Filter,
  itemsOf,
  nearest,
  wordsOf,
} from '../../../monitor/page/diagram/items.ts';
import { GROUPS, groupOf } from '../../../monitor/page/diagram/kinds.ts';
import { signOf } from '../../../monitor/page/diagram/signs.ts';
import type { AroundAnswer, HistoryEvent, HistoryFrame } from '../../../monitor/view/wire.ts';

const frame = (
  atMs: number,
  from: string,
  kind: string,
  to: string | null = null,
): HistoryFrame => ({ atMs, zone: 'east', from, kind, to, pad: null, bytes: 41 });
const event = (
  atMs: number,
  from: string,
  name: string,
  what: Record<string, unknown> = {},
): HistoryEvent => ({ id: atMs, atMs, from, event: name, pad: null, what });
const around = (frames: HistoryFrame[], events: HistoryEvent[] = []): AroundAnswer => ({
  schemaVersion: 1,
  fromMs: 0,
  toMs: 1000,
  frames,
  events,
  truncated: false,
});
const EVERYTHING: Filter = { hiddenGroups: new Set(), events: true };

function drawn(answer: AroundAnswer, filter = EVERYTHING) {
  return diagramOf({
    items: itemsOf(answer, filter),
    span: { fromMs: 0, toMs: 1000 },
    widthPx: 500,
    isPad: (id) => id.startsWith('p'),
  });
}

describe('the sequence of events and frames', () => {
  const answer = around(
    [frame(200, 'r2', 'enter', 'p1'), frame(100, 'r1', 'beat')],
    [event(200, 'p1', 'admit', { robot: 'r2', fence: [3, 7] }), event(50, 'r1', 'body')],
  );

  test('is in the order of time; of one moment the frame comes first', () => {
    const items = itemsOf(answer, EVERYTHING);
    expect(items.map(wordsOf)).toEqual([
      'r1: event body',
      'r1 to all: frame beat, 41 bytes',
      'r2 to p1: frame enter, 41 bytes',
      'p1: event admit, robot r2, fence 3.7',
    ]);
    expect(items.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  });

  test('leaves out what is filtered', () => {
    const hidden = new Set(['beat'] as const);
    const items = itemsOf(answer, { hiddenGroups: hidden, events: false });
    expect(items.map(wordsOf)).toEqual(['r2 to p1: frame enter, 41 bytes']);
  });

  test('the nearest to an instant', () => {
    const items = itemsOf(answer, EVERYTHING);
    expect(nearest(items, 120)).toBe(1);
    expect(nearest(items, 9999)).toBe(2);
    expect(nearest([], 0)).toBe(-1);
  });

  test('what members write is text, cut when it is long', () => {
    const [html, list, long] = detailsOf({
      v: 1,
      t: 5,
      reason: '<img src=x>',
      queue: [],
      x: 'y'.repeat(500),
    });
    expect(html).toEqual({ name: 'reason', value: '<img src=x>' });
    expect(list).toEqual({ name: 'queue', value: 'empty' });
    expect(long?.value).toHaveLength(120);
  });
});

describe('the diagram', () => {
  test('has a line for everybody who did something or was named, robots first', () => {
    const { lifelines } = drawn(
      around([frame(1, 'p1', 'admit', 'r10'), frame(2, 'r2', 'beat')], [event(3, 'r1', 'boot')]),
    );
    expect(lifelines.map(({ id }) => id)).toEqual(['r1', 'r2', 'r10', 'p1']);
  });

  test('a frame goes to whom it names, and to nobody in particular without a name', () => {
    const { arrows, lifelines } = drawn(
      around([frame(500, 'r1', 'enter', 'p1'), frame(600, 'r1', 'beat')]),
    );
    const [r1, p1] = lifelines;
    expect(arrows).toEqual([
      { index: 0, group: 'admission', x: 250, y: r1!.y, toY: p1!.y, label: 'enter' },
      { index: 1, group: 'beat', x: 300, y: r1!.y, toY: null, label: 'beat' },
    ]);
  });

  test('kinds are written where they do not run into each other', () => {
    const { arrows } = drawn(
      around([frame(500, 'r1', 'hello'), frame(520, 'r1', 'beat'), frame(520, 'r2', 'beat')]),
    );
    expect(arrows.map(({ label }) => label)).toEqual(['hello', null, 'beat']);
  });

  test('a stay goes from enter to exit, and beyond the window where one of them is outside', () => {
    const { stays } = drawn(
      around(
        [],
        [
          event(100, 'r1', 'exit'),
          event(200, 'r2', 'enter'),
          event(400, 'r2', 'exit'),
          event(400, 'r2', 'exit'),
          event(600, 'r3', 'renew'),
          event(800, 'r1', 'enter'),
        ],
      ),
    );
    expect(stays.map(({ robot, x, widthPx }) => [robot, x, widthPx])).toEqual([
      ['r1', 0, 50],
      ['r2', 100, 100],
      ['r3', 0, 500],
      ['r1', 400, 100],
    ]);
  });

  test('5,000 frames are heaps whose heights say how many', () => {
    const frames = Array.from({ length: 5000 }, (_, i) =>
      frame(i < 4000 ? 100 : 900, 'r1', 'beat'),
    );
    const { arrows, heaps } = drawn(around(frames));
    expect(arrows).toEqual([]);
    expect(heaps).toHaveLength(2);
    expect(heaps[0]!.heightPx / heaps[1]!.heightPx).toBeCloseTo(4);
    expect(drawn(around(frames.slice(0, MANY_FRAMES))).arrows).toHaveLength(MANY_FRAMES);
  });
});

describe('many events', () => {
  test('at one moment: a sign lies above a dot', () => {
    const { glyphs } = drawn(around([], [event(5, 'r1', 'mint'), event(5, 'r1', 'token')]));
    expect(glyphs.map(({ sign }) => sign)).toEqual(['other', 'mint']);
  });

  test('leave signs to the rare ones, and say so', () => {
    const requests = Array.from({ length: MANY_EVENTS }, (_, i) => event(i, 'r1', 'request'));
    const some = drawn(around([], requests));
    expect([some.glyphs.length, some.rareSignsOnly]).toEqual([MANY_EVENTS, false]);
    const many = drawn(around([], [...requests, event(900, 'r1', 'mint')]));
    expect(many.glyphs.map(({ sign }) => sign)).toEqual(['mint']);
    expect(many.rareSignsOnly).toBe(true);
  });
});

describe('kinds and signs', () => {
  test('each kind is in one group, an unknown one in the last', () => {
    const kinds = GROUPS.flatMap((group) => group.kinds);
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(kinds).toHaveLength(17);
    expect(groupOf('refuse')).toBe('admission');
    expect(groupOf('__proto__')).toBe('joining');
  });

  test('a fault of the body is an alarm, other phases are dots', () => {
    expect(signOf('body', { phase: 'fault' })).toBe('alarm');
    expect(signOf('body', { phase: 'working' })).toBe('other');
    expect(signOf('toString', {})).toBe('other');
  });
});
