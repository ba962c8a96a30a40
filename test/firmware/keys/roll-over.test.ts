import { describe, expect, test } from 'vitest';
import { nodeCrypto } from '../../../firmware/crypto.ts';
import { RollOver } from '../../../firmware/keys/roll-over.ts';
import type { Keyed } from '../../../src/wire/aside.ts';
import { FrameCodec } from '../../../src/wire/frame.ts';
import { type KeyRing, namespaceOf, ringOfOne, withKey } from '../../../src/wire/keyring.ts';
import { ROSTER } from './stage.ts';

const KEY = new Uint8Array(32).fill(7);
const FIRST = ringOfOne(namespaceOf(nodeCrypto, KEY, 'test', 'hall'), KEY);
const RING: KeyRing = withKey(FIRST, {
  id: 2,
  key: new Uint8Array(32).fill(8),
  revoked: [],
  overlapMs: 100,
});
const TICKET = 77;

const codecOf = (ring: KeyRing, has: (member: number) => boolean) =>
  new FrameCodec({
    crypto: nodeCrypto,
    ring,
    kekOf: (member) => (has(member) ? new Uint8Array(32).fill(100 + member) : null),
    swarm: 'test',
    zone: 'hall',
    roster: ROSTER,
  });

function rollOver(members: readonly number[], notAwaited: readonly number[] = []) {
  const codec = codecOf(RING, () => true);
  const offers = new Map(members.map((member) => [member, Uint8Array.of(member)]));
  const roll = new RollOver({
    codec,
    keyId: 2,
    offers,
    notAwaited: new Set(notAwaited),
    ticket: TICKET,
  });
  let sequence = 0;
  return {
    roll,
    /** What goes out at the next steps: `>3` an offer to member 3, `roll`, or nothing. */
    steps(count: number): string {
      return Array.from({ length: count }, () => {
        const frame = roll.next();
        if (!frame) return '.';
        const opened = codec.open(frame);
        if (typeof opened === 'string') return opened;
        return opened.message.kind === 'key' ? `>${opened.message.to}` : opened.message.kind;
      }).join(' ');
    },
    answer(member: number, change: Partial<Keyed> = {}, ticket = TICKET): boolean {
      sequence += 1;
      const keyed: Keyed = {
        kind: 'keyed',
        ticket,
        newest: 2,
        sending: 1,
        refused: false,
        ...change,
      };
      const header = { source: member, boot: 1, sequence };
      return roll.hear(codecOf(FIRST, (of) => of === member).seal(header, keyed)!);
    },
  };
}

describe('the administrator hands out a key', () => {
  test('to one after the other, and to the silent ones again, less and less often', () => {
    const { roll, steps, answer } = rollOver([0, 1, 2]);
    expect(steps(5)).toBe('>0 >1 >2 . >0');
    answer(0);
    answer(1);
    expect(steps(40)).toBe(
      '. >2 . . . . . . . >2 . . . . . . . . . . . . . . . >2 . . . . . . . . . . . . . .',
    );
    expect([roll.having, roll.silent, roll.isHandedOut]).toEqual([[0, 1], [2], false]);
  });

  test('until all have it that are waited for', () => {
    const { roll, steps, answer } = rollOver([0, 1, 2], [2]);
    steps(3);
    expect(answer(0)).toBe(true);
    expect(roll.isHandedOut).toBe(false);
    expect(answer(1)).toBe(true);
    expect(roll.isHandedOut).toBe(true);
    expect(roll.phase).toBe('handing-out');
    expect(answer(1), 'once more').toBe(false);
  });

  test('and believes only answers to this run, from those who were asked, in their own name', () => {
    const { roll, answer } = rollOver([0, 1]);
    expect(answer(0, {}, TICKET + 1)).toBe(false);
    expect(answer(3)).toBe(false);
    const header = { source: 0, boot: 1, sequence: 1 };
    const forged = codecOf(FIRST, () => true).seal(header, {
      kind: 'keyed',
      ticket: TICKET,
      newest: 2,
      sending: 2,
      refused: false,
    })!;
    forged[5] = 1;
    expect(roll.hear(forged)).toBe(false);
    expect(roll.hear(Uint8Array.of(1, 2, 3))).toBe(false);
    expect(roll.silent).toEqual([0, 1]);
  });

  test('and asks those no more that do not take it', () => {
    const { roll, steps, answer } = rollOver([0, 1]);
    steps(2);
    answer(0, { refused: true, newest: 5, sending: 5 });
    expect([...roll.refusing.keys()]).toEqual([0]);
    expect([roll.having, roll.switched, roll.isHandedOut]).toEqual([[], [], false]);
    expect(steps(8)).not.toContain('>0');
  });
});

describe('the administrator has a key switched to', () => {
  test('by saying so, and by asking everybody until it has', () => {
    const { roll, steps, answer } = rollOver([0, 1]);
    steps(2);
    answer(0);
    answer(1);
    roll.roll();
    expect(roll.phase).toBe('rolling');
    expect(steps(6)).toBe('roll roll roll >0 >1 .');
    expect(answer(0, { sending: 2 })).toBe(true);
    expect(roll.switched).toEqual([0]);
    expect(steps(20)).toBe('. . >1 . . . . . . . >1 . . . roll . . . . .');
    answer(1, { sending: 2 });
    expect([roll.phase, roll.next()]).toEqual(['done', null]);
  });

  test('and is not told back by a recording of what somebody said before', () => {
    const { roll, steps, answer } = rollOver([0, 1]);
    steps(2);
    answer(0);
    answer(1);
    roll.roll();
    answer(0, { sending: 2 });
    expect(answer(0)).toBe(false);
    expect(roll.switched).toEqual([0]);
    answer(1, { sending: 2 });
    expect(roll.phase).toBe('done');
  });

  test('also by those that turn up only then', () => {
    const { roll, steps, answer } = rollOver([0, 1], [1]);
    steps(2);
    answer(0);
    roll.roll();
    answer(0, { sending: 2 });
    expect(roll.phase).toBe('done');
    const late = rollOver([0, 1], [1]);
    late.steps(2);
    late.answer(0);
    late.roll.roll();
    late.answer(1);
    late.answer(0, { sending: 2 });
    expect(late.roll.phase).toBe('rolling');
    late.answer(1, { sending: 3, newest: 3 });
    expect(late.roll.phase).toBe('done');
  });

  test('at once where all speak under it already', () => {
    const { roll, steps, answer } = rollOver([0]);
    steps(1);
    answer(0, { sending: 2 });
    roll.roll();
    expect(roll.phase).toBe('done');
  });
});
