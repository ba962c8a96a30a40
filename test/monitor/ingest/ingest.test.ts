/** What of a broker's messages reaches the view, and what becomes of the rest. */
import { expect, test } from 'vitest';
import { Ingest } from '../../../monitor/ingest/ingest.ts';
import { DROP_REASONS } from '../../../monitor/view/drops.ts';

const STATE = 'roost/orchard/robots/r1/state';
const EVENT = 'roost/orchard/robots/r1/event';

function newIngest(): Ingest {
  return new Ingest({ swarm: 'orchard' });
}

function bytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
}

const EVENT_OF_R1 = { v: 1, t: 5, mono: 7, from: 'r1', boot: 1, seq: 2, event: 'alarm' };

test('subscribes to what members tell, and not to commands or to what hubs tell', () => {
  expect(newIngest().topics).toEqual([
    'roost/orchard/robots/+/availability',
    'roost/orchard/robots/+/state',
    'roost/orchard/robots/+/event',
    'roost/orchard/pads/+/availability',
    'roost/orchard/pads/+/state',
    'roost/orchard/pads/+/event',
  ]);
});

test('a state as the book shows it', () => {
  const state = {
    zone: 'east',
    t: 1795233681306.079,
    mono: 4486802.8,
    phase: 'charging',
    battery: 54,
    place: 'docked',
    charging: null,
    fault: null,
    alarm: null,
    held: false,
    boot: 1,
    standing: 'member',
    leader: 'r2',
    epoch: 2,
    pads: [{ pad: 'p1', fence: [2, 3], holder: 'r1', queue: ['r3'], occupied: true }],
    frames: { sent: { hello: 3 }, heard: {}, dropped: { echo: 25 } },
    health: { retries: 2, roundTripMs: null, tokenAgeMs: { p1: 12.5 } },
  };
  const ingest = newIngest();
  const told = ingest.take(STATE, bytes({ v: 1, id: 'r1', ...state, mood: 'fine' }), true);
  expect(told).toEqual({ what: 'state', kind: 'robots', id: 'r1', state, retained: true });
  expect(ingest.dropped).toEqual({});
});

test('availability, and topics that were cleared', () => {
  const ingest = newIngest();
  const topic = 'roost/orchard/pads/p1/availability';
  const about = { kind: 'pads', id: 'p1' };
  expect(ingest.take(topic, bytes('online'), false)).toEqual({
    what: 'availability',
    ...about,
    online: true,
    retained: false,
  });
  expect(ingest.take(topic, bytes('offline'), true)).toMatchObject({ online: false });
  expect(ingest.take(topic, bytes(''), false)).toEqual({ what: 'cleared', ...about });
  expect(ingest.take('roost/orchard/pads/p1/state', bytes(''), true)).toEqual({
    what: 'cleared',
    ...about,
  });
});

test('an event keeps what is simple, also what this version does not know', () => {
  const fields = { pad: 'p1', fence: [7, 12], until: 99.5, colour: 'red', big: 3, on: true };
  const given = { ...EVENT_OF_R1, ...fields, deep: { a: 1 }, constructor: 'x' };
  expect(newIngest().take(EVENT, bytes(given), false)).toEqual({
    what: 'event',
    kind: 'robots',
    id: 'r1',
    event: { ...EVENT_OF_R1, ...fields },
  });
});

test.each([
  ['another swarm', 'roost/other/robots/r1/state', '{}', 'foreign-topic'],
  ['a reply', 'roost/orchard/robots/r1/cmd/charge/reply', '{}', 'foreign-topic'],
  ['a kind that there is not', 'roost/orchard/tables/r1/state', '{}', 'foreign-topic'],
  ['a topic of 60 kB', `roost/orchard/robots/${'r'.repeat(60_000)}/state`, '{}', 'foreign-topic'],
  ['markup as a name', 'roost/orchard/robots/<img src=x>/state', '{}', 'bad-id'],
  ['a long name', `roost/orchard/robots/${'r'.repeat(33)}/state`, '{}', 'bad-id'],
  ['no name', 'roost/orchard/robots//state', '{}', 'bad-id'],
  ['the name of a prototype', 'roost/orchard/robots/__proto__/state', '{}', 'bad-id'],
  ['a name that every object has', 'roost/orchard/pads/constructor/state', '{}', 'bad-id'],
  ['a state over its bound', STATE, `{"fault":"${'x'.repeat(65_536)}"}`, 'oversized'],
  ['10 MB', STATE, 'x'.repeat(10_000_000), 'oversized'],
  ['an event over its bound', EVENT, `{"reason":"${'x'.repeat(16_384)}"}`, 'oversized'],
  ['10 MB as availability', 'roost/orchard/robots/r1/availability', 'x'.repeat(1e7), 'oversized'],
  ['another availability', 'roost/orchard/robots/r1/availability', 'Online', 'malformed'],
  ['deep objects', STATE, '{"a":'.repeat(10_000), 'too-deep'],
  ['deep lists', STATE, `{"pads":${'['.repeat(60_000)}`, 'too-deep'],
  ['very many values', STATE, `{"a":[${'1,'.repeat(20_000)}1]}`, 'too-many-values'],
  ['very many values in an event', EVENT, `{"a":[${'1,'.repeat(300)}1]}`, 'too-many-values'],
  ['half an object', STATE, '{"phase":', 'not-json'],
  ['nothing, as an event', EVENT, '', 'not-json'],
  ['a list', STATE, '[]', 'malformed'],
  ['null', STATE, 'null', 'malformed'],
  ['the state of another', STATE, '{"id":"r2"}', 'wrong-sender'],
  ['a state of nobody', STATE, '{"id":null}', 'wrong-sender'],
  ['a phase that is a number', STATE, '{"phase":7}', 'malformed'],
  ['a phase that is markup', STATE, '{"phase":"<script>alert(1)</script>"}', 'malformed'],
  ['a battery that is text', STATE, '{"battery":"54"}', 'malformed'],
  ['a battery of 1e999', STATE, '{"battery":1e999}', 'malformed'],
  ['a battery of 9000 %', STATE, '{"battery":9000}', 'malformed'],
  ['an epoch below nothing', STATE, '{"epoch":-1}', 'malformed'],
  ['an epoch in fractions', STATE, '{"epoch":1.5}', 'malformed'],
  ['a boot too large to count', STATE, '{"boot":9007199254740993}', 'malformed'],
  ['a fence of three', STATE, '{"pads":[{"pad":"p1","fence":[1,2,3]}]}', 'malformed'],
  ['a queue of anything', STATE, '{"pads":[{"pad":"p1","queue":[{}]}]}', 'malformed'],
  ['a pad without a name', STATE, '{"pads":[{"fence":[1,2]}]}', 'malformed'],
  [
    'more pads than a zone has',
    STATE,
    `{"pads":[${'{"pad":"p"},'.repeat(12)}{"pad":"p"}]}`,
    'malformed',
  ],
  ['counts that are text', STATE, '{"frames":{"sent":{"hello":"3"}}}', 'malformed'],
  ['an event of another', EVENT, JSON.stringify({ ...EVENT_OF_R1, from: 'r2' }), 'wrong-sender'],
  ['an event without a time', EVENT, '{"v":1,"from":"r1","event":"enter"}', 'malformed'],
  ['an event of markup', EVENT, JSON.stringify({ ...EVENT_OF_R1, event: '<b>' }), 'malformed'],
  ['a frame of a trace', EVENT, JSON.stringify({ ...EVENT_OF_R1, event: 'rx' }), 'malformed'],
  ['an event of a later version', EVENT, JSON.stringify({ ...EVENT_OF_R1, v: 2 }), 'malformed'],
  ['a pad that is markup', EVENT, JSON.stringify({ ...EVENT_OF_R1, pad: '<b>' }), 'malformed'],
])('%s is dropped', (_what, topic, payload, reason) => {
  const ingest = newIngest();
  expect(ingest.take(topic, bytes(payload), false)).toBeNull();
  expect(ingest.dropped).toEqual({ [reason]: 1 });
  expect(DROP_REASONS).toContain(reason);
});

test('bytes that are no UTF-8 are dropped', () => {
  const ingest = newIngest();
  expect(
    ingest.take(STATE, Uint8Array.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]), false),
  ).toBeNull();
  expect(ingest.dropped).toEqual({ 'not-utf8': 1 });
});

test('what is in quotes is neither deep nor many', () => {
  const fault = `\\"${'[{,'.repeat(2000)}`;
  expect(newIngest().take(STATE, bytes(`{"fault":"${fault}"}`), false)).not.toBeNull();
});

test('text of members is cut, and what cannot be seen stands there as its code', () => {
  const stateWith = (fault: string) =>
    newIngest().take(STATE, bytes({ fault }), false) as { state: { fault: string } } | null;
  expect(stateWith('a\nb\u202ec\u0000\u200b')?.state.fault).toBe(
    'a\\u{a}b\\u{202e}c\\u{0}\\u{200b}',
  );
  expect(stateWith('größer: <b> & "ü"')?.state.fault).toBe('größer: <b> & "ü"');
  expect(stateWith('x'.repeat(5000))?.state.fault).toBe(`${'x'.repeat(299)}…`);
  expect(stateWith('\ud83d')?.state.fault).toBe('\ufffd');
});

test('names that every object has change nothing, wherever they stand', () => {
  const frames = '{"sent":{"__proto__":{"polluted":1},"constructor":5,"hello":1}}';
  const told = newIngest().take(
    STATE,
    bytes(`{"__proto__":{"phase":"x"},"frames":{"sent":{"constructor":5,"hello":1}}}`),
    false,
  );
  expect(told).toMatchObject({ state: { frames: { sent: { hello: 1 } } } });
  expect(JSON.stringify(told)).not.toContain('constructor');
  newIngest().take(STATE, bytes(`{"frames":${frames}}`), false);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('there is room for 10,000 members, and always for those of the swarm file', () => {
  const ingest = new Ingest({ swarm: 'orchard', expected: ['r1'] });
  const tell = (id: string) => ingest.take(`roost/orchard/robots/${id}/state`, bytes({}), false);
  for (let number = 0; number < 10_000; number += 1) expect(tell(`x${number}`)).not.toBeNull();
  expect(tell('one-more')).toBeNull();
  expect(ingest.dropped).toEqual({ 'too-many-members': 1 });
  expect(tell('r1')).not.toBeNull();
  expect(tell('x5')).not.toBeNull();
  ingest.take('roost/orchard/robots/x5/state', bytes(''), false);
  ingest.take('roost/orchard/robots/x6/state', bytes(''), false);
  expect(tell('one-more')).not.toBeNull();
});
