/** `roost top` as text: what stands where on 80 columns and 24 lines, and what gives way. */
import { describe, expect, test } from 'vitest';
import type { Paint } from '../../../monitor/top/fit.ts';
import { FIRST_LOOK, type Look } from '../../../monitor/top/look.ts';
import { type Frame, screen } from '../../../monitor/top/screen.ts';
import type { AlarmView, SwarmView } from '../../../monitor/view/view.ts';
import { NOW_MS, pad, robot, view } from './a-view.ts';

const plain: Paint = (_tone, text) => text;

function text(of: SwarmView, look: Partial<Look> = {}, size: Partial<Frame> = {}): string {
  const { lines } = screen(
    of,
    { ...FIRST_LOOK, ...look },
    { width: 80, height: 24, note: null, ...size },
    plain,
  );
  return `\n${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

const wait = (id: string, place: number | null, expectedMs: number | null) => ({
  robot: id,
  pad: 'p1',
  place,
  sinceMs: NOW_MS - 40_000,
  urgency: 1,
  expectedMs,
});

const busy = view({
  robots: [
    robot('r1', { phase: 'charging', pad: 'p1', battery: 54, place: 'docked' }),
    robot('r2', { phase: 'waiting', battery: 21, wait: wait('r2', 2, 220_000) }),
    robot('r3', { phase: 'waiting', battery: 9, wait: wait('r3', 1, 100_000) }),
    robot('r4', { online: false, onlineSinceMs: NOW_MS - 125_000, battery: 70 }),
    robot('r10', { held: true }),
    robot('r5', { battery: null, phase: 'fault', fault: 'the motors draw too much' }),
  ],
  pads: [
    pad('p1', {
      occupant: { robot: 'r1', sinceMs: NOW_MS - 80_000, fence: [7, 12] },
      queue: [wait('r3', 1, 100_000), wait('r2', 2, 220_000)],
    }),
    pad('p2', { fault: 'the relay is welded', fence: null }),
  ],
});

const alarm = (id: string, change: Partial<AlarmView> = {}): AlarmView => ({
  id,
  kind: 'member-silent',
  severity: 'warning',
  sinceMs: NOW_MS - 65_000,
  zone: 'main',
  member: id,
  pad: null,
  text: `nothing is heard of ${id}`,
  mend: 'look at its battery and its radio',
  ...change,
});

describe('the screen', () => {
  test('who is on which pad, who is next, and how everybody is', () => {
    expect(text(busy, {}, { height: 14 })).toMatchInlineSnapshot(`
      "
       roost orchard  live   r3 leads, epoch 7; 8 of 8 members online
       p1     r1 for 1:20      (7,12)    next: r3 ~1:40, r2 ~3:40
       p2     free                       the relay is welded
       ROBOT PHASE       BATTERY          TURN       WAITS     EXPECTED  CHARGES
       r1    charging    █████·····  54 % on p1                             2
       r3    waiting     █·········   9 % 1. at p1   40 s      ~1:40        2
       r2    waiting     ██········  21 % 2. at p1   40 s      ~3:40        2
       r4    offline     gone for 2:05
       r5    fault       ··········   ? % the motors draw too much
       r10   working     ████████··  80 %                                   2    held



       6 robots, by queue   q ends  s sorts  / searches  z zones  ? helps
      "
    `);
  });

  test('alarms stand above everything, and say how many more there are', () => {
    const alarms = [
      alarm('r1', { severity: 'critical', text: 'two robots are seen on p1' }),
      ...['r2', 'r3', 'r4', 'r5'].map((id) => alarm(id)),
    ];
    expect(text(view({ alarms }), {}, { height: 12 })).toMatchInlineSnapshot(`
      "
       roost orchard  live   r3 leads, epoch 7; 4 of 4 members online
      !! two robots are seen on p1 (for 1:05)  look at its battery and its radio
       ! nothing is heard of r2 (for 1:05)  look at its battery and its radio
        and 3 more alarms
       p1     free             (7,12)
       ROBOT PHASE       BATTERY          TURN       WAITS     EXPECTED  CHARGES
       r1    working     ████████··  80 %                                   2
       r2    working     ████████··  80 %                                   2
       r3    working     ████████··  80 %                                   2


       3 robots, by queue   q ends  s sorts  / searches  z zones  ? helps
      "
    `);
  });

  test('a broker that is gone is told in the first line', () => {
    const broker = { up: false, sinceMs: NOW_MS - 30_000, reason: 'no broker listens at b:1883' };
    expect(text(view({ broker }), {}, { height: 6 }).split('\n')[1]).toBe(
      ' roost orchard  NOT LIVE for 30 s: no broker listens at b:1883',
    );
  });

  test('a note stands below the title', () => {
    const lines = text(view(), {}, { height: 6, note: 'http://127.0.0.1:8080/' }).split('\n');
    expect(lines[2]).toBe(' http://127.0.0.1:8080/');
  });

  test('what the broker kept is told apart from what is new', () => {
    const faint: Paint = (tone, text) => (tone === 'faint' ? `<${text}>` : text);
    const old = view({ robots: [robot('r1', { stale: true }), robot('r2')] });
    const { lines } = screen(old, FIRST_LOOK, { width: 80, height: 8, note: null }, faint);
    expect(lines.find((line) => line.includes('r1'))).toMatch(/^< r1/);
    expect(lines.find((line) => line.includes('r2'))).toMatch(/^ r2/);
  });

  test.each([
    ['nobody', view({ robots: [], pads: [], zones: [] })],
    ['many', view({ robots: Array.from({ length: 2000 }, (_, index) => robot(`r${index}`)) })],
    ['all', busy],
  ])('fits every size: %s', (_name, of) => {
    for (const width of [1, 8, 20, 40, 79, 80, 200])
      for (const height of [1, 2, 5, 24, 60]) {
        for (const help of [false, true]) {
          const { lines } = screen(
            of,
            { ...FIRST_LOOK, help },
            { width, height, note: help ? null : 'a page is at http://127.0.0.1:8080/' },
            plain,
          );
          expect(lines.length).toBeLessThanOrEqual(height);
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
        }
      }
  });

  test('scrolling, searching and a zone choose the robots', () => {
    const robots = Array.from({ length: 30 }, (_, index) =>
      robot(`r${index + 1}`, { zone: index % 2 === 0 ? 'east' : 'west' }),
    );
    const of = view({ robots });
    const ids = (look: Partial<Look>) =>
      [...text(of, look, { height: 8 }).matchAll(/^ (r\d+) /gm)].map(([, id]) => id);
    expect(ids({ sort: 'name' })).toEqual(['r1', 'r2', 'r3', 'r4']);
    expect(ids({ sort: 'name', scroll: 27 })).toEqual(['r27', 'r28', 'r29', 'r30']);
    expect(ids({ sort: 'name', search: '12' })).toEqual(['r12']);
    expect(ids({ sort: 'name', zone: 'west' })).toEqual(['r2', 'r4', 'r6', 'r8', 'r10']);
  });

  test('by battery the emptiest comes first, and one that is not known last', () => {
    const order = [...text(busy, { sort: 'battery' }).matchAll(/^ (r\d+) /gm)].map(([, id]) => id);
    expect(order).toEqual(['r3', 'r2', 'r1', 'r4', 'r10', 'r5']);
  });
});
