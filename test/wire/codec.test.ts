import { Encoder } from 'cbor-x';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message, MessageKind } from '../../src/protocol/message.ts';
import { type Content, decodeBody, encodeBody, kindNumber, kindOf } from '../../src/wire/codec.ts';
import { BOUNDS, KINDS, MESSAGES, padOfMessage } from './arbitraries.ts';

const encoder = new Encoder({ useRecords: false, tagUint8Array: false });

/** The fields that the body of a message consists of. */
function fieldsOf(message: Message): unknown[] {
  return encoder.decode(encodeBody(message)) as unknown[];
}

function decodeFields(kind: MessageKind, fields: unknown): Content | null {
  return decodeBody(kind, encoder.encode(fields), 0, BOUNDS);
}

/** One good message of each kind, with no field at a limit. */
const fence = { epoch: 5, counter: 40 };
const queue = [{ robot: 3, life: 2, urgency: 1, overtaken: 2 } as const];
const EXAMPLES: { readonly [K in MessageKind]: Extract<Message, { kind: K }> } = {
  hello: { kind: 'hello', nonce: 7, disk: 9, offPad: true },
  welcome: { kind: 'welcome', answers: [{ to: 1, nonce: 2, boot: 3, otherDisk: false }] },
  request: { kind: 'request', pad: 0, epoch: 5, n: 6, urgency: 1 },
  token: {
    kind: 'token',
    pad: 0,
    to: 1,
    toBoot: 4,
    fence,
    released: { epoch: 5, counter: 38 },
    lastServed: new Array(BOUNDS.robots).fill(0),
    queue,
  },
  hold: { kind: 'hold', pad: 0, fence, asking: [1, 2] },
  passed: { kind: 'passed', pad: 0, fence },
  stuck: { kind: 'stuck', pad: 0, fence, disk: 0 },
  enter: { kind: 'enter', pad: 0, fence, attempt: 2, released: null },
  admit: { kind: 'admit', pad: 0, robot: 1, fence, attempt: 2, leaseMs: 2000 },
  refuse: {
    kind: 'refuse',
    pad: 0,
    robot: 1,
    fence,
    attempt: 2,
    reason: 'stale',
    highest: fence,
    waitMs: 10,
  },
  exit: { kind: 'exit', pad: 0, fence },
  election: { kind: 'election', epoch: 5 },
  answer: { kind: 'answer', epoch: 5 },
  claim: { kind: 'claim', epoch: 5 },
  vote: {
    kind: 'vote',
    epoch: 5,
    candidate: 1,
    pads: [
      { fence, holder: 1, holds: true, queue },
      { fence, holder: null, holds: false, queue: [] },
    ],
  },
  coordinator: { kind: 'coordinator', epoch: 5, disk: 0 },
  beat: {
    kind: 'beat',
    epoch: 5,
    idle: false,
    pads: [
      { fence, holder: 1 },
      { fence, holder: null },
    ],
  },
};

/** The largest value of each field, in order; null where the field is a byte string. */
const U = 0xffffffff;
const LIMITS: { readonly [K in MessageKind]: readonly (number | null)[] } = {
  hello: [U, U, 1],
  welcome: [65, U, 0xffff, 1],
  request: [U, U, 3],
  token: [63, 0xffff, U, U, 40, null, null],
  hold: [U, U, 63, 63],
  passed: [U, U],
  stuck: [U, U, U],
  enter: [U, U, U, 40],
  admit: [63, U, U, U, U],
  refuse: [63, U, U, U, 6, U, U, U],
  exit: [U, U],
  election: [U],
  answer: [U],
  claim: [U],
  vote: [U, 63, U, U, 64, 1, null, U, U, 64, 1, null],
  coordinator: [U, U],
  beat: [U, 1, U, U, 64, U, U, 64],
};

describe.each(KINDS)('%s', (kind) => {
  const fields = fieldsOf(EXAMPLES[kind]);

  it('comes back as it was said', () => {
    fc.assert(
      fc.property(MESSAGES[kind] as fc.Arbitrary<Message>, (said) => {
        const heard = decodeBody(kind, encodeBody(said), padOfMessage(said), BOUNDS);
        expect(heard).toEqual(said);
      }),
      { numRuns: 200 },
    );
  });

  it('has the fields that its limits are stated for', () => {
    expect(fields.map((field) => (typeof field === 'number' ? 'number' : 'bytes'))).toEqual(
      LIMITS[kind].map((limit) => (limit === null ? 'bytes' : 'number')),
    );
    expect(decodeFields(kind, fields)).toEqual(EXAMPLES[kind]);
  });

  it('is nothing with a field above its limit, and something at the limit', () => {
    LIMITS[kind].forEach((limit, place) => {
      if (limit === null) return;
      // ENTER and TOKEN bound the distance to the released fence by the fence itself.
      if (limit !== 40 && !(kind === 'hold' && place > 1))
        expect(
          decodeFields(kind, fields.with(place, limit)),
          `${place} at its limit`,
        ).not.toBeNull();
      expect(decodeFields(kind, fields.with(place, limit + 1)), `${place} above`).toBeNull();
    });
  });

  it.each([
    ['negative', -1],
    ['a fraction', 0.5],
    ['not a number', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
    ['beyond 64 bits', 2n ** 63n],
    ['text', '1'],
    ['true', true],
    ['null', null],
    ['undefined', undefined],
    ['a list', [1]],
    ['a map', new Map([[1, 1]])],
    ['a date', new Date(0)],
    ['a set', new Set([1])],
  ])('is nothing with a field that is %s', (_, odd) => {
    fields.forEach((_field, place) => {
      expect(decodeFields(kind, fields.with(place, odd)), `field ${place}`).toBeNull();
    });
  });

  it('is nothing with bytes in place of a number, or a number in place of bytes', () => {
    fields.forEach((field, place) => {
      const other = typeof field === 'number' ? Uint8Array.of(0) : 0;
      expect(decodeFields(kind, fields.with(place, other)), `field ${place}`).toBeNull();
    });
  });

  it('is nothing without its last field', () => {
    expect(decodeFields(kind, fields.slice(0, kind === 'hold' ? 1 : -1))).toBeNull();
  });

  it('is nothing with one field more', () => {
    // WELCOME and HOLD are lists: what is too much for them is half an answer, or an odd robot.
    expect(decodeFields(kind, [...fields, kind === 'hold' ? 64 : 0])).toBeNull();
    expect(decodeFields(kind, [...fields, Uint8Array.of(0)])).toBeNull();
  });

  it('has a number of its own that fits six bits', () => {
    expect(kindNumber(kind)).toBeLessThan(64);
    expect(kindOf(kindNumber(kind))).toBe(kind);
  });
});

describe('a body', () => {
  it.each([
    ['nothing', ''],
    ['a number', '05'],
    ['a map', 'a10105'],
    ['a list of no stated length', '9f05ff'],
    ['a list in a list', '818105'],
    ['a tagged list', 'c68105'],
    ['a list with a tagged number', '81d82a05'],
    ['a list of a date', '81c105'],
    ['a list of a big number', '81c24105'],
    ['a list of a set', '81d901028105'],
    ['a list with bytes of no stated length', '815f4105ff'],
    ['a list with text of no stated length', '817f6105ff'],
    ['a list that ends early', '82050a'.slice(0, 4)],
    ['a list with more after it', '810505'],
    ['a break alone', '81ff'],
    ['a reserved length', '811c05'],
    ['a record definition', '81d8698305018105'],
    ['a shared reference', '81d81c05'],
    ['a packed reference', '81e0'],
    ['a length beyond the frame', '81 5a ffffffff'.replaceAll(' ', '')],
    ['a list longer than the frame', '98ff05'],
    ['a list with a two-byte length', '99000105'],
    ['an integer of 64 bits', '811b0000000100000000'],
    ['a float', '81f93e00'],
  ])('that is %s says nothing', (_, text) => {
    expect(decodeBody('claim', Buffer.from(text, 'hex'), 0, BOUNDS)).toBeNull();
  });

  it.each([
    ['half', '81f94500'],
    ['single', '81fa40a00000'],
    ['double', '81fb4014000000000000'],
  ])('with a whole number as a %s float says nothing: fields are integers', (_, text) => {
    expect(decodeBody('claim', Buffer.from(text, 'hex'), 0, BOUNDS)).toBeNull();
  });

  it('of many nested lists says nothing', () => {
    for (const depth of [2, 100, 230])
      expect(decodeBody('claim', new Uint8Array(depth).fill(0x81), 0, BOUNDS)).toBeNull();
  });

  it('that was hostile leaves no trace in the next one', () => {
    const good = encodeBody(EXAMPLES.claim);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        decodeBody('claim', Uint8Array.of(0x84, ...bytes), 0, BOUNDS);
        expect(decodeBody('claim', good, 0, BOUNDS)).toEqual(EXAMPLES.claim);
      }),
      { numRuns: 3000 },
    );
  });

  it('gives bytes that do not change when the buffer of the radio is used again', () => {
    const body = encodeBody(EXAMPLES.token);
    const heard = decodeBody('token', body, 0, BOUNDS);
    body.fill(0xff);
    expect(heard).toEqual(EXAMPLES.token);
  });
});
