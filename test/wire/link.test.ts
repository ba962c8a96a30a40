import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../firmware/crypto.ts';
import type { Hello, Message } from '../../src/protocol/message.ts';
import { ADMINISTRATOR } from '../../src/wire/aside.ts';
import { FrameCodec, MAX_SEQUENCE } from '../../src/wire/frame.ts';
import {
  type KeyRing,
  namespaceOf,
  ringOfOne,
  switchedTo,
  withKey,
} from '../../src/wire/keyring.ts';
import { Link } from '../../src/wire/link.ts';
import { codec, ROSTER } from './swarm.ts';

const ours = codec();
const CLAIM: Message = { kind: 'claim', epoch: 4 };
const HELLO: Hello = { kind: 'hello', nonce: 1, disk: 2, offPad: false };
const WELCOME: Message = {
  kind: 'welcome',
  answers: [{ to: 0, nonce: 1, boot: 1, otherDisk: false }],
};

function link(self: number, boot: number): Link {
  const created = new Link(ours, self);
  created.startBoot(boot);
  return created;
}

describe('what a member says', () => {
  it('is numbered from one in each boot', () => {
    const a = link(0, 7);
    a.seal(CLAIM);
    expect(ours.open(a.seal(CLAIM)!)).toMatchObject({ source: 0, boot: 7, sequence: 2 });
    a.startBoot(8);
    expect(a.lastSequence).toBe(0);
    expect(ours.open(a.seal(CLAIM)!)).toMatchObject({ boot: 8, sequence: 1 });
    expect(a.lastSequence).toBe(1);
  });

  it('comes back as an echo, however late', () => {
    const a = link(0, 7);
    const frames = Array.from({ length: 600 }, () => a.seal(CLAIM)!);
    for (const frame of [frames[599]!, frames[0]!, frames[343]!, frames[344]!])
      expect(a.receive(frame)).toMatchObject({ type: 'drop', reason: 'echo' });
    const later = link(0, 8);
    expect(later.receive(frames[0]!)).toMatchObject({ type: 'drop', reason: 'echo' });
  });

  it('ends when its boot has no numbers left', () => {
    const a = link(0, 7);
    (a as unknown as { sequence: number }).sequence = MAX_SEQUENCE - 1;
    expect(a.exhausted).toBe(false);
    expect(a.seal(CLAIM)).not.toBeNull();
    expect(a.exhausted).toBe(true);
    expect(a.seal(CLAIM)).toBeNull();
    a.startBoot(8);
    expect(a.seal(CLAIM)).not.toBeNull();
  });
});

describe('a twin', () => {
  it('shows by frames under our name that we did not send', () => {
    const a = link(0, 7);
    const twin = link(0, 7);
    a.seal(CLAIM);
    const other = twin.seal({ kind: 'claim', epoch: 5 })!;
    expect(a.receive(other)).toMatchObject({ type: 'own-frame', boot: 7 });
    expect(a.receive(link(0, 9).seal(CLAIM)!)).toMatchObject({ type: 'own-frame', boot: 9 });
  });

  it('of an earlier boot shows by its HELLO alone: other frames may just be late', () => {
    const a = link(0, 7);
    const twin = link(0, 6);
    expect(a.receive(twin.seal(HELLO)!)).toMatchObject({
      type: 'own-hello',
      boot: 6,
      hello: HELLO,
    });
    expect(a.receive(twin.seal(CLAIM)!)).toMatchObject({ type: 'drop', reason: 'echo' });
  });

  it('is heard when it answers our HELLO', () => {
    const a = link(0, 7);
    expect(a.receive(link(0, 3).seal(WELCOME)!)).toMatchObject({ type: 'message', from: 0 });
  });
});

describe('what others say', () => {
  it('is heard when the peer is proven, once', () => {
    const [a, b] = [link(0, 1), link(1, 5)];
    a.prove(1, 5, 0);
    const frame = b.seal(CLAIM)!;
    const heard = { type: 'message', from: 1, boot: 5, sequence: 1, message: CLAIM, proven: true };
    expect(a.receive(frame)).toEqual(heard);
    expect(a.receive(frame)).toMatchObject({ type: 'drop', reason: 'replayed' });
  });

  it('of an unproven peer is heard only when it introduces or answers', () => {
    const [a, b] = [link(0, 1), link(1, 5)];
    expect(a.receive(b.seal(CLAIM)!)).toMatchObject({ type: 'stranger', from: 1 });
    expect(a.receive(b.seal(HELLO)!)).toMatchObject({ type: 'message', proven: false });
    expect(a.receive(b.seal(WELCOME)!)).toMatchObject({ type: 'message', proven: false });
    expect(a.receive(b.seal(CLAIM)!)).toMatchObject({ type: 'stranger', from: 1 });
  });

  it('of an earlier boot is dropped, but for a HELLO: its disk may be lost', () => {
    const [a, b] = [link(0, 1), link(1, 4)];
    a.prove(1, 5, 10);
    expect(a.receive(b.seal(CLAIM)!)).toMatchObject({ type: 'drop', reason: 'old-boot' });
    expect(a.receive(b.seal(WELCOME)!)).toMatchObject({ type: 'drop', reason: 'old-boot' });
    expect(a.receive(b.seal(HELLO)!)).toMatchObject({ type: 'message', boot: 4 });
  });

  it('is a HELLO also when a lost disk makes it count from one again in its first boot', () => {
    // Its former life said more in boot 1 than this one; else nobody tells it what it forgot (S5).
    const [a, former] = [link(0, 1), link(1, 1)];
    a.prove(1, 1, 0);
    for (let said = 0; said < 100; said += 1) a.receive(former.seal(CLAIM)!);
    const wiped = link(1, 1);
    expect(a.receive(wiped.seal({ ...HELLO, disk: 99 })!)).toMatchObject({
      type: 'message',
      message: { kind: 'hello', disk: 99 },
    });
  });

  it('is dropped with the reason of the frame when it is none', () => {
    const a = link(0, 1);
    expect(a.receive(Uint8Array.of(1, 2, 3))).toMatchObject({ type: 'drop', reason: 'short' });
    const frame = link(1, 5).seal(CLAIM)!;
    frame[12]! ^= 1;
    expect(a.receive(frame)).toMatchObject({ type: 'drop', reason: 'forged' });
  });
});

describe('keys', () => {
  const first = new Uint8Array(32).fill(7);
  const one = ringOfOne(namespaceOf(nodeCrypto, first, 'test', 'hall'), first);
  const second = { id: 2, key: new Uint8Array(32).fill(8), revoked: [], overlapMs: 0 };
  const both = withKey(one, second);
  const codecOf = (ring: KeyRing) =>
    new FrameCodec({ crypto: nodeCrypto, ring, swarm: 'test', zone: 'hall', roster: ROSTER });

  function watching(ring: KeyRing, self = 0): { link: Link; codec: FrameCodec; heard: string[] } {
    const heard: string[] = [];
    const mine = codecOf(ring);
    const created = new Link(mine, self, {
      onKey: (keyId) => heard.push(`key ${keyId}`),
      onUnknownKey: (keyId) => heard.push(`unknown ${keyId}`),
    });
    created.startBoot(1);
    return { link: created, codec: mine, heard };
  }

  it('that others speak under are told of: authentic ones apart from unknown ones', () => {
    const { link: mine, codec: codecOfMine, heard } = watching(both);
    const old = watching(one, 1).link.seal(CLAIM)!;
    const ahead = watching(switchedTo(both, 2), 1).link.seal(CLAIM)!;
    mine.receive(old);
    expect(heard).toEqual(['key 1']);
    mine.receive(ahead);
    expect(heard).toEqual(['key 1', 'key 2']);
    const forged = ahead.slice();
    forged[12]! ^= 1;
    mine.receive(forged);
    expect(heard).toEqual(['key 1', 'key 2']);
    const unknown = ahead.slice();
    unknown[1] = 9;
    mine.receive(unknown);
    expect(heard).toEqual(['key 1', 'key 2', 'unknown 9']);
    codecOfMine.adopt(switchedTo(both, 2));
    mine.receive(ahead);
    mine.receive(old);
    expect(heard).toEqual(['key 1', 'key 2', 'unknown 9', 'key 2', 'key 1']);
  });

  it('change under way: numbers and what was heard before stay as they were', () => {
    const a = watching(both);
    const b = watching(both, 1);
    a.link.prove(1, 1, 0);
    const before = b.link.seal(CLAIM)!;
    expect(a.link.receive(before)).toMatchObject({ type: 'message', sequence: 1 });
    b.codec.adopt(switchedTo(both, 2));
    const after = b.link.seal(CLAIM)!;
    expect(after[1]).toBe(2);
    expect(a.link.receive(after)).toMatchObject({ type: 'message', sequence: 2, proven: true });
    for (const frame of [before, after])
      expect(a.link.receive(frame)).toMatchObject({ type: 'drop', reason: 'replayed' });
    expect(b.link.receive(before)).toMatchObject({ type: 'drop', reason: 'echo' });
  });

  it('are the one thing that is taken from the administrator, however often', () => {
    const { link: mine } = watching(both);
    const administrator = codecOf(both);
    const header = { source: ADMINISTRATOR, boot: 0, sequence: 1 };
    const roll = administrator.seal(header, { kind: 'roll', keyId: 2 })!;
    for (const _ of [1, 2])
      expect(mine.receive(roll)).toMatchObject({
        type: 'aside',
        aside: { kind: 'roll', keyId: 2 },
      });
  });
});
