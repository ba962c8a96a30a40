/** What somebody without the keys can send, by the hundred thousand: none of it may be taken for authentic. */
import { describe, expect, it } from 'vitest';
import { nodeCrypto, nodeKeyWrap } from '../../firmware/crypto.ts';
import type { Message } from '../../src/protocol/message.ts';
import { nextUint32, type RandomState } from '../../src/protocol/random.ts';
import { ADMINISTRATOR, type Aside } from '../../src/wire/aside.ts';
import { type Content, kindNumber } from '../../src/wire/codec.ts';
import { FrameCodec, MAX_FRAME_BYTES } from '../../src/wire/frame.ts';
import { wrapOffer } from '../../src/wire/key-offer.ts';
import {
  type KeyRing,
  namespaceOf,
  type RingKey,
  ringOfOne,
  switchedTo,
  withKey,
  withoutOlder,
} from '../../src/wire/keyring.ts';
import { Link, type Received } from '../../src/wire/link.ts';
import { Rekey } from '../../src/wire/rekey.ts';
import { ROSTER } from './swarm.ts';

const FORGERIES = 300_000;
/** Who hears it all; `PEER` speaks to it; the thief has been revoked. */
const SELF = 3;
const PEER = 5;
const THIEF = 9;

const FIRST_KEY = new Uint8Array(32).fill(7);
const NEXT: RingKey = { id: 2, key: new Uint8Array(32).fill(8), revoked: [THIEF], overlapMs: 1000 };
const FIRST = ringOfOne(namespaceOf(nodeCrypto, FIRST_KEY, 'test', 'hall'), FIRST_KEY);
const BOTH = switchedTo(withKey(FIRST, NEXT), 2);
const kekOf = (member: number) => new Uint8Array(32).fill(100 + member);

function codecOf(ring: KeyRing, has: (member: number) => boolean, swarm = 'test'): FrameCodec {
  const keks = (member: number) => (has(member) ? kekOf(member) : null);
  return new FrameCodec({
    crypto: nodeCrypto,
    ring,
    kekOf: keks,
    swarm,
    zone: 'hall',
    roster: ROSTER,
  });
}

const administrator = codecOf(BOTH, () => true);
const peer = codecOf(BOTH, (member) => member === PEER);

const fence = { epoch: 5, counter: 40 };
const queue = [{ robot: 3, life: 2, urgency: 1, overtaken: 2 }] as const;
const pads = [
  { fence, holder: 1, holds: true, queue },
  { fence, holder: null, holds: false, queue: [] },
];
const lastServed = new Array<number>(64).fill(0);
const bytes = Uint8Array.of(1, 2, 3, 4, 5);

/** One of each kind that a member says. */
const SAID: readonly Exclude<Content, { kind: 'key' | 'keyed' | 'roll' }>[] = [
  { kind: 'hello', nonce: 7, disk: 9, offPad: true },
  { kind: 'welcome', answers: [{ to: 1, nonce: 2, boot: 3, otherDisk: false }] },
  { kind: 'request', pad: 0, epoch: 5, n: 6, urgency: 1 },
  { kind: 'token', pad: 0, to: 1, toBoot: 4, fence, released: null, lastServed, queue },
  { kind: 'hold', pad: 0, fence, asking: [1, 2] },
  { kind: 'passed', pad: 0, fence },
  { kind: 'stuck', pad: 0, fence, disk: 0 },
  { kind: 'enter', pad: 0, fence, attempt: 2, released: null },
  { kind: 'admit', pad: 0, robot: 1, fence, attempt: 2, leaseMs: 2000 },
  {
    kind: 'refuse',
    pad: 1,
    robot: 1,
    fence,
    attempt: 2,
    reason: 'stale',
    highest: fence,
    waitMs: 9,
  },
  { kind: 'exit', pad: 0, fence },
  { kind: 'election', epoch: 5 },
  { kind: 'answer', epoch: 5 },
  { kind: 'claim', epoch: 5 },
  { kind: 'vote', epoch: 5, candidate: 1, pads },
  { kind: 'coordinator', epoch: 5, disk: 0 },
  { kind: 'beat', epoch: 5, idle: false, pads: pads.map(({ holder }) => ({ fence, holder })) },
  { kind: 'report', number: 3, part: 0, parts: 2, bytes },
  { kind: 'command', to: SELF, ticket: 4, verb: bytes },
  { kind: 'reply', to: SELF, ticket: 4, error: bytes },
];
const OFFER: Aside = {
  kind: 'key',
  to: SELF,
  ticket: 5,
  wrapped: wrapOffer(nodeKeyWrap, kekOf(SELF), { ...NEXT, id: 3 }),
};
const ANSWER: Aside = { kind: 'keyed', ticket: 5, newest: 2, sending: 2, refused: false };
const ROLL: Aside = { kind: 'roll', keyId: 2 };

/** What PEER says, under each of the two keys, and what the administrator says to SELF. */
const GENUINE: readonly Uint8Array[] = [
  ...[FIRST, BOTH].flatMap((ring) => {
    const codec = codecOf(ring, () => false);
    return SAID.map(
      (said, at) =>
        codec.seal({ source: PEER, boot: 2, sequence: ring.sendingId * 100 + at }, said)!,
    );
  }),
  administrator.seal({ source: ADMINISTRATOR, boot: 0, sequence: 1 }, OFFER)!,
  administrator.seal({ source: ADMINISTRATOR, boot: 0, sequence: 2 }, ROLL)!,
];
/** What PEER says to the administrator. */
const TO_ADMINISTRATOR = peer.seal({ source: PEER, boot: 2, sequence: 300 }, ANSWER)!;
const KNOWN = new Set(GENUINE.map((frame) => Buffer.from(frame).toString('hex')));

interface Listener {
  readonly link: Link;
  /** Key ids of frames that passed for authentic, other than the one that is sent under. */
  readonly keysHeard: number[];
}

/** A member that has proof of its peers, and believes them from their boot 1 on. */
function listener(ring: KeyRing = BOTH, proven = true): Listener {
  const keysHeard: number[] = [];
  const link = new Link(
    codecOf(ring, (member) => member === SELF),
    SELF,
    {
      onKey: (keyId) => keysHeard.push(keyId),
      onUnknownKey: () => {},
    },
  );
  link.startBoot(1);
  if (proven) for (let member = 0; member < 66; member += 1) link.prove(member, 1, 0);
  return { link, keysHeard };
}

/** Anything but a drop means that the tag was believed. */
function isBelieved({ type }: Received): boolean {
  return type !== 'drop';
}

function below(random: RandomState, limit: number): number {
  return nextUint32(random) % limit;
}

function randomBytes(random: RandomState, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => nextUint32(random) >>> 24);
}

const oneOf = <Item>(random: RandomState, items: readonly Item[]): Item =>
  items[below(random, items.length)]!;

/** A genuine frame with one byte of its header changed, tag and all. */
function withHeader(random: RandomState, at: number, values: readonly number[]): Uint8Array {
  const frame = oneOf(random, GENUINE).slice();
  frame[at] = oneOf(random, values);
  return frame;
}

const upTo = (count: number) => Array.from({ length: count }, (_, value) => value);
const KIND_BYTES = [...SAID, OFFER, ANSWER, ROLL].map(({ kind }) => (1 << 6) | kindNumber(kind));

const strangers = codecOf(
  ringOfOne(FIRST.namespace, new Uint8Array(32).fill(99)),
  () => false,
  'test',
);
const namesakes = codecOf({ ...FIRST }, () => false, 'another');
const thief = codecOf(FIRST, (member) => member === THIEF);
/** The thief has a key-encryption key of its own, and may call it that of another. */
const posing = new FrameCodec({
  crypto: nodeCrypto,
  ring: FIRST,
  kekOf: () => kekOf(THIEF),
  swarm: 'test',
  zone: 'hall',
  roster: ROSTER,
});

/** Each makes one forgery. */
const WAYS: Readonly<Record<string, (random: RandomState) => Uint8Array>> = {
  'random bytes': (random) => randomBytes(random, below(random, 300)),
  'a true header, the rest random': (random) => {
    const frame = randomBytes(random, 20 + below(random, MAX_FRAME_BYTES - 20));
    frame.set(oneOf(random, GENUINE).subarray(0, 11));
    return frame;
  },
  'a true header and body, the tag random': (random) => {
    const frame = oneOf(random, GENUINE).slice();
    frame.set(randomBytes(random, 8), frame.length - 8);
    return frame;
  },
  'the tag of another frame': (random) => {
    const frame = oneOf(random, GENUINE).slice();
    frame.set(oneOf(random, GENUINE).slice(-8), frame.length - 8);
    return frame;
  },
  'the body of another frame': (random) => {
    const [head, body] = [oneOf(random, GENUINE), oneOf(random, GENUINE)];
    return Buffer.concat([head.subarray(0, 11), body.subarray(11, -8), head.subarray(-8)]);
  },
  'the beginning of one and the end of another': (random) => {
    const [one, other] = [oneOf(random, GENUINE), oneOf(random, GENUINE)];
    const from = other.subarray(below(random, other.length));
    return Buffer.concat([one.subarray(0, below(random, one.length)), from]);
  },
  'several bits flipped': (random) => {
    const frame = oneOf(random, GENUINE).slice();
    for (let flips = 2 + below(random, 6); flips > 0; flips -= 1) {
      const bit = below(random, frame.length * 8);
      frame[bit >> 3]! ^= 1 << (bit & 7);
    }
    return frame;
  },
  'another kind': (random) => withHeader(random, 0, KIND_BYTES),
  'another key id': (random) => withHeader(random, 1, upTo(256)),
  'another pad or member': (random) => withHeader(random, 4, upTo(256)),
  'another source': (random) => withHeader(random, 5, upTo(256)),
  'another boot': (random) => withHeader(random, 6 + below(random, 2), upTo(256)),
  'another sequence number': (random) => withHeader(random, 8 + below(random, 3), upTo(256)),
  'of a swarm with another key, in our namespace': (random) =>
    strangers.seal({ source: PEER, boot: 2, sequence: below(random, 1e6) }, oneOf(random, SAID))!,
  'of a swarm of another name with our first key': (random) => {
    const header = { source: PEER, boot: 2, sequence: below(random, 1e6) };
    const frame = namesakes.seal(header, oneOf(random, SAID))!;
    frame[1] = 1 + below(random, 2);
    return frame;
  },
  'of the revoked member': (random) =>
    thief.seal({ source: THIEF, boot: 9, sequence: below(random, 1e6) }, oneOf(random, SAID))!,
  'a key from a member that poses as the administrator': (random) => {
    const header = { source: ADMINISTRATOR, boot: 0, sequence: below(random, 1e6) };
    return posing.seal(header, { ...OFFER, ticket: below(random, 1e6) })!;
  },
  'the word to switch to a key of which only the id is known': (random) => {
    const header = { source: ADMINISTRATOR, boot: 0, sequence: below(random, 1e6) };
    const frame = thief.seal(header, { kind: 'roll', keyId: 1 })!;
    frame[1] = 2;
    return frame;
  },
};

describe(`${FORGERIES} forgeries`, { timeout: 120_000 }, () => {
  const names = Object.keys(WAYS);
  const each = Math.ceil(FORGERIES / names.length);

  it.each(names)('%s: none is believed', (name) => {
    const { link, keysHeard } = listener();
    const random = { word: names.indexOf(name) + 1 };
    const reasons = new Map<string, number>();
    const believed: string[] = [];
    let genuine = 0;
    for (let round = 0; round < each; round += 1) {
      const frame = WAYS[name]!(random);
      // Chance may make a true one of it: the same byte put in again is no forgery.
      if (KNOWN.has(Buffer.from(frame).toString('hex'))) {
        genuine += 1;
        continue;
      }
      const received = link.receive(frame);
      if (isBelieved(received)) believed.push(Buffer.from(frame).toString('hex'));
      else if (received.type === 'drop') count(reasons, received.reason);
    }
    expect(believed).toEqual([]);
    expect(keysHeard).toEqual([]);
    expect(genuine).toBeLessThan(each / 10);
    // What the guard drops was authentic, so nothing may come as far as that.
    for (const late of ['replayed', 'old-boot', 'unproven', 'echo', 'malformed'])
      expect(reasons.has(late), late).toBe(false);
  });
});

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

describe('one frame of each kind', () => {
  const { link } = listener();
  const cases = [...SAID, OFFER, ROLL].map((said, at): [string, Uint8Array] => [
    said.kind,
    GENUINE[SAID.length + at]!,
  ]);

  it.each(cases)('%s is believed as it is', (_, frame) => {
    expect(isBelieved(listener().link.receive(frame))).toBe(true);
  });

  it.each(cases)('%s is not with any one bit flipped', (_, frame) => {
    for (let bit = 0; bit < frame.length * 8; bit += 1) {
      const damaged = frame.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(link.receive(damaged).type, `bit ${bit}`).toBe('drop');
    }
  });

  it.each(cases)('%s is not cut short or made longer, anywhere', (_, frame) => {
    for (let length = 0; length < frame.length; length += 1) {
      expect(link.receive(frame.subarray(0, length)).type).toBe('drop');
      if (length > 0) expect(link.receive(frame.subarray(length)).type).toBe('drop');
      const without = Buffer.concat([frame.subarray(0, length), frame.subarray(length + 1)]);
      expect(link.receive(without).type).toBe('drop');
      const twice = Buffer.concat([frame.subarray(0, length + 1), frame.subarray(length)]);
      expect(link.receive(twice).type).toBe('drop');
    }
  });

  it('an answer to the administrator as well', () => {
    expect(administrator.open(TO_ADMINISTRATOR)).toMatchObject({ message: ANSWER });
    for (let bit = 0; bit < TO_ADMINISTRATOR.length * 8; bit += 1) {
      const damaged = TO_ADMINISTRATOR.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(typeof administrator.open(damaged), `bit ${bit}`).toBe('string');
    }
    for (let length = 0; length < TO_ADMINISTRATOR.length; length += 1)
      expect(typeof administrator.open(TO_ADMINISTRATOR.subarray(0, length))).toBe('string');
  });
});

describe('recorded frames, played again', () => {
  const MESSAGES = SAID.filter((said): said is Exclude<typeof said, Aside> => !isOfAside(said));

  function isOfAside({ kind }: Content): boolean {
    return kind === 'report' || kind === 'command' || kind === 'reply';
  }

  /** A life of PEER on the air: all that it says, several times over. */
  function recordedLife(boot: number): { sealed: Uint8Array[]; said: Content[]; link: Link } {
    const link = new Link(
      codecOf(BOTH, () => false),
      PEER,
    );
    link.startBoot(boot);
    const said = [...SAID, ...SAID, ...SAID, ...MESSAGES];
    return { sealed: said.map((each) => link.seal(each)!), said, link };
  }

  /** HELLO is heard again, and WELCOME of an unproven peer: what they bring about is an answer (wire.md). */
  function isTaken(received: Received): boolean {
    if (received.type === 'aside') return true;
    if (received.type !== 'message') return false;
    const { kind } = received.message as Message;
    return kind === 'welcome' ? received.proven : kind !== 'hello';
  }

  /** In several orders, 50 times each. */
  function play(to: Link, sealed: readonly Uint8Array[]): number {
    const random = { word: 9 };
    let taken = 0;
    for (let time = 0; time < 50; time += 1) {
      const order = time % 3 === 0 ? sealed : time % 3 === 1 ? sealed.toReversed() : null;
      for (let at = 0; at < sealed.length; at += 1)
        if (isTaken(to.receive(order?.[at] ?? oneOf(random, sealed)))) taken += 1;
    }
    return taken;
  }

  it('are taken once in the same life of the receiver, and never again', () => {
    const { link: self } = listener();
    const { sealed, said } = recordedLife(2);
    const first = sealed.filter((frame) => isTaken(self.receive(frame))).length;
    expect(first).toBe(said.filter(({ kind }) => kind !== 'hello').length);
    expect(play(self, sealed)).toBe(0);
  });

  it('are never taken by a receiver that has started again, before it has a proof and after', () => {
    const { link: self } = listener(BOTH, false);
    const { sealed, link: sender } = recordedLife(2);
    expect(play(self, sealed)).toBe(0);
    self.prove(PEER, 2, sender.lastSequence);
    expect(play(self, sealed)).toBe(0);
    // What comes after the proof is heard.
    expect(isTaken(self.receive(sender.seal({ kind: 'claim', epoch: 1 })!))).toBe(true);
  });

  it('are never taken once their sender has started again', () => {
    const { link: self } = listener();
    const { sealed, link: sender } = recordedLife(2);
    sender.startBoot(3);
    expect(isTaken(self.receive(sender.seal({ kind: 'claim', epoch: 1 })!))).toBe(true);
    expect(play(self, sealed)).toBe(0);
  });

  it('are worth nothing after a change of key, not even to a receiver that has just started', () => {
    const { sealed } = recordedLife(2);
    const after = switchedTo(withKey(BOTH, { ...NEXT, id: 3 }), 3);
    for (const proven of [true, false]) {
      const { link: self } = listener(withoutOlder(after), proven);
      for (const frame of sealed)
        expect(self.receive(frame)).toMatchObject({ type: 'drop', reason: 'unknown-key' });
    }
  });

  it('of the administrator make a member answer, and change none of its keys', () => {
    const ring = switchedTo(withKey(withKey(FIRST, NEXT), { ...NEXT, id: 3 }), 3);
    const rekey = new Rekey(SELF, ring);
    const recorded = [NEXT, { ...NEXT, id: 3 }, { ...NEXT, id: 1, key: FIRST_KEY }];
    for (let time = 0; time < 50; time += 1)
      for (const key of recorded) {
        const outputs = [
          ...rekey.step({ type: 'offer', ticket: 1, key }, time),
          ...rekey.step({ type: 'heard', keyId: key.id }, time),
        ];
        expect(outputs.filter((output) => output.do !== 'answer')).toEqual([]);
      }
  });
});
