/** What a relay repeats, and how often. */
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../firmware/crypto.ts';
import type { Message } from '../../src/protocol/message.ts';
import { ADMINISTRATOR, type Aside } from '../../src/wire/aside.ts';
import { FrameCodec } from '../../src/wire/frame.ts';
import { Link } from '../../src/wire/link.ts';
import { Relay } from '../../src/wire/relay.ts';

const ROSTER = {
  robots: [
    { id: 'r1', rank: 1 },
    { id: 'r2', rank: 2 },
  ],
  pads: [{ id: 'p1', guard: 'controller' as const }],
};
const PAD = 2;

function codecOf(keyByte = 7, kekOf: () => Uint8Array | null = () => null): FrameCodec {
  return new FrameCodec({
    kekOf,
    crypto: nodeCrypto,
    swarmKey: new Uint8Array(32).fill(keyByte),
    keyId: 1,
    swarm: 'relay',
    zone: 'hall',
    roster: ROSTER,
  });
}

const clock = { ms: 0, nowMs: () => clock.ms };
const relayOf = () => new Relay({ codec: codecOf(), self: PAD, clock, unreadEveryMs: 100 });
const CLAIM: Message = { kind: 'claim', epoch: 3 };
const frame = (sequence: number, source = 0, codec = codecOf()): Uint8Array =>
  codec.seal({ source, boot: 1, sequence }, CLAIM)!;

describe('a relay', () => {
  it('repeats each frame once, also when another relay has repeated it', () => {
    const relay = relayOf();
    expect([1, 2, 1, 2, 3].map((sequence) => relay.repeats(frame(sequence)))).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
  });

  it('repeats nothing of its own, that another relay has repeated', () => {
    expect(relayOf().repeats(frame(1, PAD))).toBe(false);
  });

  it('repeats no forgery and no noise', () => {
    const relay = relayOf();
    expect(relay.repeats(frame(1, 0, codecOf(8)))).toBe(false);
    const flipped = frame(1);
    flipped[12] = flipped[12]! ^ 1;
    expect(relay.repeats(flipped)).toBe(false);
    expect(relay.repeats(Uint8Array.of(1, 2, 3))).toBe(false);
    expect(relay.repeats(frame(1))).toBe(true);
  });

  it('passes on what the administrator says to others, which it cannot read', () => {
    const relay = relayOf();
    const administrator = codecOf(7, () => new Uint8Array(32).fill(3));
    const offer: Aside = { kind: 'key', to: 0, ticket: 9, wrapped: Uint8Array.of(1, 2, 3) };
    const bytes = administrator.seal({ source: ADMINISTRATOR, boot: 0, sequence: 5 }, offer)!;
    expect([relay.repeats(bytes), relay.repeats(bytes)]).toEqual([true, false]);
  });

  it('passes on what it cannot read seldom, and nothing long: it may be a forgery', () => {
    const relay = relayOf();
    const administrator = codecOf(7, () => new Uint8Array(32).fill(3));
    const offer = (ticket: number, bytes: number) =>
      administrator.seal(
        { source: ADMINISTRATOR, boot: 0, sequence: ticket },
        { kind: 'key', to: 0, ticket, wrapped: new Uint8Array(bytes) },
      )!;
    const passed = Array.from({ length: 20 }, (_, ticket) => relay.repeats(offer(ticket, 56)));
    expect(passed.filter(Boolean)).toHaveLength(1);
    clock.ms += 100;
    expect(relay.repeats(offer(30, 120))).toBe(false);
    expect(relay.repeats(offer(31, 56))).toBe(true);
    // What can be read is not held up by it.
    expect(relay.repeats(frame(1))).toBe(true);
  });

  it('remembers no more than it needs, and still repeats what is new', () => {
    const relay = relayOf();
    for (let sequence = 1; sequence <= 1000; sequence += 1)
      expect(relay.repeats(frame(sequence))).toBe(true);
    expect(relay.repeats(frame(1000))).toBe(false);
    // Long forgotten, and by its number a recording.
    expect(relay.repeats(frame(1))).toBe(false);
    expect(relay.repeats(frame(1001))).toBe(true);
  });

  it('does not make anything count twice', () => {
    const relay = relayOf();
    const receiver = new Link(codecOf(), 1);
    receiver.prove(0, 1, 0);
    const bytes = frame(1);
    expect(receiver.receive(bytes)).toMatchObject({ type: 'message' });
    expect(relay.repeats(bytes)).toBe(true);
    expect(receiver.receive(bytes)).toMatchObject({ type: 'drop', reason: 'replayed' });
  });
});
