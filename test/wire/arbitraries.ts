/** Every message that can be said, at every extreme that the wire allows. */
import fc from 'fast-check';
import type { Fence } from '../../src/protocol/fence.ts';
import type { Message, MessageKind, RefuseReason } from '../../src/protocol/message.ts';
import { MAX_OVERTAKES, type Queue, type Urgency } from '../../src/protocol/queue.ts';
import { type RequestNumber, requestNumber } from '../../src/protocol/request-number.ts';
import type { Content } from '../../src/wire/codec.ts';
import type { Bounds } from '../../src/wire/fields.ts';

export const BOUNDS: Bounds = { robots: 64, members: 66, pads: 2 };
export const MAX_UINT = 0xffffffff;
export const MAX_BOOT = 0xffff;

/** Small numbers, the steps of CBOR's lengths, and the largest. */
export const uint = (max = MAX_UINT): fc.Arbitrary<number> =>
  fc.oneof(
    fc.nat({ max: Math.min(max, 30) }),
    fc.nat({ max }),
    fc.constantFrom(
      ...[0, 23, 24, 255, 256, 65535, 65536, MAX_UINT - 1, max].filter((n) => n <= max),
    ),
  );
const boot = uint(MAX_BOOT);
const robot = fc.nat({ max: BOUNDS.robots - 1 });
const member = fc.nat({ max: BOUNDS.members - 1 });
const pad = fc.nat({ max: BOUNDS.pads - 1 });
const urgency = fc.constantFrom<Urgency>(0, 1, 2, 3);
const fence: fc.Arbitrary<Fence> = fc.record({ epoch: uint(), counter: uint() });

export const queue = (robots = BOUNDS.robots): fc.Arbitrary<Queue> =>
  fc.uniqueArray(
    fc.record({
      robot: fc.nat({ max: robots - 1 }),
      life: fc.nat({ max: 3 }),
      urgency,
      overtaken: fc.nat({ max: MAX_OVERTAKES }),
    }),
    { selector: (entry) => entry.robot, maxLength: robots, size: 'max' },
  );

const served: fc.Arbitrary<RequestNumber> = fc.oneof(
  fc.constant(0),
  fc.tuple(boot, uint()).map(([b, n]) => requestNumber(b, n)),
  fc.tuple(fc.constant(7), fc.nat({ max: 200 })).map(([b, n]) => requestNumber(b, n)),
);
export const lastServed = (robots = BOUNDS.robots): fc.Arbitrary<RequestNumber[]> =>
  fc.array(served, { minLength: robots, maxLength: robots });

/** A fence with an older one of the same token, or none. */
const fenceAndReleased = fc
  .tuple(fence, uint(), fc.boolean())
  .map(([newer, back, none]): { fence: Fence; released: Fence | null } => {
    const counter = newer.counter - Math.min(newer.counter, back);
    const older = none || counter === newer.counter ? null : { epoch: newer.epoch, counter };
    return { fence: newer, released: older };
  });

const reason = fc.constantFrom<RefuseReason>(
  'occupied',
  'stale',
  'quarantine',
  'contact',
  'lost-disk',
  'fault',
);

type Of<K extends MessageKind> = Extract<Message, { kind: K }>;
const of = <K extends MessageKind>(
  kind: K,
  fields: { [F in keyof Omit<Of<K>, 'kind'>]: fc.Arbitrary<Of<K>[F & keyof Of<K>]> },
): fc.Arbitrary<Of<K>> =>
  fc.record(fields as Record<string, fc.Arbitrary<unknown>>).map((m) => ({ kind, ...m }) as Of<K>);

const perPad = <T>(one: fc.Arbitrary<T>) =>
  fc.array(one, { minLength: BOUNDS.pads, maxLength: BOUNDS.pads });
const holder = fc.option(robot, { nil: null });

export const MESSAGES: { readonly [K in MessageKind]: fc.Arbitrary<Of<K>> } = {
  hello: fc
    .tuple(uint(), uint(), fc.boolean(), fc.option(fc.uniqueArray(member)))
    .map(([nonce, disk, offPad, asks]) => {
      const hello = { kind: 'hello' as const, nonce, disk, offPad };
      return asks === null ? hello : { ...hello, asks: asks.toSorted((a, b) => a - b) };
    }),
  welcome: of('welcome', {
    answers: fc.array(fc.record({ to: member, nonce: uint(), boot, otherDisk: fc.boolean() }), {
      maxLength: 12,
    }),
  }),
  request: of('request', { pad, epoch: uint(), n: uint(), urgency }),
  token: fc
    .tuple(pad, robot, boot, fenceAndReleased, lastServed(), queue())
    .map(([p, to, toBoot, fences, ln, q]) => ({
      kind: 'token' as const,
      pad: p,
      to,
      toBoot,
      ...fences,
      lastServed: ln,
      queue: q,
    })),
  hold: of('hold', { pad, fence, asking: fc.array(robot, { maxLength: BOUNDS.robots }) }),
  passed: of('passed', { pad, fence }),
  stuck: of('stuck', { pad, fence, disk: uint() }),
  enter: fc
    .tuple(pad, uint(), fenceAndReleased)
    .map(([p, attempt, fences]) => ({ kind: 'enter' as const, pad: p, attempt, ...fences })),
  admit: of('admit', { pad, robot, fence, attempt: uint(), leaseMs: uint() }),
  refuse: of('refuse', {
    pad,
    robot,
    fence,
    attempt: uint(),
    reason,
    highest: fence,
    waitMs: uint(),
  }),
  exit: of('exit', { pad, fence }),
  election: of('election', { epoch: uint() }),
  answer: of('answer', { epoch: uint() }),
  claim: of('claim', { epoch: uint() }),
  vote: of('vote', {
    epoch: uint(),
    candidate: robot,
    pads: perPad(fc.record({ fence, holder, holds: fc.boolean(), queue: queue() })),
  }),
  coordinator: of('coordinator', { epoch: uint(), disk: uint() }),
  beat: of('beat', {
    epoch: uint(),
    idle: fc.boolean(),
    pads: perPad(fc.record({ fence, holder })),
  }),
};

export const KINDS = Object.keys(MESSAGES) as MessageKind[];
export const message: fc.Arbitrary<Message> = fc.oneof(...KINDS.map((kind) => MESSAGES[kind]));

export const padOfMessage = (value: Content): number => ('pad' in value ? value.pad : 0xff);
