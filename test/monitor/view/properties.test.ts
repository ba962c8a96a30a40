/** Whatever is told, in whatever order: the fold never throws, and its deltas add up to its view. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyDelta } from '../../../monitor/view/apply.ts';
import { SwarmFold } from '../../../monitor/view/fold.ts';
import type { MemberState, Told } from '../../../monitor/view/told.ts';
import { ALARM_KINDS } from '../../../monitor/view/view.ts';
import { OPTIONS, START_MS } from './stage.ts';

const robot = fc.constantFrom('r1', 'r2', 'r3', 'x4');
const pad = fc.constantFrom('p1', 'p2');
const fence = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 4 }));
const phase = fc.constantFrom(
  'working',
  'requesting',
  'waiting',
  'approaching',
  'charging',
  'fault',
);
const retained = fc.boolean();
const mono = fc.integer({ min: 0, max: 100_000 });
const about = fc.oneof(
  robot.map((one) => ({ kind: 'robots', id: one }) as const),
  pad.map((one) => ({ kind: 'pads', id: one }) as const),
);

const overheard = fc.record(
  {
    pad,
    fence,
    holder: fc.option(robot),
    queue: fc.uniqueArray(robot),
    occupied: fc.boolean(),
    lease: fc.option(robot),
  },
  { requiredKeys: ['pad'] },
);
const counts = fc.dictionary(fc.constantFrom('hello', 'foreign', 'forged'), fc.nat({ max: 50 }));
const state: fc.Arbitrary<MemberState> = fc.record(
  {
    zone: fc.constantFrom('east', 'west'),
    t: mono,
    mono,
    phase,
    battery: fc.option(fc.integer({ min: 0, max: 100 })),
    fault: fc.option(fc.constant('stuck')),
    alarm: fc.option(fc.constant('hot')),
    boot: fc.nat({ max: 3 }),
    leader: fc.option(robot),
    epoch: fc.nat({ max: 3 }),
    via: fc.constant('p1'),
    pads: fc.array(overheard, { maxLength: 2 }),
    frames: fc.record({ sent: counts, dropped: counts }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<MemberState>;

const event = fc.record(
  {
    event: fc.constantFrom(
      ...['boot', 'stop', 'request', 'token', 'mint', 'enter', 'renew', 'exit', 'admit', 'refuse'],
      ...['release', 'suspect', 'election', 'leader', 'body', 'alarm', 'toString', 'unheard-of'],
    ),
    mono,
    pad,
    fence,
    epoch: fc.nat({ max: 3 }),
    robot,
    to: robot,
    leader: robot,
    queue: fc.uniqueArray(robot),
    until: mono,
    urgency: fc.nat({ max: 3 }),
    phase,
    battery: fc.option(fc.integer({ min: 0, max: 100 })),
    reason: fc.constantFrom('done', 'released', 'lease-over'),
  },
  { requiredKeys: ['event', 'mono'] },
);

const told: fc.Arbitrary<Told> = fc.oneof(
  fc
    .tuple(about, fc.boolean(), retained)
    .map(([who, online, kept]): Told => ({ what: 'availability', ...who, online, retained: kept })),
  {
    weight: 3,
    arbitrary: fc
      .tuple(about, state, retained)
      .map(([who, given, kept]): Told => ({ what: 'state', ...who, state: given, retained: kept })),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(about, event).map(
      ([who, given]): Told => ({
        what: 'event',
        ...who,
        event: { v: 1, t: 5, boot: 1, seq: 1, from: who.id, ...given },
      }),
    ),
  },
  about.map((who): Told => ({ what: 'cleared', ...who })),
);

type Deed =
  | { readonly do: 'tell'; readonly told: Told }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'broker'; readonly up: boolean }
  | { readonly do: 'frame' | 'changes' | 'view' };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 12, arbitrary: told.map((one): Deed => ({ do: 'tell', told: one })) },
  {
    weight: 4,
    arbitrary: fc.integer({ min: -1000, max: 60_000 }).map((ms): Deed => ({ do: 'wait', ms })),
  },
  fc.boolean().map((up): Deed => ({ do: 'broker', up })),
  fc.constantFrom('frame', 'changes', 'view').map((what): Deed => ({ do: what })),
);

test('deltas add up to the view, and the view keeps its promises', () => {
  let occupied = 0;
  let queued = 0;
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
      const fold = new SwarmFold(OPTIONS);
      let nowMs = START_MS;
      let copy = fold.view();
      fold.changes();
      const update = () => {
        const delta = fold.changes();
        // As it comes over the wire.
        if (delta) copy = applyDelta(copy, JSON.parse(JSON.stringify(delta)));
      };
      for (const one of deeds) {
        if (one.do === 'tell') fold.take(one.told, nowMs);
        else if (one.do === 'wait') {
          nowMs += one.ms;
          fold.tick(nowMs);
        } else if (one.do === 'broker') fold.setBroker(one.up, one.up ? null : 'gone', nowMs);
        else if (one.do === 'frame')
          fold.takeFrame({
            atMs: nowMs,
            zone: 'east',
            from: 'r1',
            kind: 'beat',
            to: null,
            pad: null,
            bytes: 9,
          });
        else if (one.do === 'changes') update();
        else fold.view();
      }
      update();
      const view = fold.view();
      expect(copy).toEqual({ ...view, atMs: copy.atMs });
      expect(fold.changes()).toBeNull();
      for (const { occupant, queue } of Object.values(view.pads)) {
        if (occupant) occupied += 1;
        queued += queue.length;
        const robots = queue.map((wait) => wait.robot);
        expect(new Set(robots).size).toBe(robots.length);
        if (occupant) expect(robots).not.toContain(occupant.robot);
        const places = queue.map(({ place }) => place).filter((place) => place !== null);
        expect(places).toEqual(places.map((_, at) => at + 1));
      }
      for (const { id, wait } of Object.values(view.robots))
        if (wait) expect(view.pads[wait.pad]?.queue).toContainEqual({ ...wait, robot: id });
      for (const { kind, text, mend } of view.alarms) {
        expect(ALARM_KINDS).toContain(kind);
        expect(text.length * mend.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 400 },
  );
  // Otherwise it has shown nothing.
  expect(occupied).toBeGreaterThan(10);
  expect(queued).toBeGreaterThan(10);
});
