/**
 * A message as a body: one CBOR array of unsigned integers and byte strings (wire.md, "Frame").
 *
 * Each kind has a number, and a pair of functions that are each other's inverse. Decoding is strict:
 * length, types and ranges are checked, and anything odd is no message at all.
 */
import { Decoder, Encoder } from 'cbor-x';
import type {
  Message,
  MessageKind,
  PadKnowledge,
  RefuseReason,
  WelcomeAnswer,
} from '../protocol/message.ts';
import type { Urgency } from '../protocol/queue.ts';
import { ASIDE_CODECS, type Aside } from './aside.ts';
import { equalBytes } from './bytes.ts';
import {
  type Bounds,
  type Codec,
  earlierField,
  FieldReader,
  fenceFields,
  indexOrNullField,
  Malformed,
} from './fields.ts';
import {
  packLastServed,
  packMembers,
  packQueue,
  unpackLastServed,
  unpackMembers,
  unpackQueue,
} from './packing.ts';

/** All that a frame may carry. */
export type Content = Message | Aside;
export type ContentKind = Content['kind'];

type Of<K extends MessageKind> = Extract<Message, { kind: K }>;

const MAX_BOOT = 0xffff;
const REFUSE_REASONS: readonly RefuseReason[] = [
  'occupied',
  'stale',
  'quarantine',
  'contact',
  'lost-disk',
  'fault',
  'released',
];

const MESSAGE_CODECS: { readonly [K in MessageKind]: Codec<Of<K>> } = {
  hello: {
    number: 1,
    write: (m) => [
      m.nonce,
      m.disk,
      m.offPad ? 1 : 0,
      ...(m.asks === undefined ? [] : [packMembers(m.asks)]),
    ],
    read: (f, bounds) => {
      const hello = { kind: 'hello', nonce: f.uint(), disk: f.uint(), offPad: f.flag() } as const;
      return f.left === 0 ? hello : { ...hello, asks: unpackMembers(f.bytes(), bounds.members) };
    },
  },
  welcome: {
    number: 2,
    write: (m) => m.answers.flatMap((a) => [a.to, a.nonce, a.boot, a.otherDisk ? 1 : 0]),
    read: (f, bounds) => {
      const answers: WelcomeAnswer[] = [];
      while (f.left > 0)
        answers.push({
          to: f.index(bounds.members),
          nonce: f.uint(),
          boot: f.uint(MAX_BOOT),
          otherDisk: f.flag(),
        });
      return { kind: 'welcome', answers };
    },
  },
  request: {
    number: 3,
    write: (m) => [m.epoch, m.n, m.urgency],
    read: (f, _, pad) => ({
      kind: 'request',
      pad,
      epoch: f.uint(),
      n: f.uint(),
      urgency: f.uint(3) as Urgency,
    }),
  },
  token: {
    number: 4,
    write: (m) => [
      m.to,
      m.toBoot,
      ...fenceFields(m.fence),
      earlierField(m.fence, m.released),
      packLastServed(m.lastServed),
      packQueue(m.queue),
    ],
    read: (f, bounds, pad) => {
      const to = f.index(bounds.robots);
      const toBoot = f.uint(MAX_BOOT);
      const fence = f.fence();
      return {
        kind: 'token',
        pad,
        to,
        toBoot,
        fence,
        released: f.earlier(fence),
        lastServed: unpackLastServed(f.bytes(), bounds.robots),
        queue: unpackQueue(f.bytes(), bounds.robots),
      };
    },
  },
  hold: {
    number: 5,
    write: (m) => [...fenceFields(m.fence), ...m.asking],
    read: (f, bounds, pad) => {
      const fence = f.fence();
      const asking: number[] = [];
      if (f.left > bounds.robots) throw new Malformed();
      while (f.left > 0) asking.push(f.index(bounds.robots));
      return { kind: 'hold', pad, fence, asking };
    },
  },
  passed: {
    number: 6,
    write: (m) => fenceFields(m.fence),
    read: (f, _, pad) => ({ kind: 'passed', pad, fence: f.fence() }),
  },
  stuck: {
    number: 7,
    write: (m) => [...fenceFields(m.fence), m.disk],
    read: (f, _, pad) => ({ kind: 'stuck', pad, fence: f.fence(), disk: f.uint() }),
  },
  enter: {
    number: 8,
    write: (m) => [...fenceFields(m.fence), m.attempt, earlierField(m.fence, m.released)],
    read: (f, _, pad) => {
      const fence = f.fence();
      return { kind: 'enter', pad, fence, attempt: f.uint(), released: f.earlier(fence) };
    },
  },
  admit: {
    number: 9,
    write: (m) => [m.robot, ...fenceFields(m.fence), m.attempt, m.leaseMs],
    read: (f, bounds, pad) => ({
      kind: 'admit',
      pad,
      robot: f.index(bounds.robots),
      fence: f.fence(),
      attempt: f.uint(),
      leaseMs: f.uint(),
    }),
  },
  refuse: {
    number: 10,
    write: (m) => [
      m.robot,
      ...fenceFields(m.fence),
      m.attempt,
      REFUSE_REASONS.indexOf(m.reason),
      ...fenceFields(m.highest),
      Math.ceil(m.waitMs),
    ],
    read: (f, bounds, pad) => ({
      kind: 'refuse',
      pad,
      robot: f.index(bounds.robots),
      fence: f.fence(),
      attempt: f.uint(),
      reason: REFUSE_REASONS[f.index(REFUSE_REASONS.length)]!,
      highest: f.fence(),
      waitMs: f.uint(),
    }),
  },
  exit: {
    number: 11,
    write: (m) => fenceFields(m.fence),
    read: (f, _, pad) => ({ kind: 'exit', pad, fence: f.fence() }),
  },
  election: {
    number: 12,
    write: (m) => [m.epoch],
    read: (f) => ({ kind: 'election', epoch: f.uint() }),
  },
  answer: {
    number: 13,
    write: (m) => [m.epoch],
    read: (f) => ({ kind: 'answer', epoch: f.uint() }),
  },
  claim: {
    number: 14,
    write: (m) => [m.epoch],
    read: (f) => ({ kind: 'claim', epoch: f.uint() }),
  },
  vote: {
    number: 15,
    write: (m) => [
      m.epoch,
      m.candidate,
      ...m.pads.flatMap((pad) => [
        ...fenceFields(pad.fence),
        indexOrNullField(pad.holder),
        pad.holds ? 1 : 0,
        packQueue(pad.queue),
      ]),
    ],
    read: (f, bounds) => {
      const epoch = f.uint();
      const candidate = f.index(bounds.robots);
      const pads: PadKnowledge[] = [];
      for (let pad = 0; pad < bounds.pads; pad += 1)
        pads.push({
          fence: f.fence(),
          holder: f.indexOrNull(bounds.robots),
          holds: f.flag(),
          queue: unpackQueue(f.bytes(), bounds.robots),
        });
      return { kind: 'vote', epoch, candidate, pads };
    },
  },
  coordinator: {
    number: 16,
    write: (m) => [m.epoch, m.disk],
    read: (f) => ({ kind: 'coordinator', epoch: f.uint(), disk: f.uint() }),
  },
  beat: {
    number: 17,
    write: (m) => [
      m.epoch,
      m.idle ? 1 : 0,
      ...m.pads.flatMap((pad) => [...fenceFields(pad.fence), indexOrNullField(pad.holder)]),
    ],
    read: (f, bounds) => {
      const epoch = f.uint();
      const idle = f.flag();
      const pads: { fence: { epoch: number; counter: number }; holder: number | null }[] = [];
      for (let pad = 0; pad < bounds.pads; pad += 1)
        pads.push({ fence: f.fence(), holder: f.indexOrNull(bounds.robots) });
      return { kind: 'beat', epoch, idle, pads };
    },
  },
};

const CODECS = { ...MESSAGE_CODECS, ...ASIDE_CODECS };

const KIND_BY_NUMBER = new Map<number, ContentKind>(
  Object.entries(CODECS).map(([kind, codec]) => [codec.number, kind as ContentKind]),
);

// Two objects and these options: see wire.md, "cbor-x", for what the defaults let a sender do.
const encoder = new Encoder({ useRecords: false, tagUint8Array: false });
const decoder = new Decoder({ useRecords: false, mapsAsObjects: false });

/** A CBOR array with a length below 24, or with one length byte: nothing else begins a body. */
function beginsArray(body: Uint8Array): boolean {
  const first = body[0] ?? 0;
  return (first >= 0x80 && first <= 0x97) || first === 0x98;
}

export function kindNumber(kind: ContentKind): number {
  return CODECS[kind].number;
}

export function kindOf(number: number): ContentKind | null {
  return KIND_BY_NUMBER.get(number) ?? null;
}

export function encodeBody(message: Content): Uint8Array {
  const codec = CODECS[message.kind] as Codec<Content>;
  return encoder.encode(codec.write(message));
}

/** The message of a body, or null when it is malformed. Never throws. */
export function decodeBody(
  kind: ContentKind,
  body: Uint8Array,
  pad: number,
  bounds: Bounds,
): Content | null {
  if (!beginsArray(body)) return null;
  try {
    const decoded: unknown = decoder.decode(body);
    if (!Array.isArray(decoded)) return null;
    const fields = new FieldReader(decoded);
    const message = (CODECS[kind] as Codec<Content>).read(fields, bounds, pad);
    fields.end();
    // One message has one body: no tags, no floats for integers, no lengths longer than needed.
    return equalBytes(encodeBody(message), body) ? message : null;
  } catch {
    // Malformed fields, or CBOR that cbor-x rejects (it throws several kinds of error).
    return null;
  }
}
