/** Reports: small, and nothing that was not written by the same rules is read as one. */
import { Encoder } from 'cbor-x';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Roster } from '../../src/protocol/roster.ts';
import {
  MAX_EVENTS,
  MAX_REPORT_BYTES,
  type PlainFields,
  plainFields,
  plainOf,
  ReportCodec,
  type ReportContent,
} from '../../src/wire/report.ts';
import {
  packCounts,
  packEvent,
  packState,
  unpackCounts,
  unpackEvent,
  unpackState,
} from '../../src/wire/report-fields.ts';
import { FIELDS } from '../../src/wire/report-words.ts';

const ROSTER: Roster = {
  robots: Array.from({ length: 8 }, (_, index) => ({ id: `r${index + 1}`, rank: index + 1 })),
  pads: [
    { id: 'p1', guard: 'controller' },
    { id: 'p2', guard: 'robots' },
  ],
};
const ONE_PAD: Roster = { ...ROSTER, pads: ROSTER.pads.slice(0, 1) };
const ROBOT = 2;
const PAD = 8;

const codec = new ReportCodec(ROSTER);

const ROBOT_STATE = {
  phase: 'charging',
  battery: 54,
  place: 'docked',
  charging: null,
  fault: null,
  alarm: null,
  held: false,
  boot: 12,
  standing: 'member',
  leader: 'r8',
  epoch: 5,
  pads: [
    { pad: 'p1', fence: [5, 331], holder: 'r3', queue: ['r1', 'r7'], occupied: true },
    { pad: 'p2', fence: [5, 80], holder: null, queue: [], occupied: false, lease: null },
  ],
};
const PAD_STATE = {
  phase: 'leased',
  power: true,
  contact: null,
  fault: null,
  alarm: null,
  boot: 3,
  standing: 'member',
  leader: 'r8',
  epoch: 5,
  pads: [
    { pad: 'p1', fence: [5, 331], holder: 'r3', queue: ['r1'], occupied: true, lease: 'r3' },
    { pad: 'p2', fence: [5, 80], holder: 'r2', queue: [], occupied: true },
  ],
};
const COUNTS = {
  sent: { hello: 3, welcome: 5, vote: 2, answer: 3, request: 120, enter: 77, hold: 210, exit: 70 },
  heard: { hello: 5, welcome: 14, claim: 5, coordinator: 2, hold: 1030, beat: 8011, token: 290 },
  dropped: { echo: 25, unproven: 5, 'event-unsent': 2 },
};

const stamp = { v: 1, t: 1795233682177.102, mono: 4487673.834447, from: 'r3', boot: 12, seq: 331 };
const at = { pad: 'p1', epoch: 5, fence: [5, 331] };
const EVENTS: readonly (PlainFields & { readonly mono: number })[] = [
  { ...stamp, event: 'enter', ...at, until: stamp.mono + 14_880 },
  { ...stamp, event: 'renew', ...at, until: stamp.mono + 14_880 },
  { ...stamp, event: 'exit', ...at, reason: 'done' },
  { ...stamp, event: 'request', pad: 'p1', epoch: 5, number: [12, 40], urgency: 2 },
  { ...stamp, event: 'token', ...at, to: 'r7', queue: ['r1', 'r2'] },
  { ...stamp, event: 'mint', ...at, reason: 'holder-silent' },
  { ...stamp, event: 'admit', ...at, robot: 'r3' },
  { ...stamp, event: 'refuse', ...at, robot: 'r3', reason: 'stale' },
  { ...stamp, event: 'release', ...at, robot: 'r3', reason: 'lease-over' },
  { ...stamp, event: 'suspect', member: 'r1' },
  { ...stamp, event: 'election', epoch: 6 },
  { ...stamp, event: 'leader', leader: 'r8', epoch: 6 },
  { ...stamp, event: 'body', phase: 'charging', battery: 54 },
  { ...stamp, event: 'boot', reason: 'restart' },
  { ...stamp, event: 'alarm', reason: 'something stands on the pad without a lease' },
];

function encoded(what: ReportContent['what'], ...fields: PlainFields[]): Uint8Array {
  return codec.encode({ what, gateway: PAD, fields })!;
}

describe('sizes in bytes', () => {
  const { pads, ...robot } = ROBOT_STATE;
  const small = new ReportCodec(ONE_PAD);
  const onePad = { ...robot, pads: pads.slice(0, 1) };
  const idle = {
    ...robot,
    phase: 'working',
    place: 'away',
    pads: [{ ...pads[0], queue: [], holder: null, occupied: false }],
  };
  const sizes = (state: Record<string, unknown>, roster: Roster, member: number) =>
    (roster === ONE_PAD ? small : codec).encode({
      what: 'state',
      gateway: PAD,
      fields: [packState(roster, member, state)],
    })!.length;

  it('of states', () => {
    expect({
      'robot at work, one pad': sizes(idle, ONE_PAD, ROBOT),
      'robot that charges, one pad': sizes(onePad, ONE_PAD, ROBOT),
      'robot that measures its charge, one pad': sizes(
        { ...onePad, charging: true },
        ONE_PAD,
        ROBOT,
      ),
      'robot that charges, two pads': sizes(ROBOT_STATE, ROSTER, ROBOT),
      'pad, two pads': sizes(PAD_STATE, ROSTER, PAD),
      'counts of frames': encoded('counts', packCounts(COUNTS)).length,
    }).toMatchInlineSnapshot(`
      {
        "counts of frames": 78,
        "pad, two pads": 42,
        "robot at work, one pad": 22,
        "robot that charges, one pad": 34,
        "robot that charges, two pads": 42,
        "robot that measures its charge, one pad": 37,
      }
    `);
  });

  it('of events', () => {
    const rows = EVENTS.map((event) => [
      event.event,
      encoded('events', packEvent(event, 1500)).length,
    ]);
    expect(Object.fromEntries(rows)).toMatchInlineSnapshot(`
      {
        "admit": 28,
        "alarm": 63,
        "body": 21,
        "boot": 20,
        "election": 19,
        "enter": 29,
        "exit": 27,
        "leader": 21,
        "mint": 29,
        "refuse": 31,
        "release": 31,
        "renew": 30,
        "request": 30,
        "suspect": 20,
        "token": 33,
      }
    `);
  });
});

describe('a state', () => {
  it.each([
    ['of a robot', ROBOT, ROBOT_STATE],
    ['of a pad', PAD, PAD_STATE],
    ['with all at its usual value', ROBOT, { ...ROBOT_STATE, held: false, place: 'away', boot: 0 }],
    [
      'with a fault in words',
      ROBOT,
      { ...ROBOT_STATE, phase: 'fault', fault: 'motör 2 ⚡ stalls' },
    ],
    [
      'with what it measures, and an alarm',
      ROBOT,
      { ...ROBOT_STATE, charging: false, alarm: 'no charge flows on p1' },
    ],
    ['with an alarm of a pad', PAD, { ...PAD_STATE, alarm: 'the feedback contact bounces' }],
    ['with a field that is new', ROBOT, { ...ROBOT_STATE, load: 'box', rooms: [1, { far: true }] }],
  ])('%s comes back as it was, its fields in the same order', (_, member, state) => {
    const content = codec.decode(encoded('state', packState(ROSTER, member, state)))!;
    const back = unpackState(ROSTER, member, content.fields[0]!)!;
    expect(back).toEqual(state);
    const known = Object.keys(state).filter((field) => field !== 'load' && field !== 'rooms');
    expect(Object.keys(back).filter((field) => known.includes(field))).toEqual(known);
  });

  it('loses the fractions of its numbers, and what is no number of 32 bits', () => {
    const state = { ...ROBOT_STATE, battery: 54.6, load: -3, range: 2 ** 40, ratio: Number.NaN };
    const back = unpackState(ROSTER, ROBOT, packState(ROSTER, ROBOT, state));
    expect(back).toMatchObject({ battery: 55, load: null, range: null, ratio: null });
  });

  const packed = packState(ROSTER, ROBOT, ROBOT_STATE);
  const pads = packed.pads as readonly PlainFields[];
  it.each([
    ['without pads', { ...packed, pads: null }],
    ['with a pad too few', { ...packed, pads: pads.slice(1) }],
    ['with a pad that is none', { ...packed, pads: [7, pads[1]!] }],
    ['with a fence of three', { ...packed, pads: [{ fence: [1, 2, 3] }, pads[1]!] }],
    ['with a fence of words', { ...packed, pads: [{ fence: ['r1', 2] }, pads[1]!] }],
    ['with a queue that is none', { ...packed, pads: [{ queue: 'r1' }, pads[1]!] }],
    ['with a phase that is a number', { ...packed, phase: 7 }],
    ['with a leader that is a list', { ...packed, leader: ['r1'] }],
    ['with a boot in words', { ...packed, boot: 'r1' }],
    ['with an alarm that is a list', { ...packed, alarm: ['r1'] }],
    ['that names itself', { ...packed, id: 'r1' }],
    ['that says who speaks for it', { ...packed, via: 'r1' }],
    ['with frames of its own', { ...packed, frames: {} }],
  ])('%s is none', (_, fields) => {
    expect(unpackState(ROSTER, ROBOT, packed)).not.toBeNull();
    expect(unpackState(ROSTER, ROBOT, fields)).toBeNull();
  });
});

describe('an event', () => {
  it.each(EVENTS.map((event) => [event.event, event] as const))('%s comes back', (_, event) => {
    const content = codec.decode(encoded('events', packEvent(event, 1500.4)))!;
    const { v, t, mono, from, boot, seq, event: name, until, ...fields } = event;
    expect(unpackEvent(content.fields[0]!)).toEqual({
      event: name,
      boot,
      seq,
      ageMs: 1500,
      leftMs: until === undefined ? null : 14_880,
      fields,
    });
    expect([v, t, from].every((field) => field !== undefined)).toBe(true);
    expect(mono).toBe(stamp.mono);
  });

  it('has the fields of the topic in their order', () => {
    const packed = packEvent(EVENTS[0]!, 0);
    expect(Object.keys(unpackEvent(packed)!.fields)).toEqual(['pad', 'epoch', 'fence']);
  });

  it('that was over before it was told has nothing left', () => {
    const late = { ...EVENTS[0]!, until: stamp.mono - 5 };
    expect(packEvent(late, -3)).toMatchObject({ left: 0, age: 0 });
  });

  const packed = packEvent(EVENTS[0]!, 10);
  it.each([
    ['without a name', { ...packed, event: null }],
    ['with a name that is none', { ...packed, event: '../x' }],
    ['with a name in capitals', { ...packed, event: 'ENTER' }],
    ['without a boot', { ...packed, boot: 'r1' }],
    ['without a number', { ...packed, seq: null }],
    ['without an age', { ...packed, age: null }],
    ['with words left', { ...packed, left: 'r1' }],
    ['with half a fence', { ...packed, fence: [1] }],
    ['with a time of its own', { ...packed, t: 7 }],
    ['with an end of its own', { ...packed, until: 7 }],
    ['in the name of another', { ...packed, from: 'r1' }],
  ])('%s is none', (_, fields) => {
    expect(unpackEvent(packed)).not.toBeNull();
    expect(unpackEvent(fields as PlainFields)).toBeNull();
  });
});

describe('counts', () => {
  it('come back', () => {
    const content = codec.decode(encoded('counts', packCounts(COUNTS)))!;
    expect(unpackCounts(content.fields[0]!)).toEqual(COUNTS);
  });

  it.each([
    [{}],
    [{ sent: {}, heard: {} }],
    [{ sent: {}, heard: {}, dropped: 7 }],
    [{ sent: { hello: 'r1' }, heard: {}, dropped: {} }],
    [{ sent: { hello: [1] }, heard: {}, dropped: {} }],
    [{ sent: {}, heard: {}, dropped: {}, more: {} }],
  ])('%j are none', (fields) => {
    expect(unpackCounts(fields as PlainFields)).toBeNull();
  });
});

/** Whatever JavaScript has, of which JSON or CBOR might make something. */
const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true });

describe('a report', () => {
  it('is what any value comes to as a plain one', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), anything), fc.nat(9), (value, gateway) => {
        const content: ReportContent = { what: 'state', gateway, fields: [plainFields(value)] };
        const bytes = codec.encode(content);
        if (bytes) expect(codec.decode(bytes)).toStrictEqual(content);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes words and field names as they are, also unusual ones', () => {
    const words = fc.oneof(
      fc.constantFrom(...FIELDS, 'working', 'r1', 'p2', 'SIGINT', '__proto__', 'constructor', '7'),
      fc.string({ unit: 'binary', maxLength: 200 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(words, words), { maxLength: 6 }), (pairs) => {
        const fields = plainFields(Object.fromEntries(pairs));
        const content: ReportContent = { what: 'events', gateway: 0, fields: [fields] };
        const bytes = codec.encode(content);
        if (bytes) expect(codec.decode(bytes)).toStrictEqual(content);
      }),
    );
  });

  it('is plain: rounding and cutting a second time changes nothing', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const plain = plainOf(value);
        expect(plainOf(plain)).toStrictEqual(plain);
        expect(JSON.parse(JSON.stringify(plain))).toStrictEqual(plain);
      }),
    );
  });

  it('has no half characters, whether they came so or were cut in two', () => {
    const fields = plainFields({ fault: 'a\ud800b', reason: `${'x'.repeat(119)}😀` });
    expect(fields).toEqual({ fault: 'a\ufffdb', reason: `${'x'.repeat(119)}\ufffd` });
    const content: ReportContent = { what: 'state', gateway: 0, fields: [fields] };
    expect(codec.decode(codec.encode(content)!)).toEqual(content);
  });

  it('is bounded', () => {
    const text = 'x'.repeat(120);
    const long = plainFields({ texts: Array.from({ length: 20 }, () => text) });
    expect(codec.encode({ what: 'state', gateway: 0, fields: [long] })).toBeNull();
    const bytes = encoded('state', plainFields({ text: 'y'.repeat(10_000) }));
    expect(bytes.length).toBeLessThan(140);
    expect(codec.decode(new Uint8Array(MAX_REPORT_BYTES + 1))).toBeNull();
  });
});

describe('bytes that are no report', () => {
  const options = { useRecords: false, tagUint8Array: false, useTag259ForMaps: false };
  const encoder = new Encoder(options);
  let deep: unknown = 1;
  for (let depth = 0; depth < 8; depth += 1) deep = [deep];
  const map = new Map<number | string, unknown>([[0, 1]]);

  it.each<[string, unknown]>([
    ['a number', 7],
    ['a map', map],
    ['nothing', []],
    ['no fields', [0, 1]],
    ['an unknown kind', [3, 1, map]],
    ['a kind in words', ['state', 1, map]],
    ['a gateway that is nobody', [0, 10, map]],
    ['a gateway below all', [0, -1, map]],
    ['half a gateway', [0, 0.5, map]],
    ['two states', [0, 1, map, map]],
    ['too many events', [2, 1, ...Array.from({ length: MAX_EVENTS + 1 }, () => map)]],
    ['fields that are a list', [0, 1, [1]]],
    ['an unknown number of a field', [0, 1, new Map([[FIELDS.length, 1]])]],
    ['a field below all', [0, 1, new Map([[-1, 1]])]],
    ['text for a field that has a number', [0, 1, new Map([['event', 1]])]],
    ['text for a word that has a number', [0, 1, new Map([[0, 'working']])]],
    ['an unknown number of a word', [0, 1, new Map([[0, -5000]])]],
    ['a fraction', [0, 1, new Map([[0, 1.5]])]],
    ['a number beyond 32 bits', [0, 1, new Map([[0, 2 ** 33]])]],
    ['a date', [0, 1, new Map([[0, new Date(7)]])]],
    ['an expression', [0, 1, new Map([[0, /a/]])]],
    ['a set', [0, 1, new Map([[0, new Set([1])]])]],
    ['bytes', [0, 1, new Map([[0, Uint8Array.of(1)]])]],
    ['undefined', [0, 1, new Map([[0, undefined]])]],
    ['something deep', [0, 1, new Map([[0, deep]])]],
    ['a text that is too long', [0, 1, new Map([[0, 'x'.repeat(1100)]])]],
  ])('%s', (_, value) => {
    expect(codec.decode(Uint8Array.from(encoder.encode([0, 1, map])))).not.toBeNull();
    expect(codec.decode(Uint8Array.from(encoder.encode(value)))).toBeNull();
  });

  it('a report that was cut, or has a byte more, or a bit turned', () => {
    const whole = encoded('state', packState(ROSTER, ROBOT, ROBOT_STATE));
    for (let length = 0; length < whole.length; length += 1)
      expect(codec.decode(whole.slice(0, length))).toBeNull();
    expect(codec.decode(Uint8Array.of(...whole, 0))).toBeNull();
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const turned = whole.slice();
      turned[bit >> 3]! ^= 1 << (bit & 7);
      const content = codec.decode(turned);
      // What is still a report is one that somebody could have sent, in its one form.
      if (content) expect([...codec.encode(content)!]).toEqual([...turned]);
    }
  });

  it('anything at all neither throws nor passes in a form of its own', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.uint8Array({ maxLength: 60 }).map((rest) => Uint8Array.of(0x83, 0, 1, 0xa3, ...rest)),
    );
    fc.assert(
      fc.property(noise, (bytes) => {
        const content = codec.decode(bytes);
        if (content) expect([...codec.encode(content)!]).toEqual([...bytes]);
      }),
      { numRuns: 3000 },
    );
  });
});
